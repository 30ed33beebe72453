"""The one error that a person can cause, and its two special cases.

A door prints ``str(error)`` on one line and exits 2. A traceback on bad input is a bug.
"""

from __future__ import annotations


class FilmwrightError(Exception):
    """What went wrong, where, and what to do about it, in one line.

    Args:
        what: the fault, in words for the person who caused it.
        where: the file, id or option at fault ("" where there is none).
        do: the next step that mends it ("" where nothing can).
    """

    def __init__(self, what: str, where: str = "", do: str = "") -> None:
        """Put the three into one line."""
        self.what, self.where, self.do = what, where, do
        place = f"{where}: " if where else ""
        remedy = f" -> {do}" if do else ""
        super().__init__(" ".join(f"{place}{what}{remedy}".split()))


class RightsRefused(FilmwrightError):
    """A Decision was not *permit*; carries its id and what is missing."""

    def __init__(self, what: str, where: str = "", do: str = "", decision_id: str = "") -> None:
        """As its parent, and keep the Decision's id."""
        super().__init__(what, where, do)
        self.decision_id = decision_id


class Busy(FilmwrightError):
    """Another process holds the studio's lock for this work."""
