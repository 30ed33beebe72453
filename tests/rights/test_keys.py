"""The ledger's key: made once, readable by its owner alone, never made anew under a ledger."""

from __future__ import annotations

import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from filmwright.errors import FilmwrightError
from filmwright.rights import keys, ledger
from filmwright.rights.signer import SigningKey
from filmwright.rights.vocabulary import Subject
from filmwright.studio import Studio


def raw(key: SigningKey) -> bytes:
    return key.private.private_bytes_raw()


def pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_made_once_and_for_its_owner_alone(studio: Studio) -> None:
    key = keys.ensure_key(studio)
    assert raw(keys.ensure_key(studio)) == raw(key)
    assert stat.S_IMODE((studio.path / "keys" / keys.PRIVATE).stat().st_mode) == 0o600
    assert b"PRIVATE" not in (studio.path / "keys" / keys.PUBLIC).read_bytes()


def test_the_public_half_alone_will_do_to_check(studio: Studio) -> None:
    key = keys.ensure_key(studio)
    (studio.path / "keys" / keys.PRIVATE).unlink()
    assert keys.public_key(studio).public_bytes_raw() == key.first.public_bytes_raw()


def test_a_lost_public_half_is_made_from_the_private_one(studio: Studio) -> None:
    key = keys.ensure_key(studio)
    public = studio.path / "keys" / keys.PUBLIC
    before = public.read_bytes()
    public.unlink()
    assert keys.public_key(studio).public_bytes_raw() == key.first.public_bytes_raw()
    keys.ensure_key(studio)
    assert public.read_bytes() == before


def test_no_new_key_under_a_ledger_that_another_signed(studio: Studio) -> None:
    with ledger.writing(studio) as connection:
        work = Subject(id="work:x", kind="work", name="X", owner="Acme")
        ledger.append(connection, [work], keys.ensure_key(studio))
    for name in (keys.PRIVATE, keys.PUBLIC):
        (studio.path / "keys" / name).unlink()
    with pytest.raises(FilmwrightError, match="signing key is missing"):
        keys.ensure_key(studio)
    assert not (studio.path / "keys" / keys.PRIVATE).exists()
    with pytest.raises(FilmwrightError, match="key is missing"):
        keys.public_key(studio)


def test_keys_of_another_kind_are_refused(studio: Studio) -> None:
    keys.ensure_key(studio)
    private = studio.path / "keys" / keys.PRIVATE
    private.write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(FilmwrightError, match="not an Ed25519 key"):
        keys.ensure_key(studio)
    private.write_bytes(b"")
    with pytest.raises(FilmwrightError, match="not a private key"):
        keys.ensure_key(studio)


def test_halves_that_do_not_belong_together_are_refused(studio: Studio) -> None:
    keys.ensure_key(studio)
    (studio.path / "keys" / keys.PRIVATE).write_bytes(pem(Ed25519PrivateKey.generate()))
    with pytest.raises(FilmwrightError, match="do not belong together"):
        keys.ensure_key(studio)
