"""``report.html``: everything a producer asks of a studio, on one page that needs no other file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filmwright import __version__, files
from filmwright.canonical import now
from filmwright.errors import FilmwrightError
from filmwright.reports import ledger, models, shots, steps, takes, titles
from filmwright.reports.spoken import duration
from filmwright.studio import Studio

FILE = "report.html"
OURS = b'<meta name="generator" content="Filmwright">'
"""What tells our pages from those of others, near their beginning."""


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
        with _unwritable_said(out):
            _may_be_written(out)
    page = render(facts(studio, price_per_core_hour, currency))
    with _unwritable_said(path):
        files.write_text(path, page)
    return path


@contextmanager
def _unwritable_said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise FilmwrightError(f"the page cannot be written ({why})", str(path), "name another place") from error


def _may_be_written(out: Path) -> None:
    do = "name a new file that ends in .html"
    if out.suffix.lower() != ".html":
        raise FilmwrightError("a report's name ends in .html", str(out), do)
    if not out.exists():
        return
    files.need_file(out, do)
    with out.open("rb") as stream:
        if OURS not in stream.read(4096):
            raise FilmwrightError("there is a file of this name that is no report", str(out), do)


def render(page: dict[str, Any]) -> str:
    """The page as HTML; whatever comes from a file or a person is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("filmwright.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(page)


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
