"""Benchmark sets as films: what ``stage bench --out`` renders."""

from __future__ import annotations

from collections.abc import Callable

from filmwright.soundstage.description import Cut, Film
from filmwright.soundstage.suites.suite import Entry, Suite
from filmwright.soundstage.vocabulary import Transition

_FILM: dict[str, Callable[[Entry], str]] = {
    "STAGE-STORY": lambda entry: f"STAGE-STORY {entry.tags['sequence'] + 1}",
    "STAGE-PAIRS": lambda entry: f"STAGE-PAIRS {entry.shot.picture.look}",
    "STAGE-CANARY": lambda entry: "STAGE-CANARY" if entry.tags["planted"] else "STAGE-CANARY held back",
    "STAGE-TITLES": lambda entry: f"STAGE-TITLES {entry.tags['title']}",
}
"""The film that an entry is in, where a benchmark set is more than one: a sequence, a look, a title each,
and what is held back apart from what is trained on."""


def films(suite: Suite) -> tuple[Film, ...]:
    """The films of a benchmark set, its shots in their order: cut hard, or joined as its tags say.

    The n-th shot of each film of STAGE-PAIRS is the same scene.
    """
    cuts: dict[str, list[Cut]] = {}
    for entry in suite.entries:
        of = _FILM.get(suite.name)
        title = of(entry) if of else suite.name
        how = Transition(entry.tags.get("transition", Transition.CUT))
        sequence = str(entry.tags.get("sequence", ""))
        cut = Cut(shot=entry.shot, transition=how, overlap=entry.tags.get("overlap", 0), sequence=sequence)
        cuts.setdefault(title, []).append(cut)
    return tuple(Film(title=title, cuts=tuple(found)) for title, found in cuts.items())
