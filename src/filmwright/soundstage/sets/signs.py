"""Signs of glowing tubes."""

from __future__ import annotations

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.solids import box, boxes
from filmwright.soundstage.vocabulary import Semantic

T = 0.06
"""Metres that a glowing tube is thick."""


def sign(width: float, height: float, colour: Colour, seed: int) -> Mesh:
    """A dark board with a glowing rim and glowing strokes like writing, facing +z, its foot at y = 0."""
    draw = draws(seed, "sign")
    board = box(width, height, 0.12, (0.02, 0.02, 0.025), semantic=Semantic.LAMP)
    feet = [(0.0, 0.0, 0.06), (0.0, height - T, 0.06), (-width / 2 + T / 2, 0.0, 0.06), (width / 2 - T / 2, 0.0, 0.06)]
    sizes = [(width, T, 0.05), (width, T, 0.05), (T, height, 0.05), (T, height, 0.05)]
    rows, columns = max(1, round(height / 1.0)), max(1, round(width / 0.9))
    across, up = (width - 0.2) / columns, (height - 0.2) / rows
    for row in range(rows):
        for column in range(columns):
            x, y = -width / 2 + 0.1 + (column + 0.5) * across, 0.1 + row * up
            strokes = draw.integers(0, 2, 5)
            strokes[int(draw.integers(5))] = 1
            for k in range(3):
                if strokes[k]:
                    feet.append((x, y + up * (0.14 + 0.3 * k), 0.06))
                    sizes.append((across * 0.68, up * 0.12, 0.05))
            for k in range(2):
                if strokes[3 + k]:
                    feet.append((x + across * 0.28 * (2 * k - 1), y + up * 0.14, 0.06))
                    sizes.append((across * 0.14, up * 0.72, 0.05))
    glowing = boxes(feet, sizes, darker(colour), accent=colour, material="glow", semantic=Semantic.LAMP)
    return join([board, glowing])
