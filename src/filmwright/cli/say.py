"""How every command speaks: its two common options, JSON or a table on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from filmwright.pipeline.progress import Progress
    from filmwright.studio import Studio

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (its keys are in docs/cli.md).")]
InStudio = Annotated[Path, typer.Option("--studio", metavar="PATH", help="The studio's folder.", show_default="here")]
HERE = Path(".")


def opened(path: Path) -> Studio:
    """The studio in ``path``."""
    from filmwright.studio import open_studio

    return open_studio(path)


def progress(as_json: bool) -> Progress:
    """Bars on stderr with the time left; none where a program reads the answer."""
    from filmwright.pipeline.progress import RichProgress, Silent

    return Silent() if as_json else RichProgress()


def as_json_text(value: Any) -> str:
    """The JSON that ``--json`` prints: indented, keys in the order they were made."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def lines(*texts: str) -> None:
    """Plain lines on stdout."""
    for text in texts:
        print(text)


def answer(as_json: bool, value: Any, *texts: str) -> None:
    """Print ``value`` as JSON, or else the lines for people."""
    lines(*([as_json_text(value)] if as_json else texts))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns as wide as their longest cell, two spaces between them; numbers to the right."""
    cells = [[str(c) for c in row] for row in rows]
    widths = [max([len(h), *(len(row[i]) for row in cells)]) for i, h in enumerate(headings)]
    right = [bool(cells) and all(_number(row[i]) for row in cells) for i in range(len(headings))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()

    return "\n".join([line(headings), line(["-" * w for w in widths]), *(line(row) for row in cells)])


def _number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("-", "", 1).isdigit() if cell else False


def note(text: str) -> None:
    """One line on stderr, beside the progress bars."""
    print(text, file=sys.stderr)
