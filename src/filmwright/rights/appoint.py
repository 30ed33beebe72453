"""Authorities of the studio: appointing one, changing a key, retiring one; each can be stopped and run again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager

from filmwright.errors import FilmwrightError
from filmwright.rights import keys, ledger, signers
from filmwright.rights.signer import STUDIO, Signer, SigningKey
from filmwright.rights.signers import Signers
from filmwright.rights.stored import KINDS
from filmwright.studio import Studio

_KINDS = set(KINDS) - {"signer", "decision"}
"""What another authority than the studio may write."""


def known(studio: Studio) -> Signers:
    """The keys of the ledger as it stands."""
    keys.ensure_key(studio)
    with ledger.reading(studio) as connection:
        return signers.load(connection, keys.public_key(studio))


def appoint(studio: Studio, name: str, may: Sequence[str]) -> Signer:
    """A new authority with a key of its own that may write records of these kinds ((): every kind but signers).

    Raises:
        FilmwrightError: if there is one of this name, or a kind is unknown.
    """
    unknown = sorted(set(may) - _KINDS)
    if unknown:
        raise FilmwrightError(
            f"there is no kind of record '{unknown[0][:40]}'", name, f"choose from {', '.join(sorted(_KINDS))}"
        )
    keys.place(studio, name)
    with _alone(studio):
        if known(studio).current(name) is not None:
            raise FilmwrightError("there is an authority of this name", name, "rotate its key, or choose another name")
        return _change(studio, name, tuple(sorted(set(may))), "", "")


def rotate(studio: Studio, name: str, reason: str) -> Signer:
    """Give an authority (or the studio itself, ``studio``) a new key; the old one signs nothing from then on.

    Raises:
        FilmwrightError: if there is no such authority.
    """
    _said(reason, name)
    with _alone(studio):
        current, may = _living(studio, name)
        return _change(studio, name, may, current, reason)


def retire(studio: Studio, name: str, reason: str) -> Signer:
    """Let an authority's key sign nothing from here on, and put none in its place.

    Raises:
        FilmwrightError: if there is no such authority, or it is the studio itself.
    """
    if name == STUDIO:
        raise FilmwrightError("the studio's own key cannot be retired without another", name, "rotate it")
    _said(reason, name)
    with _alone(studio):
        current, _ = _living(studio, name)
        return _write(studio, Signer(name=name, retires=current, reason=reason))


def _alone(studio: Studio) -> AbstractContextManager[None]:
    """The lock on changes of keys; the studio's first key is made before it is taken, as that takes it too.

    Raises:
        FilmwrightError: if another authority than the studio speaks.
    """
    speaker = os.environ.get(keys.SIGN_AS, "").strip()
    if speaker not in ("", STUDIO):
        raise FilmwrightError("only the studio itself appoints and retires", f"{keys.SIGN_AS}={speaker}", "unset it")
    keys.ensure_key(studio)
    return studio.lock("keys", wait=True)


def _said(reason: str, name: str) -> None:
    if not reason.strip():
        raise FilmwrightError("nobody says why", name[:80], "give --because TEXT")


def _living(studio: Studio, name: str) -> tuple[str, tuple[str, ...]]:
    for one in known(studio).living():
        if one.name == name:
            return one.key, one.may
    raise FilmwrightError("the ledger knows no authority of this name", name[:80], "see: filmwright ledger keys")


def _change(studio: Studio, name: str, may: tuple[str, ...], retires: str, reason: str) -> Signer:
    fresh = keys.prepare(studio, name)
    made = _write(studio, Signer(name=name, public_key=fresh.public_hex, may=may, retires=retires, reason=reason))
    keys.adopt(studio, name)
    return made


def _write(studio: Studio, signer: Signer) -> Signer:
    key: SigningKey = keys.ensure_key(studio)
    with ledger.writing(studio) as connection:
        ledger.append(connection, [signer], key)
    return signer
