"""Rooms of a house: a living room, a kitchen, a study, a bedroom or a workshop, by seed."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import join
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import furniture as f
from filmwright.soundstage.sets.fixtures import (
    Opening,
    outlook,
)
from filmwright.soundstage.sets.home_rooms import bedroom, living, study
from filmwright.soundstage.sets.palettes import PALETTES
from filmwright.soundstage.sets.shell import SHINE, Shell, sunny_side
from filmwright.soundstage.sets.work_rooms import kitchen, workshop
from filmwright.soundstage.vocabulary import Key, Time

DAYLIGHT = {Time.DAWN: 1.1, Time.DAY: 1.7, Time.DUSK: 1.0, Time.NIGHT: 1.0}
"""What the windows add to the light that comes from all sides."""


def build(stand: Stand) -> Place:
    """A furnished room; the camera stands in its front half."""
    draw = draws(stand.seed, "room")
    palette = PALETTES[int(draw.integers(len(PALETTES)))]
    kind = (living, study, kitchen, bedroom, workshop)[stand.seed % 5]
    side = sunny_side(stand)
    shell = Shell(
        half=float(draw.uniform(4.25, 4.7)),
        back=float(draw.uniform(4.15, 4.4)) + (0.4 if kind is bedroom else 0.0),
        front=5.2,
        high=float(draw.uniform(2.85, 3.2)),
        walls=palette.walls,
        trim=palette.trim,
        pattern=palette.pattern,
        paper=("wallpaper", "plaster")[int(draw.integers(2))],
        floor=("planks", palette.wood, f.darker(palette.wood, 0.45)),
        cloth=palette.second,
        openings={side: _side_windows(side), "front": (Opening(-1.6, 1.8, 0.5, 2.5), Opening(1.6, 1.8, 0.5, 2.5))},
        door_colour=f.darker(palette.wood, 1.2),
    )
    shine = SHINE[stand.time] * (0.65 if stand.key is Key.LOW else 1.0)
    made = kind(stand, shell, palette, shine)
    views = [
        outlook(-shell.back - 1.5, stand.seed),
        outlook(-shell.half - 1.5, stand.seed + 1).turned(90 if side == "left" else -90),
    ]
    lamps = tuple(lamp for _, lamp in made.lit)
    bounced = (0.3 * np.array(palette.walls) + 0.2) * DAYLIGHT[stand.time]
    return Place(
        join([made.shell.mesh(), *made.parts, *(body.placed() for body, _ in made.lit), *views]),
        lamps,
        indoors=True,
        fill=(float(bounced[0]), float(bounced[1]), float(bounced[2])),
        radius=2.5,
        camera_room=4.3,
        azimuths=(-55.0, 55.0),
        seats=made.seats,
        ceiling=shell.high - 0.2,
        haze=0.002,
        about=made.about,
    )


def _side_windows(side: str) -> tuple[Opening, ...]:
    """Two tall windows; a wall's own direction runs backwards on the left."""
    places = (-0.9, 1.9) if side == "left" else (-1.9, 0.9)
    return tuple(Opening(at, 1.6, 0.6, 2.5) for at in places)
