"""The record behind the page: how long the ledger is, whether it holds, and where it stands."""

from __future__ import annotations

from typing import Any

from filmwright.rights import chain
from filmwright.rights.ledger import verify
from filmwright.studio import Studio


def ledger(studio: Studio) -> dict[str, Any]:
    """Entries, faults and root of the ledger."""
    with studio.engine.connect() as connection:
        entries, root = chain.count(connection), chain.root(connection)
    return {"ledger": {"entries": f"{entries:,}", "problems": verify(studio), "root": root}}
