"""``report.html``: everything a producer asks of a studio, on one page that needs no other file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from filmwright import __version__
from filmwright.canonical import now
from filmwright.reports import ledger, models, page, shots, steps, takes, titles
from filmwright.reports.spoken import duration
from filmwright.studio import Studio

FILE = "report.html"


def write(
    studio: Studio, out: Path | None = None, price_per_core_hour: float | None = None, currency: str = ""
) -> Path:
    """Write the page and return where it is.

    Args:
        studio: whose records to read; nothing in it is changed but the page.
        out: the page; ``report.html`` in the studio if None.
        price_per_core_hour: for the cost column; None leaves it unknown.
        currency: what the price is in.

    Raises:
        FilmwrightError: if ``out`` is no name of a page or something else lies there, if a record cannot be read, or
            the page cannot be written.
    """
    path = out or studio.path / FILE
    if out is not None:
        page.check_place(out)
    page.save(path, render(facts(studio, price_per_core_hour, currency)))
    return path


def render(found: dict[str, Any]) -> str:
    """The page as HTML."""
    return page.render("report.html.j2", found)


def facts(studio: Studio, price_per_core_hour: float | None = None, currency: str = "") -> dict[str, Any]:
    """All that the page shows."""
    held = titles.titles(studio)
    sheet = shots.sheet(studio)
    made = models.models(studio)
    shot = takes.takes(studio)
    time = steps.steps(studio.path, price_per_core_hour, currency)
    return {
        "studio": {"name": studio.settings.name, "id": studio.settings.studio_id},
        "version": __version__,
        "made_at": now()[:16].replace("T", " ") + " UTC",
        "numbers": [
            {"value": len(held["titles"]), "what": "titles"},
            {"value": f"{sheet['count']:,}", "what": "shots"},
            {"value": f"{sheet['cleared']:,}", "what": f"cleared for {titles.TRAIN}"},
            {"value": len(made["models"]), "what": "models trained" if len(made["models"]) != 1 else "model trained"},
            {
                "value": f"{sum(take['check']['trusted'] for take in shot['takes'])} of {len(shot['takes'])}",
                "what": "takes trusted",
            },
            {"value": duration(time["wall"]), "what": "work in all"},
        ],
        **held,
        **shot,
        **made,
        **{key: sheet[key] for key in ("shots", "shots_left", "shots_words")},
        **{key: time[key] for key in ("steps", "total", "cost_words")},
        **ledger.ledger(studio),
    }
