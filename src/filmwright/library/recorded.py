"""Many records into the ledger in one transaction, slice by slice, so that one sees how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from filmwright.pipeline.progress import Progress
from filmwright.rights import ledger
from filmwright.rights.record import Record
from filmwright.rights.signer import SigningKey

SLICE = 2_000
"""Records written before one is told; so few are there at once."""


def write(connection: Connection, records: Sequence[Record], key: SigningKey, progress: Progress) -> None:
    """Append records (``ledger.append``).

    Raises:
        FilmwrightError: see there; the caller's transaction is then to be rolled back.
    """
    if len(records) <= SLICE:
        ledger.append(connection, records, key)
        return
    progress.start("writing records", len(records))
    try:
        for first in range(0, len(records), SLICE):
            part = records[first : first + SLICE]
            ledger.append(connection, part, key)
            progress.advance(len(part))
    finally:
        progress.finish()
