"""The one error that a person can cause, and its two special cases.

A door prints ``str(error)`` on one line and exits 2. A traceback on bad input is a bug.
"""

from __future__ import annotations

MOST = 600
"""Characters of each part of an error: the fault, its place, the remedy."""
_JOINERS = "\u200c\u200d"
"""Not printable by Python's reckoning, yet part of honest words in Persian and in Indian scripts."""


class FilmwrightError(Exception):
    """What went wrong, where, and what to do about it, in one line.

    Whatever a person or a file put into it is shown shortened, and without characters that a terminal obeys.

    Args:
        what: the fault, in words for the person who caused it.
        where: the file, id or option at fault ("" where there is none).
        do: the next step that mends it ("" where nothing can).
    """

    def __init__(self, what: str, where: str = "", do: str = "") -> None:
        """Put the three into one line."""
        self.what, self.where, self.do = what, where, do
        place = f"{_shown(where)}: " if where else ""
        remedy = f" -> {_shown(do)}" if do else ""
        super().__init__(f"{place}{_shown(what)}{remedy}")


def _shown(text: str) -> str:
    """One line of at most ``MOST`` characters, its middle left out where it has more."""
    line = " ".join(text.split())
    if len(line) > MOST:
        line = f"{line[: MOST // 2]} ... {line[-MOST // 4 :]}"
    return "".join(c if c.isprintable() or c in _JOINERS else c.encode("unicode_escape").decode() for c in line)


class RightsRefused(FilmwrightError):
    """A Decision was not *permit*; carries its id and what is missing."""

    def __init__(self, what: str, where: str = "", do: str = "", decision_id: str = "") -> None:
        """As its parent, and keep the Decision's id."""
        super().__init__(what, where, do)
        self.decision_id = decision_id


class Busy(FilmwrightError):
    """Another process holds the studio's lock for this work."""
