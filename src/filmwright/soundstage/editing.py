"""Whole titles: sequences in recurring sets, each a few set-ups cut together by the grammar of film.

A sequence opens wide and goes nearer. Two who talk are shot from one side of the line between them, each looking to the
other's side of the frame. Whoever travels through a film goes in one direction across its frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from filmwright.errors import FilmwrightError
from filmwright.soundstage.coverage import Setting, beats, covered
from filmwright.soundstage.description import Cut, Film, Picture, Shot, Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.cast import CAST, member
from filmwright.soundstage.fitting import SCALES, TIMES, WEATHERS
from filmwright.soundstage.staging import SETS, Order, asked_cast, checked, stage
from filmwright.soundstage.vocabulary import Action, Key, Look, Scale, SetFamily, Transition, named

FILM_CAST = (1, 8)
"""Least and greatest number of characters of a title."""
MOST_SHOTS = 2000
_FADE, _DISSOLVE = 12, 14
"""Frames at 24 a second; shorter where a shot is."""
_STORY = (Action.STAND, Action.WAVE, Action.TURN, Action.LOOK, Action.DANCE, Action.JUMP, Action.PICK_UP, Action.WALK)
"""Actions of a story's shots: those that keep whoever acts in frame."""


def make_film(
    seed: int,
    title: str,
    shots: int = 12,
    sequences: int = 3,
    cast: Sequence[str] = (),
    sets: Sequence[SetFamily | Stand | str] = (),
    look: Look | str = Look.NATURALISTIC,
    width: int = 256,
    height: int = 144,
    rate: Fraction | int = 24,
) -> Film:
    """A whole title.

    Args:
        seed: of all that is drawn.
        title: its name.
        shots: how many.
        sequences: how many; each is in one set, at one time of day.
        cast: ids, names or first names of who recurs; two to five are drawn where none are given.
        sets: families, or sets with their time and weather; they recur in this order where the sequences are more.
        look: how it is drawn.
        width, height: pixels.
        rate: frames a second.

    Raises:
        FilmwrightError: a word or a name is not known, or a number is out of range.
    """
    if not 1 <= sequences <= shots <= MOST_SHOTS:
        raise FilmwrightError(
            f"{shots} shots in {sequences} sequences",
            title,
            f"ask for 1 to {MOST_SHOTS} shots and at most as many sequences",
        )
    names = _film_cast(seed, cast)
    picture = checked(Picture, width=width, height=height, rate=Fraction(rate), look=named(Look, str(look), "look"))
    stands, groups = _stands(seed, sequences, sets), _groups(seed, names, sequences)
    travel = 1 if draws(seed, "travel").random() < 0.5 else -1
    cuts: list[Cut] = []
    for index in range(sequences):
        own = int(draws(seed, "sequence", index).integers(2**31))
        setting = Setting(stands[index], groups[index], travel, picture, own)
        count = shots // sequences + (index < shots % sequences)
        arrives = _arrives(seed, index) and not setting.place.indoors
        set_ups = beats(own, count, len(groups[index]), arrives, _departs(seed, index))
        for place, beat in enumerate(set_ups):
            shot = covered(setting, beat, len(cuts))
            how, overlap = _joint(seed, index, place, shot, cuts[-1].shot if cuts else None)
            cuts.append(Cut(shot=shot, transition=how, overlap=overlap, sequence=f"sequence {index + 1}"))
    fade = min(round(_FADE * float(picture.rate) / 24), cuts[-1].shot.frames // 2)
    return checked(Film, title=title, cuts=tuple(cuts), fade_out=fade, seed=seed % 2**32)


def story(
    seed: int,
    title: str,
    scenes: Sequence[tuple[Sequence[str], Stand]],
    frames: int = 24,
    look: Look | str = Look.NATURALISTIC,
    width: int = 256,
    height: int = 144,
    rate: Fraction | int = 24,
) -> Film:
    """A sequence of short shots of which it is settled who is in each, and where: for tests of memory.

    Everybody is near enough to be known, and in frame.

    Args:
        seed: of all else.
        title: its name.
        scenes: for each shot the ids of its cast and its set.
        frames: of each shot.
        look: how it is drawn.
        width, height: pixels.
        rate: frames a second.

    Raises:
        FilmwrightError: a name is not known, or a number is out of range.
    """
    if not scenes:
        raise FilmwrightError("a story without shots", title, "name the cast and the set of at least one")
    picture = checked(Picture, width=width, height=height, rate=Fraction(rate), look=named(Look, str(look), "look"))
    cuts = []
    for index, (cast, stand) in enumerate(scenes):
        names = asked_cast(cast)
        draw = draws(seed, "story", index)
        near = {1: (Scale.FULL, Scale.MEDIUM, Scale.CLOSE), 2: (Scale.FULL, Scale.MEDIUM)}.get(
            len(names), (Scale.FULL,)
        )
        scale = near[int(draw.integers(len(near)))]
        fit = [action for action in _STORY if scale in SCALES[action]]
        order = Order(stand, names, fit[int(draw.integers(len(fit)))], scale, picture, frames)
        cuts.append(Cut(shot=stage(int(draw.integers(2**31)), order), sequence="story"))
    return checked(Film, title=title, cuts=tuple(cuts), seed=seed % 2**32)


def _film_cast(seed: int, cast: Sequence[str]) -> tuple[str, ...]:
    """Who recurs: those named, or two to five who are drawn."""
    if not cast:
        draw = draws(seed, "film cast")
        return tuple(CAST[int(k)].id for k in draw.permutation(len(CAST))[: int(draw.integers(2, 6))])
    names = tuple(member(name).id for name in cast)
    if len(set(names)) < len(names) or len(names) > FILM_CAST[1]:
        raise FilmwrightError(
            f"a title's cast of {len(names)}", ", ".join(cast), f"name at most {FILM_CAST[1]}, each once"
        )
    return names


def _groups(seed: int, names: tuple[str, ...], sequences: int) -> list[tuple[str, ...]]:
    """The cast of each sequence, left to right: the first of the title in most, everybody in turn."""
    lead, others = names[0], list(names[1:])
    draw, groups = draws(seed, "groups"), []
    turn = 0
    for index in range(sequences):
        size = min(int(draw.choice(3, p=(0.25, 0.55, 0.2))) + 1, len(names))
        if not index:
            size = max(size, min(2, len(names)))
        if others and size == 1 and draw.random() < 0.5:
            group = [others[turn % len(others)]]
            turn += 1
        else:
            group = [lead, *(others[(turn + k) % len(others)] for k in range(size - 1))]
            turn += size - 1
        groups.append(tuple(group[int(k)] for k in draw.permutation(len(group))))
    return groups


def _stands(seed: int, sequences: int, sets: Sequence[SetFamily | Stand | str]) -> list[Stand]:
    """The set of each sequence; fewer sets than sequences, so that they recur."""
    draw = draws(seed, "film sets")
    chosen: list[SetFamily | Stand | str] = list(sets)
    if not chosen:
        count = max(1, min(sequences, 2 + sequences // 4))
        chosen = [tuple(SetFamily)[int(k)] for k in draw.permutation(len(SetFamily))[:count]]
    numbers = [int(draw.integers(SETS)) for _ in chosen]
    stands = []
    for index in range(sequences):
        slot = index % len(chosen)
        one = chosen[slot]
        if isinstance(one, Stand):
            stands.append(one)
            continue
        family = named(SetFamily, str(one), "set")
        times, skies = TIMES[family], WEATHERS[family]
        stands.append(
            Stand(
                family=family,
                seed=numbers[slot],
                time=times[int(draw.integers(len(times)))],
                weather=skies[0] if draw.random() < 0.55 else skies[int(draw.integers(len(skies)))],
                key=Key.HIGH if draw.random() < 0.65 else Key.LOW,
            )
        )
    return stands


def _arrives(seed: int, sequence: int) -> bool:
    """True where a sequence begins with an entrance: after one that ended with an exit."""
    return _departs(seed, sequence - 1) if sequence else draws(seed, "arrives").random() < 0.4


def _departs(seed: int, sequence: int) -> bool:
    return bool(draws(seed, "departs", sequence).random() < 0.6)


def _joint(seed: int, sequence: int, place: int, shot: Shot, before: Shot | None) -> tuple[Transition, int]:
    """How a shot begins: a title fades up; a sequence may dissolve from the last, or fade up; else it is a cut."""
    scale = float(shot.picture.rate) / 24
    if before is None:
        return _overlap(Transition.FADE, _FADE * scale, shot.frames)
    if place:
        return Transition.CUT, 0
    kind = draws(seed, "joint", sequence).random()
    if kind < 0.5:
        return _overlap(Transition.DISSOLVE, _DISSOLVE * scale, min(shot.frames, before.frames))
    if kind < 0.7:
        return _overlap(Transition.FADE, _FADE * scale, min(shot.frames, before.frames))
    return Transition.CUT, 0


def _overlap(kind: Transition, wanted: float, frames: int) -> tuple[Transition, int]:
    length = min(round(wanted), frames // 2)
    return (kind, length) if length else (Transition.CUT, 0)
