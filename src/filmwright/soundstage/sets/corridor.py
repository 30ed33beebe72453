"""Long corridors: of a hospital, a hotel, a school or a spaceship, by seed; they run along z."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.geometry import Mesh, join
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import passage
from filmwright.soundstage.sets.corridor_kinds import BAYS, FAR, HALF, NEAR, Kind, kind_of
from filmwright.soundstage.sets.fixtures import (
    Opening,
    door,
    outlook,
    scaled,
    skirting,
    wall,
    window,
)
from filmwright.soundstage.sets.furniture import darker, put
from filmwright.soundstage.sets.shell import sunny_side
from filmwright.soundstage.solids import box, boxes
from filmwright.soundstage.vocabulary import Key, Semantic, Time


def build(stand: Stand) -> Place:
    """A corridor; the camera looks along it."""
    kind = kind_of(stand.seed)
    side = sunny_side(stand)
    parts = [_floor(kind), _ceiling(kind, stand.key)]
    for which in ("left", "right"):
        parts += _side(kind, which, kind.windows and which == side)
    parts += [*_ends(kind, stand.seed), *kind.dress(stand.seed, kind)]
    if kind.windows:
        parts.append(outlook(-HALF - 2.0, stand.seed).turned(90 if side == "left" else -90))
    by_day = {Time.DAY: 1.35, Time.DAWN: 1.1, Time.DUSK: 1.05, Time.NIGHT: 1.0}[stand.time] if kind.windows else 1.0
    glow = 0.3 * np.array(kind.wall[0]) + 0.14 * np.array(kind.light) + 0.03
    return Place(
        join(parts),
        _lamps(kind, stand.key),
        indoors=True,
        fill=scaled(tuple(glow), by_day * 0.9),
        radius=2.5,
        camera_room=8.5,
        azimuths=(-13.0, 13.0),
        ceiling=kind.high - 0.2,
        haze=0.006,
        seats=kind.seats,
        about=kind.about,
    )


def _floor(kind: Kind) -> Mesh:
    of = {"accent": kind.floor[1], "material": kind.ground, "semantic": Semantic.GROUND}
    return box(2 * HALF, 0.1, NEAR - FAR, kind.floor[0], **of).moved((0, -0.1, (NEAR + FAR) / 2)).placed()


def _ceiling(kind: Kind, key: Key) -> Mesh:
    """Tiles, and lit panels: where the key is low only every third is on."""
    slab = box(2 * HALF + 0.4, 0.2, NEAR - FAR, kind.ceiling, semantic=Semantic.CEILING)
    middle = (NEAR + FAR) / 2
    seams = [(x, kind.high - 0.02, middle) for x in (-1.5, 1.5)]
    lines = boxes(seams, (0.05, 0.03, NEAR - FAR), darker(kind.ceiling, 0.55), semantic=Semantic.CEILING)
    across = [(0.0, kind.high - 0.025, float(z)) for z in np.arange(NEAR, FAR, -2.5)]
    bars = boxes(across, (2 * HALF, 0.03, 0.06), darker(kind.ceiling, 0.55), semantic=Semantic.CEILING)
    parts = [slab.moved((0, kind.high, middle)), lines, bars]
    accent = darker(kind.light, 0.5)
    panels = [(0.0, kind.high - 0.06, z) for z in BAYS]
    rim = boxes(panels, (1.5, 0.06, 0.75), darker(kind.ceiling, 0.7), semantic=Semantic.LAMP)
    lit = [panel for k, panel in enumerate(panels) if key is Key.HIGH or k % 3 == 1]
    dead = [panel for panel in panels if panel not in lit]
    of = {"semantic": Semantic.LAMP}
    shine = boxes(_under(lit), (1.36, 0.05, 0.6), kind.light, accent=accent, material="lamp", **of)
    if dead:
        rim = join([rim, boxes(_under(dead), (1.36, 0.05, 0.6), darker(kind.light, 0.3), **of)])
    return join([*parts, rim, shine]).placed()


def _under(places: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    return [(x, y - 0.02, z) for x, y, z in places]


def _side(kind: Kind, which: str, windows: bool) -> list[Mesh]:
    """A long wall with doors, or with windows; its own x runs along the corridor."""
    long, middle = NEAR - FAR, (NEAR + FAR) / 2
    sign = 1.0 if which == "left" else -1.0
    along = sorted(sign * (middle - (z - 2.5)) for z in BAYS[:-1])
    holes = [Opening(a, 2.3, 1.05, 2.5) for a in along] if windows else []
    body = wall(long, kind.high, kind.wall[0], holes, accent=kind.wall[1], material=kind.paper)
    band = box(long, 0.95, 0.03, kind.band, semantic=Semantic.WALL).moved((0, 0, 0.0))
    edge = box(long, 0.06, 0.05, darker(kind.band, 0.6), semantic=Semantic.WALL).moved((0, 0.95, 0.0))
    parts = [body, band, edge, skirting(long, (), darker(kind.band, 0.5))]
    bays = [sign * (middle - z) for z in BAYS]
    parts.append(
        boxes([(a, 0, 0) for a in bays], (0.32, kind.high, 0.14), darker(kind.wall[0], 0.85), semantic=Semantic.WALL)
    )
    if windows:
        parts += [window(hole, (0.7, 0.7, 0.68), 3, 2) for hole in holes]
    else:
        made = passage.hatch(kind.door) if kind.hatches else door(kind.door, darker(kind.door, 0.6), 1.0, 2.1)
        parts += [made.moved((a, 0, 0.02)) for a in along]
    return [put(join(parts), -sign * HALF, middle, sign * 90.0)]


def _ends(kind: Kind, seed: int) -> list[Mesh]:
    """The far end with a double door or a window, and a wall behind the camera."""
    hole = Opening(0.0, 2.4, 0.9, 2.6)
    glazed = not kind.hatches
    body = wall(2 * HALF, kind.high, kind.wall[0], [hole] if glazed else (), accent=kind.wall[1], material=kind.paper)
    parts = [put(body, 0, FAR), put(wall(2 * HALF, kind.high, kind.wall[0]), 0, NEAR, 180)]
    if glazed:
        parts += [put(window(hole, (0.7, 0.68, 0.62), 2, 2), 0, FAR), outlook(FAR - 2.0, seed + 5)]
    else:
        parts.append(put(passage.hatch(kind.door).scaled(1.8, 1.15, 1), 0, FAR + 0.05))
    return parts


def _lamps(kind: Kind, key: Key) -> tuple[Lamp, ...]:
    """One below each of the nearest panels that are on."""
    bright = ((2.5, 5.5), (-2.5, 4.5), (-12.5, 5.5), (-7.5, 4.0), (7.5, 3.0), (-22.5, 5.5))
    low = ((2.5, 4.2), (-12.5, 4.5), (-27.5, 4.5), (-7.5, 0.25), (7.5, 0.2))
    places = low if key is Key.LOW else bright
    return tuple(Lamp((0.0, kind.high - 0.5, z), scaled(kind.light, strength), 0.35) for z, strength in places)
