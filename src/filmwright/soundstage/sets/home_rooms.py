"""Rooms to live in: a living room, a study, a bedroom."""

from __future__ import annotations

from dataclasses import replace

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.sets import furniture as f
from filmwright.soundstage.sets import oddments as odd
from filmwright.soundstage.sets.fixtures import (
    Opening,
    pendant,
    picture,
    rug,
    shaded_lamp,
)
from filmwright.soundstage.sets.furniture import put
from filmwright.soundstage.sets.palettes import WARM, Furnished, Palette, main_lamp, other, sign
from filmwright.soundstage.sets.shell import Shell, sunny_side


def living(stand: Stand, shell: Shell, palette: Palette, shine: float) -> Furnished:
    """A sofa, an armchair, a rug, a shelf of books, plants and lamps."""
    draw = draws(stand.seed, "living room")
    side = sunny_side(stand)
    s = sign(side)
    back = shell.back
    shell = replace(
        shell,
        openings={
            **shell.openings,
            "back": (Opening(s * 2.9, 1.7, 0.8, 2.4),),
            other(side): (Opening(1.2 if side == "right" else -1.2, 0.95, 0.0, 2.1),),
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
            other(side), picture(0.9, 1.2, palette.wood, stand.seed + 2), 2.6 if side == "right" else -2.6, 1.3, 0.04
        ),
        put(f.cupboard(1.5, 0.7, 0.42, palette.wood, 3), s * (shell.half - 0.35), -0.4, -s * 90),
    ]
    ceiling_lamp = pendant((-s * 0.6, 2.3, -2.0), shell.high, palette.cloth, WARM, main_lamp(6.5, stand) * shine, 0.3)
    second = shaded_lamp((s * (shell.half - 0.4), 1.05, -0.4), palette.cloth, WARM, 1.3 * shine, 0.33)
    about = f"a living room with {palette.name} walls, a sofa and a {'round ' if round_ else ''}rug"
    seats = ((-0.4, 0.45, -back + 0.75, 0.0), (0.4, 0.45, -back + 0.75, 0.0), (-s * 3.4, 0.45, -0.65, s * 70))
    return Furnished(shell, tuple(parts), (ceiling_lamp, lamp, second), seats, about)


def study(stand: Stand, shell: Shell, palette: Palette, shine: float) -> Furnished:
    """Tall bookshelves, a desk, a globe, an armchair."""
    side = sunny_side(stand)
    s, back = sign(side), shell.back
    shell = replace(
        shell,
        openings={
            **shell.openings,
            "back": (Opening(0.0, 1.6, 0.85, 2.45),),
            other(side): (Opening(-s * 1.5, 0.95, 0.0, 2.1),),
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
    main = pendant((0.0, 2.35, -1.8), shell.high, (0.45, 0.34, 0.12), WARM, main_lamp(6.0, stand) * shine, 0.32)
    about = f"a study with {palette.name} walls, tall bookshelves and a rug"
    seats = ((-s * 3.3, 0.45, -0.15, s * 65), (s * 0.5, 0.46, -back + 0.55, 0.0))
    return Furnished(shell, tuple(parts), (main, desk_lamp, lamp), seats, about)


def bedroom(stand: Stand, shell: Shell, palette: Palette, shine: float) -> Furnished:
    """A wide bed between two lamps, a wardrobe, a round rug."""
    side = sunny_side(stand)
    s, back = sign(side), shell.back
    shell = replace(
        shell,
        openings={
            **shell.openings,
            "back": (Opening(s * 3.1, 1.5, 0.8, 2.4),),
            other(side): (Opening(-s * 0.6, 0.95, 0.0, 2.1),),
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
    main = pendant((0.0, 2.3, -1.2), shell.high, palette.cloth, WARM, main_lamp(5.0, stand) * shine, 0.34)
    about = f"a bedroom with {palette.name} walls, a wide bed and a round rug"
    seats = ((-s * 3.5, 0.45, -1.15, s * 60), (0.0, 0.55, -back + 2.0, 0.0))
    return Furnished(shell, tuple(parts), (main, *lit), seats, about)
