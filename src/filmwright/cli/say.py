"""How every command speaks: its two common options, JSON or a table on stdout, progress on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.errors import FilmwrightError

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
    whole = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    return json.dumps(value, indent=2, ensure_ascii=not whole, default=str)


def lines(*texts: str) -> None:
    """Plain lines on stdout.

    Raises:
        FilmwrightError: if they cannot be written there.
    """
    with _written():
        for text in texts:
            print(text)
    flush()


def flush() -> None:
    """Send out what was printed, while a fault of it can still be said.

    Raises:
        FilmwrightError: if it cannot be written.
    """
    with _written():
        if sys.stdout is not None:
            sys.stdout.flush()


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # The reader of our output went away (``filmwright shots | head``): not a fault, and the exit code stays ours.
        _print_no_more()
    except OSError as error:
        _print_no_more()
        raise FilmwrightError(
            f"the answer could not be written ({error.strerror}); what the command did is kept",
            "standard output",
            "give it another place to write to",
        ) from error


def _print_no_more() -> None:
    # What is still in the buffer would be tried again at exit, and be said to have failed by Python itself.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
