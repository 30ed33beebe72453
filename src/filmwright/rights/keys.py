"""The ledger's private keys: one Ed25519 key for each authority of the studio, readable by their owner alone.

``keys/ledger.pem`` is the studio's own, ``keys/ledger.pub.pem`` the public half of its first, with which checking
begins; ``keys/signers/NAME.pem`` are those of other authorities. A new key lies beside the old one until the ledger
says so: whenever it is interrupted, the ledger tells which of the two signs.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.rights import signers
from filmwright.rights.chain import entries
from filmwright.rights.signer import STUDIO, SigningKey, key_id
from filmwright.rights.signers import Signers
from filmwright.studio import Studio

PRIVATE = "ledger.pem"
PUBLIC = "ledger.pub.pem"
SIGN_AS = "FILMWRIGHT_SIGN_AS"
"""Environment: the authority that signs what a person says. Decisions are always signed by the studio."""
_TRIES, _PAUSE = 20, 0.05
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


def ensure_key(studio: Studio) -> SigningKey:
    """The studio's own key, made on the first call; never made anew under a ledger that was signed with another.

    Raises:
        FilmwrightError: if the key file is missing under a ledger with entries, is open to others than its owner, or
            is not an Ed25519 key.
    """
    path = studio.folder("keys") / PRIVATE
    if not path.is_file():
        with studio.lock("keys", wait=True):
            if not path.is_file():
                _make_first(studio, path)
    public = path.with_name(PUBLIC)
    if not public.is_file():
        with studio.engine.connect() as connection:
            changed = connection.execute(select(entries.c.seq).where(entries.c.kind == "signer").limit(1)).first()
        if changed is not None:
            what = "the public half of the studio's first key is missing, with which checking begins"
            raise FilmwrightError(what, str(public), "restore it from a copy; a proof or an auditor may have it")
        files.write_bytes(public, _public_pem(_read(path).public_key()))
    return _signing(studio, STUDIO)


def speaking_key(studio: Studio) -> SigningKey:
    """The key that signs what a person says: of the authority in ``FILMWRIGHT_SIGN_AS``, else the studio's own.

    Raises:
        FilmwrightError: if that authority has no key here.
    """
    own = ensure_key(studio)
    name = os.environ.get(SIGN_AS, "").strip()
    return own if name in ("", STUDIO) else _signing(studio, name)


def public_key(studio: Studio) -> Ed25519PublicKey:
    """The studio's first public key; it needs no private key, so an auditor's copy of the studio will do.

    Raises:
        FilmwrightError: if neither key file is there, or it is not a key.
    """
    private, public = (studio.inside(Path("keys") / name) for name in (PRIVATE, PUBLIC))
    if not public.is_file():
        if not private.is_file():
            raise FilmwrightError("the ledger's key is missing", str(private), "restore it from a copy")
        return _read(private).public_key()
    try:
        loaded = serialization.load_pem_public_key(public.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise FilmwrightError("this is not a public key", str(public), "restore it from a copy") from error
    if not isinstance(loaded, Ed25519PublicKey):
        raise FilmwrightError("this is not an Ed25519 key", str(public), "restore it from a copy")
    return loaded


def place(studio: Studio, name: str) -> Path:
    """Where an authority's private key lies.

    Raises:
        FilmwrightError: if that is no name for one.
    """
    if name == STUDIO:
        return studio.folder("keys") / PRIVATE
    if not _NAME.fullmatch(name):
        raise FilmwrightError("this is no name for an authority", name[:80], "use small letters, digits and hyphens")
    return studio.folder("keys", "signers") / f"{name}.pem"


def prepare(studio: Studio, name: str) -> SigningKey:
    """A new key for an authority, written beside the present one; ``adopt`` puts it in its place."""
    key = Ed25519PrivateKey.generate()
    files.write_bytes(_next(place(studio, name)), _private_pem(key), 0o600)
    return SigningKey(key_id(key.public_key().public_bytes_raw().hex()), key, public_key(studio), name)


def adopt(studio: Studio, name: str) -> None:
    """Put a prepared key in its place, now that the ledger says so."""
    path = place(studio, name)
    with suppress(FileNotFoundError):  # another process has done it in the meantime
        os.replace(_next(path), path)


def held(studio: Studio, known: Signers) -> Iterator[SigningKey]:
    """The private keys here that sign now; an auditor's copy of a studio has none, and needs none."""
    for living in known.living():
        own = living.name == STUDIO
        path = studio.inside(Path("keys") / (PRIVATE if own else f"signers/{living.name}.pem"))
        with suppress(FilmwrightError, OSError):
            private = _read_if_there(path)
            key = private and SigningKey(known.current(living.name) or "", private, known.first, living.name)
            if key and key.public_hex == living.public:
                yield key


def _next(path: Path) -> Path:
    return path.with_suffix(".next.pem")


def _signing(studio: Studio, name: str) -> SigningKey:
    """The key that signs for an authority, as the ledger says; finishes an interrupted change of it."""
    path = place(studio, name)
    for _ in range(_TRIES):
        with studio.engine.connect() as connection:
            known = signers.load(connection, public_key(studio))
        current = known.current(name)
        if current is None:
            do = "appoint it with: filmwright ledger appoint"
            raise FilmwrightError(f"the ledger knows no authority '{name}'", str(studio.path), do)
        for file in (path, _next(path)):
            private = _read_if_there(file)
            found = SigningKey(current, private, known.first, name) if private else None
            if found is not None and key_id(found.public_hex) == (current or known.first_id):
                if file != path:
                    adopt(studio, name)
                return found
        if not _next(path).is_file():
            break
        time.sleep(_PAUSE)  # another process is in the middle of a change of keys
    if path.is_file():
        raise FilmwrightError(
            f"this is not the key with which '{name}' signs; the key files do not belong together",
            str(path),
            "restore it from a copy",
        )
    raise FilmwrightError("the ledger's signing key is missing", str(path), "restore it from a copy")


def _make_first(studio: Studio, path: Path) -> None:
    with studio.engine.connect() as connection:
        if connection.execute(select(entries.c.seq).limit(1)).first() is not None:
            raise FilmwrightError("the ledger's signing key is missing", str(path), "restore it from a copy")
    files.write_bytes(path, _private_pem(Ed25519PrivateKey.generate()), 0o600)


def _read_if_there(path: Path) -> Ed25519PrivateKey | None:
    # Another process may put it in its place between a look and the reading.
    with suppress(FileNotFoundError):
        return _read(path)
    return None


def _read(path: Path) -> Ed25519PrivateKey:
    files.need_private(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FilmwrightError("this is not a private key", str(path), "restore it from a copy") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise FilmwrightError("this is not an Ed25519 key", str(path), "restore it from a copy")
    return key


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
