"""Which key may have signed which entry: the studio's first key, and those that Signer entries appoint and retire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import NamedTuple, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from filmwright.errors import FilmwrightError
from filmwright.rights.chain import Entry, entries, hash_of
from filmwright.rights.signer import STUDIO, Signer, SigningKey, key_id
from filmwright.rights.stored import parse


@dataclass
class _Key:
    """A key's life: entries ``since`` to ``until``, both included, of these kinds."""

    public: Ed25519PublicKey
    name: str
    may: tuple[str, ...]
    since: int
    until: int | None = None

    def covers(self, seq: int, kind: str) -> bool:
        if seq < self.since or (self.until is not None and seq > self.until):
            return False
        if self.name == STUDIO:
            return True
        return kind != "signer" and (not self.may or kind in self.may)


class Living(NamedTuple):
    """A key that signs now: for which authority, its id and itself in hex, which kinds, from which entry on."""

    name: str
    key: str
    public: str
    may: tuple[str, ...]
    since: int


@dataclass
class Signers:
    """The keys of a ledger; ``first`` is the studio's first public key."""

    first: Ed25519PublicKey
    _keys: dict[str, _Key] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _held: dict[str, SigningKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The first key signs as ""."""
        self._keys[""] = _Key(self.first, STUDIO, (), 1)

    @property
    def first_id(self) -> str:
        """The id of the first key."""
        return key_id(self.first.public_bytes_raw().hex())

    def appoint(self, seq: int, signer: Signer) -> None:
        """Take in a Signer entry; a key lives once."""
        retired = self._keys.get("" if signer.retires == self.first_id else signer.retires) if signer.retires else None
        if retired is not None and retired.until is None:
            retired.until = seq
        if signer.public_key and not self._is_known(signer):
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer.public_key))
            self._keys[signer.key_id] = _Key(public, signer.name, signer.may, seq + 1)

    def _is_known(self, signer: Signer) -> bool:
        return signer.key_id in self._keys or signer.key_id == self.first_id

    def check(self, signer: Signer, alone: bool) -> None:
        """Stop before a Signer is written that would leave an authority with no key of the studio's, or with two.

        Args:
            alone: whether nothing else is written with it.

        Raises:
            FilmwrightError: says which.
        """
        current = self.current(signer.name)
        held = {None: "", "": self.first_id}.get(current, current)
        if not alone:
            what = "a change of keys is written by itself"
        elif signer.public_key and self._is_known(signer):
            what = "this key has signed here before, or could have; a key lives once"
        elif signer.retires != held:
            what = "the key to retire is not the one that signs for this authority now"
        elif not signer.public_key and (signer.name == STUDIO or not held):
            what = "this would leave nobody to sign"
        else:
            return
        raise FilmwrightError(what, signer.name, "see: filmwright ledger keys")

    def may(self, key: str, seq: int, kind: str) -> bool:
        """Whether a key may sign an entry of this number and kind."""
        known = self._keys.get(key)
        return known is not None and known.covers(seq, kind)

    def current(self, name: str) -> str | None:
        """The id of the key that signs for an authority now, or None."""
        return next((i for i, key in self._keys.items() if key.name == name and key.until is None), None)

    def living(self) -> list[Living]:
        """Every key that signs now."""
        return [
            Living(key.name, i or self.first_id, key.public.public_bytes_raw().hex(), key.may, key.since)
            for i, key in self._keys.items()
            if key.until is None
        ]

    def hold(self, keys: Iterable[SigningKey]) -> None:
        """Private keys that are at hand: what they have sealed needs no look at its signature."""
        self._held.update({key.id: key for key in keys})

    def _sealed(self, entry: Entry) -> bool:
        held = self._held.get(entry.key)
        return held is not None and compare_digest(
            held.seal(entry.hash).encode(), str(entry.seal).encode("utf-8", "replace")
        )

    def signed(self, entry: Entry) -> bool:
        """Whether an entry's hash is signed, or sealed by a key at hand, and the key may sign it."""
        if entry.hash in self._seen:
            return True
        if not self.may(entry.key, entry.seq, entry.kind):
            return False
        if self._sealed(entry):
            return True
        try:
            signature = bytes.fromhex(entry.signature)
            self._keys[entry.key].public.verify(signature, bytes.fromhex(entry.hash))
        except (InvalidSignature, ValueError, TypeError):
            return False
        good = signature.hex() == str(entry.signature)
        if good:
            self._seen.add(entry.hash)
        return good

    def allow(self, key: str, kinds: Iterable[str], seq: int) -> None:
        """Stop before an entry is written that this key may not sign.

        Raises:
            FilmwrightError: names the authority and the kind.
        """
        for kind in sorted(set(kinds)):
            if not self.may(key, seq, kind):
                known = self._keys.get(key)
                who = f"the authority '{known.name}'" if known else "this key"
                raise FilmwrightError(
                    f"{who} may not write records of the kind '{kind}' into the ledger",
                    key[:12] or "the studio's key",
                    "let an authority sign that may (filmwright ledger keys)",
                )


def load(connection: Connection, first: Ed25519PublicKey) -> Signers:
    """The keys of the ledger as it stands.

    Raises:
        FilmwrightError: if a Signer was altered, or no key of the studio signed it: it appoints and retires nobody, and
            a key that it was to retire may not go on either.
    """
    signers = Signers(first)
    written = select(entries).where(entries.c.kind == Signer.ledger_kind).order_by(entries.c.seq)
    for row in connection.execute(written).all():
        if hash_of(row) != row.hash or not signers.signed(row):
            named = f"entry {row.seq} ({row.kind} {str(row.record_id)[:12]})"
            what = f"the ledger was altered: {named} is not signed by this studio"
            raise FilmwrightError(what, "", "restore it from a copy")
        signers.appoint(row.seq, cast(Signer, parse(row.kind, row.body)))
    return signers
