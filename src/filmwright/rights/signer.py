"""Who may write into the ledger: a named authority of the studio, its public key, and the kinds of record it signs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field

from filmwright.canonical import content_id
from filmwright.rights.record import Hash, Name, Record, Text

STUDIO = "studio"
"""The authority that every ledger begins with; it may write everything, and it alone appoints others."""


class Signer(Record):
    """From its entry on, this key signs for an authority; a key that it ``retires`` signs nothing any more.

    ``may``: the kinds of record that it may write; ``()``: every kind but a Signer, which only the studio's own key
    writes. A Signer without ``public_key`` retires an authority's key and puts none in its place.
    """

    ledger_kind: ClassVar[str] = "signer"
    name: Name
    public_key: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    may: tuple[str, ...] = ()
    retires: Hash | Literal[""] = ""
    reason: Text = ""

    @property
    def key_id(self) -> str:
        """The id of the key, as an entry names it; "" if there is none."""
        return key_id(self.public_key) if self.public_key else ""


def key_id(public_hex: str) -> str:
    """The id of a raw Ed25519 public key given in hex."""
    return content_id({"ed25519": public_hex})


@dataclass(frozen=True)
class SigningKey:
    """A private key and how entries name it: ``id`` is "" for the studio's first, whose public half is ``first``."""

    id: str
    private: Ed25519PrivateKey
    first: Ed25519PublicKey
    name: str = STUDIO

    def sign(self, data: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self.private.sign(data)

    @cached_property
    def _secret(self) -> bytes:
        own = self.private.private_bytes_raw()
        return HKDF(hashes.SHA256(), 32, None, b"filmwright ledger seal").derive(own)

    def seal(self, entry: str) -> str:
        """A keyed hash of an entry's hash, 32 hex digits: nobody without this key can make it or check it.

        It proves nothing to others, as the signature beside it does; to the key's own holder it says the same a hundred
        times as fast (BLAKE2b with a key, RFC 7693).
        """
        return hashlib.blake2b(entry.encode(), key=self._secret, digest_size=16).hexdigest()

    @property
    def public_hex(self) -> str:
        """The raw public key in hex."""
        return self.private.public_key().public_bytes_raw().hex()
