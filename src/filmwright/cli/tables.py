"""Tables with long sentences in them: columns of numbers as wide as they need, sentences wrapped beside them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence

NARROWEST = 60
"""A narrower screen gets longer lines, not a column of single letters."""


def wrapped(headings: Sequence[str], rows: Iterable[Sequence[object]], numbers: int = 0) -> str:
    """A table as wide as the screen, its first column in as many lines as that takes.

    Args:
        numbers: how many columns, from the last, are numbers: to the right, and never wrapped.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        number = place >= len(headings) - numbers
        made.add_column(heading, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in rows:
        # As text: what people wrote is no markup.
        made.add_row(*(Text(str(cell)) for cell in row))
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        screen = Console(file=nowhere, width=max(NARROWEST, shutil.get_terminal_size((120, 24)).columns), no_color=True)
        with screen.capture() as said:
            screen.print(made)
    return "\n".join(line.rstrip() for line in said.get().rstrip().splitlines())
