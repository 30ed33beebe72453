"""Who may write into the ledger: a named authority of the studio, its public key, and which kinds of record it signs."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from filmwright.canonical import content_id
from filmwright.rights.record import Hash, Name, Record, Text

ROOT = "studio"
"""The authority that every ledger begins with; it may write everything, and appoints the others."""


class Signer(Record):
    """From its entry on, this key signs for an authority; a key that it ``retires`` signs nothing any more.

    ``may``: the kinds of record that it may write; ``()``: every kind but a Signer, which the studio's own key writes.
    """

    ledger_kind: ClassVar[str] = "signer"
    name: Name
    public_key: str = Field(pattern=r"^[0-9a-f]{64}$")
    may: tuple[str, ...] = ()
    retires: Hash | Literal[""] = ""
    reason: Text = ""

    @property
    def key_id(self) -> str:
        """The id of the key, as an entry names it."""
        return key_id(self.public_key)


def key_id(public_hex: str) -> str:
    """SHA-256 of a raw Ed25519 public key given in hex."""
    return content_id({"ed25519": public_hex})
