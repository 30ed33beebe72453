"""The ledger's signing key: one Ed25519 key per studio, made once, readable by its owner alone."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.rights.chain import entries
from filmwright.studio import Studio

PRIVATE = "ledger.pem"
PUBLIC = "ledger.pub.pem"


def ensure_key(studio: Studio) -> Ed25519PrivateKey:
    """The studio's ledger key, made on the first call; never made anew under a ledger that was signed with another.

    Raises:
        FilmwrightError: if the key file is missing under a ledger with entries, or is not an Ed25519 key.
    """
    path = studio.folder("keys") / PRIVATE
    if not path.is_file():
        with studio.lock("keys", wait=True):
            if not path.is_file():
                _make(studio, path)
    key = _read(path)
    public = path.with_name(PUBLIC)
    if not public.is_file():
        files.write_bytes(public, _public_pem(key.public_key()))
    return key


def public_key(studio: Studio) -> Ed25519PublicKey:
    """The key that entries are checked with; it needs no private key, so an auditor's copy of the studio will do.

    Raises:
        FilmwrightError: if neither key file is there, or they do not belong together.
    """
    private, public = (studio.inside(Path("keys") / name) for name in (PRIVATE, PUBLIC))
    known = [_read(private).public_key()] if private.is_file() else []
    if public.is_file():
        try:
            loaded = serialization.load_pem_public_key(public.read_bytes())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise FilmwrightError("this is not a public key", str(public), "restore it from a copy") from error
        if not isinstance(loaded, Ed25519PublicKey):
            raise FilmwrightError("this is not an Ed25519 key", str(public), "restore it from a copy")
        known.append(loaded)
    if not known:
        raise FilmwrightError("the ledger's key is missing", str(private), "restore it from a copy")
    if len({_public_pem(key) for key in known}) > 1:
        raise FilmwrightError("the two key files do not belong together", str(private), "restore both from a copy")
    return known[0]


def _make(studio: Studio, path: Path) -> None:
    with studio.engine.connect() as connection:
        if connection.execute(select(entries.c.seq).limit(1)).first() is not None:
            raise FilmwrightError("the ledger's signing key is missing", str(path), "restore it from a copy")
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    files.write_bytes(path, pem, 0o600)


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FilmwrightError("this is not a private key", str(path), "restore it from a copy") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise FilmwrightError("this is not an Ed25519 key", str(path), "restore it from a copy")
    return key


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
