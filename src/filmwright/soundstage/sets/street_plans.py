"""How a small town's streets lie, and the colours of its houses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A row of houses: from (x, z), towards a bearing in degrees (0 is +x, 90 is -z), with fronts to its right hand."""

    start: tuple[float, float]
    bearing: float
    length: float


@dataclass(frozen=True)
class Plan:
    """Where things stand.

    Args:
        about: words for it.
        rows: of houses.
        kerb: x or z at which the pavement begins.
        along: True where the road runs away from the camera, False where it crosses the frame.
        azimuths: for cameras.
        lamps: (x, z) of street lamps, the nearest first.
        cars: (x, z, yaw).
        trees: (x, z) in tubs.
    """

    about: str
    rows: tuple[Row, ...]
    along: bool
    azimuths: tuple[float, float]
    lamps: tuple[tuple[float, float], ...]
    cars: tuple[tuple[float, float, float], ...]
    trees: tuple[tuple[float, float], ...]


AWAY = Plan(
    "a street that runs between shops to the far hills",
    (Row((-9.6, 12), 90, 90), Row((9.6, -78), -90, 90)),
    True,
    (-38.0, 38.0),
    ((-6.0, -7.5), (6.0, -3.5), (-6.0, -21), (6.0, -17), (-6.0, -35), (6.0, -31)),
    ((4.1, -9.5, 90), (-4.1, -14.5, -90), (4.1, -22, 90), (-4.1, -27, -90), (-4.1, -39, -90), (4.1, -46, 90)),
    ((-6.7, -2.5), (6.7, -8.5), (-6.7, -13), (6.7, -14), (-6.7, -29), (6.7, -26), (-6.7, 4), (6.7, 3)),
)
ACROSS = Plan(
    "a row of shops across a small-town street",
    (Row((-52, -8.6), 0, 104), Row((-30, -26), 0, 60)),
    False,
    (-50.0, 50.0),
    ((-6.8, -5.7), (6.2, -5.7), (-17, -5.7), (17, -5.7), (-28, -5.7), (28, -5.7)),
    ((-11.5, -4.0, 0), (9.5, -4.0, 180), (-19, -4.0, 0), (16, -4.0, 0), (24, -4.0, 180), (-30, -4.0, 0)),
    ((-3.2, -6.3), (3.4, -6.3), (-13.5, -6.3), (12.5, -6.3), (-22, -6.3), (21, -6.3)),
)
CORNER = Plan(
    "a town square where a street begins",
    (
        Row((-13.4, 18), 90, 26),
        Row((-13.4, -10.4), 0, 9.6),
        Row((-4.2, -10.6), 90, 62),
        Row((4.8, -72), -90, 61.4),
        Row((4.8, -10.4), 0, 9.0),
        Row((13.4, -8), -90, 26),
    ),
    True,
    (-55.0, 55.0),
    ((-3.4, -9.6), (4.0, -9.6), (-9.5, -6.5), (9.8, -6.0), (-3.2, -24), (3.8, -30)),
    ((8.6, -7.6, 12), (2.9, -17, 90), (-2.3, -27, -90), (2.9, -36, 90)),
    ((-6.5, -8.6), (6.6, -8.8), (-10.8, -2.5), (11, -2.0), (-11, 5.5), (11, 6)),
)
PLANS = (AWAY, ACROSS, CORNER)
PALETTES = (
    ((0.62, 0.5, 0.32), (0.55, 0.3, 0.2), (0.66, 0.6, 0.5), (0.4, 0.46, 0.42), (0.6, 0.4, 0.3)),
    ((0.36, 0.5, 0.56), (0.66, 0.56, 0.38), (0.6, 0.32, 0.28), (0.62, 0.62, 0.56), (0.42, 0.52, 0.4)),
    ((0.5, 0.19, 0.13), (0.42, 0.24, 0.17), (0.56, 0.46, 0.36), (0.34, 0.16, 0.13), (0.5, 0.36, 0.24)),
    ((0.66, 0.38, 0.36), (0.4, 0.56, 0.54), (0.68, 0.58, 0.34), (0.5, 0.42, 0.56), (0.64, 0.62, 0.56)),
)
PAINTS = (
    (0.05, 0.16, 0.12),
    (0.32, 0.05, 0.05),
    (0.04, 0.1, 0.24),
    (0.3, 0.18, 0.04),
    (0.1, 0.05, 0.12),
    (0.05, 0.22, 0.24),
)
CLOTHS = ((0.55, 0.06, 0.05), (0.05, 0.26, 0.16), (0.06, 0.16, 0.42), (0.62, 0.38, 0.05))
ROOFS = ((0.3, 0.09, 0.05), (0.1, 0.11, 0.13), (0.2, 0.11, 0.07))
