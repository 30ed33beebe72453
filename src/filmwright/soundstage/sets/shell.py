"""The shell of a furnished room: floor, four walls with windows and doors, ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.lighting import lighting
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets.fixtures import Opening, door, drapes, skirting, wall, window
from filmwright.soundstage.sets.furniture import darker, put
from filmwright.soundstage.solids import box, boxes
from filmwright.soundstage.vocabulary import Semantic, Time

SHINE = {Time.DAWN: 0.6, Time.DAY: 0.3, Time.DUSK: 0.85, Time.NIGHT: 1.0}
"""How far the lamps of a house are turned up."""


@dataclass(frozen=True)
class Shell:
    """Measures and colours of a room; the walls are called "back" (at -z), "left" (-x), "right" and "front".

    Args:
        half: metres from the middle to the left and right walls.
        back, front: metres to the wall behind the actors and to the one behind the camera.
        high: metres to the ceiling.
        walls, trim: colours of the walls and of frames and boards; ``pattern`` is the walls' second colour.
        paper: material of the walls.
        floor: material and two colours of the floor.
        cloth: of the drapes; none where it is None.
        openings: of each wall, in its own direction (a viewer who faces the wall has +x at the right).
        doors: those of the openings on the floor that hold a door.
    """

    half: float
    back: float
    front: float
    high: float
    walls: Colour
    trim: Colour
    pattern: Colour
    paper: str
    floor: tuple[str, Colour, Colour]
    cloth: Colour | None = None
    openings: dict[str, Sequence[Opening]] = field(default_factory=dict)
    bars: tuple[int, int] = (2, 2)
    door_colour: Colour = (0.3, 0.16, 0.08)

    def on(self, which: str, piece: Mesh, at: float = 0.0, up: float = 0.0, off: float = 0.0) -> Mesh:
        """A piece hung on a wall, facing the room: ``at`` along it, ``off`` metres in front of it."""
        x, z, facing = {
            "back": (at, -self.back + off, 0.0),
            "left": (-self.half + off, -at, 90.0),
            "right": (self.half - off, at, -90.0),
            "front": (-at, self.front - off, 180.0),
        }[which]
        return put(piece, x, z, facing, up)

    def mesh(self) -> Mesh:
        """All of it."""
        deep = self.back + self.front
        material, colour, accent = self.floor
        of: dict[str, Any] = {"material": material, "accent": accent, "semantic": Semantic.GROUND}
        middle = (self.front - self.back) / 2
        parts = [
            box(2 * self.half, 0.1, deep, colour, **of).moved((0, -0.1, middle)).placed(),
            self._ceiling(deep, middle),
        ]
        for which in ("back", "left", "right", "front"):
            parts += self._wall(which, 2 * self.half if which in ("back", "front") else 2 * max(self.back, self.front))
        return join(parts)

    def _ceiling(self, deep: float, middle: float) -> Mesh:
        white = tuple(0.55 + 0.25 * channel for channel in self.walls)
        slab = box(2 * self.half + 0.4, 0.2, deep + 0.4, white, semantic=Semantic.CEILING)
        beams = boxes(
            [(x, self.high - 0.18, middle) for x in np.arange(-self.half + 1.2, self.half, 2.1)],
            (0.18, 0.18, deep),
            darker(self.trim, 0.8),
            accent=darker(self.trim, 0.5),
            material="wood",
            semantic=Semantic.CEILING,
        )
        return join([slab.moved((0, self.high, middle)), beams]).placed()

    def _wall(self, which: str, width: float) -> list[Mesh]:
        holes = self.openings.get(which, ())
        body = wall(width, self.high, self.walls, holes, accent=self.pattern, material=self.paper)
        cornice = wall(width, 0.12, self.trim).moved((0, self.high - 0.12, 0.06))
        parts = [body, cornice, skirting(width, holes, self.trim)]
        for hole in holes:
            if hole.sill <= 0:
                parts.append(door(self.door_colour, self.trim, hole.width, hole.top).moved((hole.at, 0, -0.04)))
                continue
            parts.append(window(hole, self.trim, *self.bars))
            if self.cloth is not None:
                parts.append(drapes(hole, self.cloth))
        return [self.on(which, join(parts))]


def sunny_side(stand: Stand) -> str:
    """The side wall that the sun stands behind."""
    sun = lighting(stand, Place(box(1, 1, 1, (0, 0, 0)))).sun
    return "right" if sun[0] > 0 else "left"
