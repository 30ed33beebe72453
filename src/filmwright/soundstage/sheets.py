"""Contact sheets: every set, every look, a dozen of the cast, the actions in strips; for eyes, not for training."""

from __future__ import annotations

from collections.abc import Callable

from filmwright.soundstage.description import Shot
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.fitting import SCALES
from filmwright.soundstage.render.finish import Picture
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.stills import page
from filmwright.soundstage.truth import still
from filmwright.soundstage.vocabulary import Action, Look, Move, Scale, SetFamily, Time, Weather

CELL = (384, 216)
Cell = tuple[str, Picture]


def of_sets(seed: int = 7) -> Picture:
    """A shot of each family of sets."""
    wide = {"scale": Scale.WIDE, "weather": Weather.CLEAR}
    shots = [(family.value, _staged(seed + k, family=family, **wide)) for k, family in enumerate(SetFamily)]
    return _page([(name, _middle(shot)) for name, shot in shots], 3)


def of_looks(seed: int = 16) -> Picture:
    """Three scenes, each in every look, frame for frame the same."""
    cells = []
    for k, family in enumerate((SetFamily.STREET, SetFamily.FOREST, SetFamily.CAVE)):
        first = _staged(seed + k, family=family, scale=Scale.FULL, weather=Weather.CLEAR)
        for look in Look:
            drawn = first.model_copy(update={"picture": first.picture.model_copy(update={"look": look, "hold": 1})})
            cells.append((f"{family.value}, {look.value}", _middle(drawn)))
    return _page(cells, 4)


def of_cast(seed: int = 3, first: int = 0) -> Picture:
    """Twelve of the cast, each in a medium shot."""
    cells = []
    for k, character in enumerate(CAST[first : first + 12]):
        family = tuple(SetFamily)[(k * 5 + seed) % 12]
        shot = _staged(
            seed + k,
            family=family,
            cast=(character.id,),
            action=Action.STAND,
            scale=Scale.MEDIUM,
            time=Time.DAY,
            weather=Weather.CLEAR,
        )
        cells.append((character.name, _middle(shot)))
    return _page(cells, 4)


def of_actions(seed: int = 5) -> Picture:
    """Four moments of each action, as near as all of it is seen."""
    cells = []
    for k, action in enumerate(Action):
        shot = _staged(
            seed + k,
            action=action,
            scale=Scale.FULL if Scale.FULL in SCALES[action] else None,
            move=Move.STATIC,
            time=Time.DAY,
            weather=Weather.CLEAR,
            family=SetFamily.FIELD,
            width=192,
            height=108,
        )
        cells += [(action.value, still(shot, round(shot.frames * share))) for share in (0.2, 0.45, 0.7, 0.95)]
    return _page(cells, 8)


SHEETS: dict[str, Callable[[], Picture]] = {
    "sets": of_sets,
    "looks": of_looks,
    "cast": of_cast,
    "actions": of_actions,
}
"""What may be asked for."""


def _staged(seed: int, **wishes: object) -> Shot:
    told: dict[str, object] = {"look": Look.NATURALISTIC, "frames": 48, "width": CELL[0], "height": CELL[1], **wishes}
    return stage_shot(seed, **{name: wish for name, wish in told.items() if wish is not None})  # type: ignore[arg-type]


def _middle(shot: Shot) -> Picture:
    return still(shot, shot.frames // 2)


def _page(cells: list[Cell], columns: int) -> Picture:
    return page([picture for _, picture in cells], columns, [name for name, _ in cells])
