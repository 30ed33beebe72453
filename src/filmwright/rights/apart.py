"""The same rights on subjects of their own: what ships with the package speaks for itself, not for a studio's films.

Were its grants on the studio's own subjects, they would allow what the studio's rights file does not.
"""

from __future__ import annotations

from typing import TypeVar

from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.rightsfile import RightsFile

_T = TypeVar("_T", Grant, Prohibition)


def apart(rights: RightsFile, home: str, name: str) -> RightsFile:
    """The rights file with the work's subject called ``home``, and every other subject ``home/ID``.

    Args:
        home: a subject id that nobody else uses.
        name: of the work, as a Decision names it.
    """
    ids = {rights.work.id: home, **{entry.id: f"{home}/{entry.id}" for entry in rights.subjects}}
    return rights.model_copy(
        update={
            "work": rights.work.model_copy(update={"id": home, "name": name}),
            "subjects": tuple(entry.model_copy(update={"id": ids[entry.id]}) for entry in rights.subjects),
            "grants": tuple(_on(grant, ids, home) for grant in rights.grants),
            "prohibitions": tuple(_on(prohibition, ids, home) for prohibition in rights.prohibitions),
        }
    )


def _on(terms: _T, ids: dict[str, str], home: str) -> _T:
    # Works that are none of its own say nothing here: consent for the footage is for the footage in this very place.
    works = (home,) if terms.works or terms.said_in else ()
    subjects = tuple(ids[subject] for subject in terms.subjects)
    return terms.model_copy(update={"subjects": subjects, "works": works, "said_in": ""})
