"""Rooms to work in: a kitchen, a workshop."""

from __future__ import annotations

from dataclasses import replace

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.sets import furniture as f
from filmwright.soundstage.sets import oddments as odd
from filmwright.soundstage.sets.fixtures import (
    Opening,
    pendant,
    rug,
)
from filmwright.soundstage.sets.furniture import put
from filmwright.soundstage.sets.palettes import WARM, Furnished, Palette, main_lamp, other, sign
from filmwright.soundstage.sets.shell import Shell, sunny_side
from filmwright.soundstage.solids import box, rod
from filmwright.soundstage.vocabulary import Semantic


def kitchen(stand: Stand, shell: Shell, palette: Palette, shine: float) -> Furnished:
    """Cupboards and a stove along the back wall, a table with chairs at one side."""
    draw = draws(stand.seed, "kitchen")
    side = sunny_side(stand)
    s, back = sign(side), shell.back
    checked = bool(draw.random() < 0.6)
    floor = (
        ("checkers", (0.62, 0.58, 0.5), palette.cloth) if checked else ("tiles", (0.5, 0.26, 0.14), (0.36, 0.17, 0.09))
    )
    hole = Opening(s * 0.7, 1.7, 1.15, 2.4)
    shell = replace(
        shell,
        floor=floor,
        cloth=None,
        openings={**shell.openings, "back": (hole,), other(side): (Opening(-s * 1.3, 0.95, 0.0, 2.1),)},
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
    main = pendant((s * 0.6, 2.3, -2.2), shell.high, palette.second, WARM, main_lamp(6.5, stand) * shine, 0.26)
    about = f"a kitchen with {palette.name} walls, a stove and a table"
    return Furnished(shell, tuple(parts), (main, over), ((-s * 2.75, 0.46, -1.0, -s * 90),), about)


def workshop(stand: Stand, shell: Shell, palette: Palette, shine: float) -> Furnished:
    """Brick walls, a workbench, tools, crates and a barrel."""
    draw = draws(stand.seed, "workshop")
    side = sunny_side(stand)
    s, back = sign(side), shell.back
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
            other(side): (Opening(-s * 1.0, 1.1, 0.0, 2.2),),
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
        for x, z, k in ((s * 2.2, -back + 1.1, 5.0), (-s * 1.0, -2.0, main_lamp(6.0, stand)))
    ]
    about = f"a workshop with {'brick' if brick[1] < 0.3 else 'whitewashed brick'} walls, a workbench and tools"
    return Furnished(
        shell, (*parts, *pipes), tuple(lit), ((s * 2.6, 0.48, -2.0, 0.0), (-s * 3.6, 0.6, -0.5, s * 60)), about
    )
