"""A page of ours: made from a template, and written over nothing but an earlier page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filmwright import files
from filmwright.errors import FilmwrightError

OURS = b'<meta name="generator" content="Filmwright">'
"""What tells our pages from those of others, near their beginning."""


def render(template: str, page: Mapping[str, Any]) -> str:
    """The page as HTML; whatever comes from a file or a person is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("filmwright.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(page)


def check_place(out: Path) -> None:
    """Whether a page may be written here, before the work is done.

    Raises:
        FilmwrightError: if it is no name of a page, or something else lies there.
    """
    do = "name a new file that ends in .html"
    with _said(out):
        if out.suffix.lower() != ".html":
            raise FilmwrightError("a report's name ends in .html", str(out), do)
        if not out.exists():
            return
        files.need_file(out, do)
        with out.open("rb") as stream:
            if OURS not in stream.read(4096):
                raise FilmwrightError("there is a file of this name that is no report", str(out), do)


def save(out: Path, text: str) -> None:
    """Write a page.

    Raises:
        FilmwrightError: if it cannot be written.
    """
    with _said(out):
        files.write_text(out, text)


@contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise FilmwrightError(f"the page cannot be written ({why})", str(path), "name another place") from error
