"""Time and cost of each step, from the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from filmwright.reports import journal
from filmwright.reports.spoken import duration

ORDER = ("init", "sample", "add", "ingest", "snapshot", "train", "shoot", "verify")


def steps(studio: Path, price_per_core_hour: float | None, currency: str) -> dict[str, Any]:
    """Rows of the table and their total; a cost is None where nobody named a price."""
    found = journal.entries(studio)
    names = [name for name in ORDER if any(e.step == name for e in found)]
    names += sorted({e.step for e in found} - set(ORDER))
    rows = [_row(name, [e for e in found if e.step == name], price_per_core_hour, currency) for name in names]
    total = _row("All", found, price_per_core_hour, currency) if found else None
    if total:
        total["memory"] = ""
    words = "Every run of every step that came to an end, added up. Processor time counts all cores."
    if price_per_core_hour is None:
        words += " Nobody has named a price for an hour of a core, so the cost in money is unknown."
    else:
        words += f" An hour of one core is counted as {price_per_core_hour:g} {currency}".rstrip() + "."
    return {"steps": rows, "total": total, "cost_words": words, "wall": sum(e.wall for e in found)}


def _row(name: str, runs: list[journal.Entry], price: float | None, currency: str) -> dict[str, Any]:
    cpu = sum(e.cpu for e in runs)
    stopped = sum(not e.done for e in runs)
    return {
        "name": name,
        "last": runs[-1].at[:16].replace("T", " ") + " UTC",
        "runs": f"{len(runs)}" + (f" ({stopped} stopped)" if stopped else ""),
        "wall": duration(sum(e.wall for e in runs)),
        "cpu": duration(cpu),
        "memory": f"{max(e.peak_mib for e in runs):,.0f} MiB",
        "cost": None if price is None else f"{cpu / 3600 * price:.4f} {currency}".rstrip(),
    }
