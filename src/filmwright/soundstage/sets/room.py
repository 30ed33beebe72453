"""Rooms of a house: a living room, a kitchen, a study, a bedroom or a workshop, by seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import furniture as f
from filmwright.soundstage.sets import oddments as odd
from filmwright.soundstage.sets.fixtures import Lit, Opening, outlook, pendant, picture, rug, shaded_lamp
from filmwright.soundstage.sets.furniture import put
from filmwright.soundstage.sets.shell import SHINE, Shell, sunny_side
from filmwright.soundstage.solids import box, rod
from filmwright.soundstage.vocabulary import Key, Semantic, Time

DAYLIGHT = {Time.DAWN: 1.1, Time.DAY: 1.7, Time.DUSK: 1.0, Time.NIGHT: 1.0}
"""What the windows add to the light that comes from all sides."""
WARM = (1.0, 0.72, 0.42)
"""Colour of a lamp's light."""


@dataclass(frozen=True)
class Palette:
    """Colours that go together: walls and their pattern, woodwork, two cloths, and what a caption calls the walls."""

    walls: Colour
    pattern: Colour
    trim: Colour
    wood: Colour
    cloth: Colour
    second: Colour
    name: str


PALETTES = (
    Palette(
        (0.09, 0.27, 0.28),
        (0.13, 0.34, 0.33),
        (0.7, 0.66, 0.56),
        (0.3, 0.15, 0.06),
        (0.6, 0.25, 0.06),
        (0.62, 0.5, 0.3),
        "teal",
    ),
    Palette(
        (0.6, 0.42, 0.14),
        (0.68, 0.52, 0.24),
        (0.72, 0.68, 0.6),
        (0.22, 0.1, 0.04),
        (0.06, 0.14, 0.3),
        (0.55, 0.1, 0.06),
        "yellow",
    ),
    Palette(
        (0.3, 0.38, 0.24),
        (0.4, 0.46, 0.32),
        (0.75, 0.72, 0.62),
        (0.4, 0.24, 0.11),
        (0.48, 0.14, 0.1),
        (0.7, 0.55, 0.26),
        "green",
    ),
    Palette(
        (0.55, 0.27, 0.2),
        (0.62, 0.36, 0.28),
        (0.76, 0.68, 0.56),
        (0.18, 0.09, 0.05),
        (0.05, 0.24, 0.22),
        (0.7, 0.58, 0.4),
        "pink",
    ),
    Palette(
        (0.09, 0.13, 0.29),
        (0.13, 0.19, 0.38),
        (0.66, 0.62, 0.52),
        (0.42, 0.24, 0.1),
        (0.65, 0.42, 0.08),
        (0.5, 0.12, 0.1),
        "blue",
    ),
    Palette(
        (0.66, 0.6, 0.48),
        (0.58, 0.5, 0.36),
        (0.34, 0.2, 0.1),
        (0.34, 0.2, 0.1),
        (0.1, 0.25, 0.12),
        (0.6, 0.22, 0.05),
        "cream",
    ),
    Palette(
        (0.34, 0.08, 0.08),
        (0.42, 0.13, 0.1),
        (0.6, 0.5, 0.32),
        (0.2, 0.1, 0.05),
        (0.05, 0.17, 0.13),
        (0.62, 0.44, 0.12),
        "red",
    ),
)


@dataclass(frozen=True)
class _Room:
    """What a kind of room adds to its shell."""

    shell: Shell
    parts: tuple[Mesh, ...]
    lit: tuple[Lit, ...]
    seats: tuple[tuple[float, float, float, float], ...]
    about: str


def build(stand: Stand) -> Place:
    """A furnished room; the camera stands in its front half."""
    draw = draws(stand.seed, "room")
    palette = PALETTES[int(draw.integers(len(PALETTES)))]
    kind = (_living, _study, _kitchen, _bedroom, _workshop)[stand.seed % 5]
    side = sunny_side(stand)
    shell = Shell(
        half=float(draw.uniform(4.25, 4.7)),
        back=float(draw.uniform(4.15, 4.4)) + (0.4 if kind is _bedroom else 0.0),
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
    shine = SHINE[stand.time] * (0.8 if stand.key is Key.LOW else 1.0)
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


def _other(side: str) -> str:
    return "left" if side == "right" else "right"


def _sign(side: str) -> float:
    return 1.0 if side == "right" else -1.0


def _main(strength: float, stand: Stand) -> float:
    """A room's main lamp: turned down where the key is low."""
    return strength * (0.3 if stand.key is Key.LOW else 1.0)


def _living(stand: Stand, shell: Shell, palette: Palette, shine: float) -> _Room:
    draw = draws(stand.seed, "living room")
    side = sunny_side(stand)
    s = _sign(side)
    back = shell.back
    shell = replace(
        shell,
        openings={
            **shell.openings,
            "back": (Opening(s * 2.9, 1.7, 0.8, 2.4),),
            _other(side): (Opening(1.2 if side == "right" else -1.2, 0.95, 0.0, 2.1),),
        },
    )
    round_ = bool(draw.random() < 0.5)
    lamp = shaded_lamp((-s * 1.95, 1.45, -back + 0.75), palette.second, WARM, 3.0 * shine, 1.45)
    parts = [
        put(f.armchair(palette.cloth, palette.second, 2.3), 0.0, -back + 0.62),
        put(f.armchair(palette.second, palette.cloth), -s * 3.5, -0.7, s * 70),
        put(f.bookshelf(1.5, 2.1, palette.wood, stand.seed), -s * (shell.half - 1.1), -back + 0.2),
        put(f.potted_plant(1.6, (0.5, 0.22, 0.1), (0.07, 0.2, 0.06), stand.seed), s * (shell.half - 0.7), -back + 0.8),
        put(f.round_table(0.42, palette.wood, 0.42), s * 1.5, -back + 1.4),
        put(odd.vase(palette.walls), s * 1.5, -back + 1.4, y=0.42),
        put(rug(4.4, 3.4, palette.cloth, palette.second, round_), 0.0, -0.6),
        shell.on("back", picture(1.3, 0.9, palette.wood, stand.seed), 0.0, 1.45, 0.04),
        shell.on("back", picture(0.6, 0.8, palette.trim, stand.seed + 1), s * 1.25, 1.5, 0.04),
        shell.on(
            _other(side), picture(0.9, 1.2, palette.wood, stand.seed + 2), 2.6 if side == "right" else -2.6, 1.3, 0.04
        ),
        put(f.cupboard(1.5, 0.7, 0.42, palette.wood, 3), s * (shell.half - 0.35), -0.4, -s * 90),
    ]
    ceiling_lamp = pendant((-s * 0.6, 2.3, -2.0), shell.high, palette.cloth, WARM, _main(6.5, stand) * shine, 0.3)
    second = shaded_lamp((s * (shell.half - 0.4), 1.05, -0.4), palette.cloth, WARM, 1.3 * shine, 0.33)
    about = f"a living room with {palette.name} walls, a sofa and a {'round ' if round_ else ''}rug"
    seats = ((-0.4, 0.45, -back + 0.75, 0.0), (0.4, 0.45, -back + 0.75, 0.0), (-s * 3.4, 0.45, -0.65, s * 70))
    return _Room(shell, tuple(parts), (ceiling_lamp, lamp, second), seats, about)


def _study(stand: Stand, shell: Shell, palette: Palette, shine: float) -> _Room:
    side = sunny_side(stand)
    s, back = _sign(side), shell.back
    shell = replace(
        shell,
        openings={
            **shell.openings,
            "back": (Opening(0.0, 1.6, 0.85, 2.45),),
            _other(side): (Opening(-s * 1.5, 0.95, 0.0, 2.1),),
        },
    )
    high = shell.high - 0.35
    parts = [
        *(
            put(f.bookshelf(1.75, high, palette.wood, stand.seed + k), x, -back + 0.2)
            for k, x in enumerate((-3.6, -1.85, 1.85, 3.6))
        ),
        put(f.bookshelf(1.7, high, palette.wood, stand.seed + 9), -s * (shell.half - 0.2), -2.6, s * 90),
        put(f.table(1.9, 0.85, palette.wood), s * 0.3, -back + 1.0),
        put(f.chair(palette.wood, palette.cloth), s * 0.5, -back + 0.55),
        put(f.armchair(palette.cloth, palette.second), -s * 3.4, -0.2, s * 65),
        put(f.potted_plant(1.3, (0.1, 0.2, 0.3), (0.08, 0.2, 0.07), stand.seed), s * (shell.half - 0.6), -back + 1.3),
        put(rug(4.2, 3.2, palette.cloth, palette.second), 0.0, -0.5),
        put(odd.globe(palette.wood), s * 3.4, -1.0),
        put(odd.papers(stand.seed), s * 0.2, -back + 1.05, y=0.74),
    ]
    desk_lamp = shaded_lamp((-s * 0.4, 1.17, -back + 0.95), (0.1, 0.4, 0.18), WARM, 2.0 * shine, 0.42)
    lamp = shaded_lamp((-s * 3.9, 1.5, -1.2), palette.second, WARM, 2.6 * shine, 1.5)
    main = pendant((0.0, 2.35, -1.8), shell.high, (0.45, 0.34, 0.12), WARM, _main(6.0, stand) * shine, 0.32)
    about = f"a study with {palette.name} walls, tall bookshelves and a rug"
    seats = ((-s * 3.3, 0.45, -0.15, s * 65), (s * 0.5, 0.46, -back + 0.55, 0.0))
    return _Room(shell, tuple(parts), (main, desk_lamp, lamp), seats, about)


def _kitchen(stand: Stand, shell: Shell, palette: Palette, shine: float) -> _Room:
    draw = draws(stand.seed, "kitchen")
    side = sunny_side(stand)
    s, back = _sign(side), shell.back
    checked = bool(draw.random() < 0.6)
    floor = (
        ("checkers", (0.62, 0.58, 0.5), palette.cloth) if checked else ("tiles", (0.5, 0.26, 0.14), (0.36, 0.17, 0.09))
    )
    hole = Opening(s * 0.7, 1.7, 1.15, 2.4)
    shell = replace(
        shell,
        floor=floor,
        cloth=None,
        openings={**shell.openings, "back": (hole,), _other(side): (Opening(-s * 1.3, 0.95, 0.0, 2.1),)},
    )
    unit, top = palette.cloth, (0.55, 0.5, 0.44)
    white = (0.74, 0.74, 0.72)
    z = -back + 0.33
    tiles = box(
        2 * shell.half - 0.02,
        0.55,
        0.03,
        (0.72, 0.7, 0.64),
        accent=palette.second,
        material="tiles",
        semantic=Semantic.WALL,
    )
    shelf = box(1.6, 0.04, 0.28, palette.wood, semantic=Semantic.FURNITURE)
    parts = [
        put(f.cupboard(3.4, 0.88, 0.6, unit, 5, top), s * 0.7, z),
        put(odd.stove(), s * 2.85, z),
        put(f.cupboard(1.2, 0.88, 0.6, unit, 2, top), s * 3.9, z),
        put(f.cupboard(0.85, 1.95, 0.65, white, 1), -s * 1.6, z),
        put(f.cupboard(1.3, 2.2, 0.6, unit, 2), -s * 2.75, z),
        put(f.cupboard(1.7, 0.7, 0.34, unit, 3), s * 2.75, -back + 0.2, y=1.6),
        shell.on("back", tiles, 0.0, 0.93, 0.0),
        put(shelf, -s * 0.75, -back + 0.2, y=1.6),
        put(odd.jars(stand.seed, 7, 1.4), -s * 0.75, -back + 0.2, y=1.64),
        put(odd.jars(stand.seed + 1, 4, 1.2), s * 3.9, z, y=0.94),
        put(odd.bowl(palette.second), s * 0.1, z, y=0.94),
        put(f.table(1.5, 0.95, palette.wood), -s * 3.5, -1.1, 90),
        *(
            put(f.chair(palette.wood, palette.second), -s * x, zz, a)
            for x, zz, a in ((2.75, -1.0, -s * 90), (3.5, -2.3, 0), (3.6, 0.15, 180))
        ),
        put(odd.bowl(palette.second), -s * 3.5, -1.1, y=0.74),
        put(
            f.potted_plant(0.7, (0.6, 0.3, 0.12), (0.08, 0.22, 0.06), stand.seed), s * (shell.half - 0.5), -1.6, y=0.74
        ),
        put(f.cupboard(1.6, 0.74, 0.5, palette.wood, 3), s * (shell.half - 0.35), -1.2, -s * 90),
        put(rug(2.6, 1.6, palette.second, palette.cloth), 0.2, -1.6),
    ]
    over = pendant((-s * 3.4, 1.95, -1.1), shell.high, palette.second, WARM, 3.4 * shine, 0.26)
    main = pendant((s * 0.6, 2.3, -2.2), shell.high, palette.second, WARM, _main(6.5, stand) * shine, 0.26)
    about = f"a kitchen with {palette.name} walls, a stove and a table"
    return _Room(shell, tuple(parts), (main, over), ((-s * 2.75, 0.46, -1.0, -s * 90),), about)


def _bedroom(stand: Stand, shell: Shell, palette: Palette, shine: float) -> _Room:
    side = sunny_side(stand)
    s, back = _sign(side), shell.back
    shell = replace(
        shell,
        openings={
            **shell.openings,
            "back": (Opening(s * 3.1, 1.5, 0.8, 2.4),),
            _other(side): (Opening(-s * 0.6, 0.95, 0.0, 2.1),),
        },
    )
    parts = [
        put(f.bed(palette.cloth, palette.second, palette.wood), 0.0, -back + 1.12),
        *(put(f.cupboard(0.5, 0.55, 0.42, palette.wood, 1), x, -back + 0.3) for x in (-1.3, 1.3)),
        put(f.cupboard(1.7, 2.25, 0.62, palette.wood, 3), -s * (shell.half - 1.1), -back + 0.35),
        put(f.cupboard(1.2, 0.85, 0.45, palette.wood, 2), s * (shell.half - 0.3), -0.9, -s * 90),
        put(f.armchair(palette.second, palette.cloth), -s * 3.6, -1.2, s * 60),
        put(f.potted_plant(1.1, (0.62, 0.56, 0.46), (0.1, 0.24, 0.1), stand.seed), s * (shell.half - 0.5), -back + 1.2),
        put(rug(3.6, 2.8, palette.second, palette.cloth, True), 0.0, -0.3),
        shell.on("back", picture(1.2, 0.7, palette.wood, stand.seed), 0.0, 1.6, 0.04),
        shell.on(side, picture(0.7, 0.9, palette.wood, stand.seed + 3), 3.1 if side == "left" else -3.1, 1.4, 0.04),
    ]
    lit = [
        shaded_lamp((x, 0.95, -back + 0.45), palette.second, WARM, k * shine, 0.38)
        for x, k in ((-1.3, 2.2), (1.3, 2.0))
    ]
    main = pendant((0.0, 2.3, -1.2), shell.high, palette.cloth, WARM, _main(5.0, stand) * shine, 0.34)
    about = f"a bedroom with {palette.name} walls, a wide bed and a round rug"
    seats = ((-s * 3.5, 0.45, -1.15, s * 60), (0.0, 0.55, -back + 2.0, 0.0))
    return _Room(shell, tuple(parts), (main, *lit), seats, about)


def _workshop(stand: Stand, shell: Shell, palette: Palette, shine: float) -> _Room:
    draw = draws(stand.seed, "workshop")
    side = sunny_side(stand)
    s, back = _sign(side), shell.back
    brick = (0.42, 0.17, 0.1) if draw.random() < 0.6 else (0.5, 0.47, 0.42)
    iron = (0.09, 0.11, 0.12)
    shell = replace(
        shell,
        walls=brick,
        pattern=(0.55, 0.5, 0.45),
        paper="bricks",
        trim=iron,
        cloth=None,
        bars=(4, 3),
        floor=("concrete", (0.3, 0.28, 0.26), (0.16, 0.15, 0.15)),
        door_colour=palette.cloth,
        openings={
            **shell.openings,
            "back": (Opening(s * 2.4, 2.6, 1.15, 2.6),),
            _other(side): (Opening(-s * 1.0, 1.1, 0.0, 2.2),),
        },
    )
    wood = (0.42, 0.25, 0.11)
    parts = [
        put(f.table(3.2, 0.8, wood, 0.9), s * 2.3, -back + 0.5),
        put(odd.jars(stand.seed, 6, 1.6), s * 3.0, -back + 0.4, y=0.9),
        put(odd.vice(), s * 1.2, -back + 0.7, y=0.9),
        shell.on("back", odd.tools(stand.seed), -s * 0.9, 1.0, 0.02),
        put(f.cupboard(1.9, 0.9, 0.6, palette.cloth, 4, wood), -s * 0.9, -back + 0.33),
        put(f.bookshelf(1.7, 2.2, iron, stand.seed, 0.45), -s * 3.5, -back + 0.25),
        put(odd.jars(stand.seed + 2, 5, 1.3), -s * 3.5, -back + 0.25, y=1.56),
        put(f.crate(0.75, wood), -s * 3.9, -1.6, 12),
        put(f.crate(0.55, wood), -s * 3.8, -1.55, -20, 0.75),
        put(f.crate(0.6, wood), -s * 3.6, -0.5, 30),
        put(f.stool(wood), s * 2.6, -2.0),
        put(odd.barrel(palette.second), s * (shell.half - 0.6), -1.0),
        put(rug(2.4, 1.6, palette.second, palette.cloth), 0.0, -1.7, 8),
    ]
    pipes = [
        rod(
            (-shell.half, shell.high - 0.4 - 0.2 * k, -back + 0.12),
            (shell.half, shell.high - 0.4 - 0.2 * k, -back + 0.12),
            0.05,
            c,
            material="metal",
        )
        for k, c in enumerate((palette.cloth, (0.4, 0.38, 0.35)))
    ]
    lit = [
        pendant((x, 2.1, z), shell.high, palette.cloth, WARM, k * shine, 0.36)
        for x, z, k in ((s * 2.2, -back + 1.1, 5.0), (-s * 1.0, -2.0, _main(6.0, stand)))
    ]
    about = f"a workshop with {'brick' if brick[1] < 0.3 else 'whitewashed brick'} walls, a workbench and tools"
    return _Room(
        shell, (*parts, *pipes), tuple(lit), ((s * 2.6, 0.48, -2.0, 0.0), (-s * 3.6, 0.6, -0.5, s * 60)), about
    )
