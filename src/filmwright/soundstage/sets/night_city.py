"""A street between towers at night: lit windows, neon, street lamps, and wet asphalt that mirrors them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import street_things as things
from filmwright.soundstage.sets.fixtures import Lit, scaled
from filmwright.soundstage.sets.furniture import darker, put
from filmwright.soundstage.sets.signs import sign
from filmwright.soundstage.solids import box, boxes, rod
from filmwright.soundstage.vocabulary import Semantic, Time

HALF = 9.0
"""Metres from the middle of the street to its houses."""
KERB = 5.6
NEON = (
    ((1.0, 0.08, 0.35), (0.05, 0.75, 1.0), (1.0, 0.55, 0.05)),
    ((0.1, 0.9, 0.55), (0.85, 0.1, 0.95), (1.0, 0.8, 0.2)),
    ((1.0, 0.2, 0.08), (0.25, 0.35, 1.0), (0.95, 0.9, 0.55)),
    ((0.7, 0.2, 1.0), (1.0, 0.35, 0.1), (0.1, 0.85, 0.9)),
)
"""Three colours of neon that go together."""
WORDS = ("pink and blue", "green and violet", "red and blue", "violet and orange")
PANES = ((0.62, 0.27, 0.06), (0.2, 0.3, 0.42), (0.6, 0.36, 0.12))
"""Light behind windows."""
TOWERS = ((0.05, 0.055, 0.075), (0.08, 0.06, 0.06), (0.045, 0.06, 0.065), (0.075, 0.07, 0.085), (0.1, 0.06, 0.045))


def build(stand: Stand) -> Place:
    """A street along z with a crossing in its middle distance; the camera stands at its +z end."""
    draw = draws(stand.seed, "night city")
    choice = int(draw.integers(len(NEON)))
    neon = NEON[choice]
    parts = [_road(stand.seed), *_rows(stand.seed, neon), *_distance(stand.seed, neon)]
    lit = _lamps(stand.seed, neon)
    parts += [body.placed() for body, _ in lit]
    parts += _traffic(stand.seed)
    bridge = stand.seed % 3 == 1
    if bridge:
        parts.append(put(things.footbridge(2 * HALF, neon[1]), 0.0, -11.0))
    wires = stand.seed % 3 == 2
    if wires:
        parts += _lanterns(stand.seed, neon)
    about = f"a rainy city street at night with {WORDS[choice]} neon signs"
    about += " and a footbridge" if bridge else " and strings of lanterns" if wires else " between tall towers"
    return Place(
        join(parts),
        tuple(lamp for _, lamp in lit),
        radius=4.5,
        camera_room=12.0,
        azimuths=(-32.0, 32.0),
        seats=((-7.2, 0.48, -1.5, 90.0),),
        haze=0.007 if stand.time is Time.NIGHT else 0.0025,
        about=about,
        floor=pavement,
    )


def pavement(x: npt.NDArray[np.float64], z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The road at 0, the pavements a kerb higher."""
    return np.where(np.abs(np.broadcast_arrays(x, z)[0]) > KERB, 0.14, 0.0)


def _road(seed: int) -> Mesh:
    draw = draws(seed, "road")
    tone = (0.028, 0.03, 0.036)
    road = box(2 * KERB, 0.2, 150, tone, accent=(0.06, 0.06, 0.065), material="wet asphalt", semantic=Semantic.GROUND)
    parts = [road.moved((0, -0.2, -35))]
    for side in (-1, 1):
        walk = box(
            HALF - KERB + 14,
            0.34,
            150,
            (0.09, 0.09, 0.1),
            accent=(0.045, 0.045, 0.05),
            material="pavement",
            semantic=Semantic.GROUND,
        )
        parts.append(walk.moved((side * (KERB + (HALF - KERB + 14) / 2), -0.2, -35)))
        kerb = box(0.22, 0.345, 150, (0.16, 0.16, 0.165), semantic=Semantic.GROUND)
        parts.append(kerb.moved((side * (KERB + 0.1), -0.2, -35)))
    dashes = [(0.0, 0.0, 14 - 3.2 * k) for k in range(22)]
    parts.append(boxes(dashes, (0.16, 0.006, 1.5), (0.5, 0.42, 0.2), semantic=Semantic.GROUND))
    bars = [(-KERB + 0.75 + 0.92 * k, 0.0, -7.2) for k in range(12)]
    parts.append(boxes(bars, (0.5, 0.006, 2.4), (0.5, 0.5, 0.48), semantic=Semantic.GROUND))
    for index in range(3):
        cover = things.drain((0.03, 0.03, 0.03))
        parts.append(put(cover, float(draw.uniform(-4, 4)), 3.0 - 6 * index))
    return join(parts).placed()


def _rows(seed: int, neon: tuple[Colour, ...]) -> list[Mesh]:
    """Houses on both sides: a lit shop below, windows above, signs that jut out."""
    parts = []
    for side in (-1, 1):
        draw = draws(seed, "row", side)
        z, index = 21.0, 0
        while z > -50:
            wide = float(draw.uniform(6.5, 11))
            high = float(draw.uniform(11, 34))
            tone = TOWERS[int(draw.integers(len(TOWERS)))]
            deep = 12.0
            warm = PANES[int(draw.integers(3))]
            glass = "lit windows" if draw.random() < 0.65 else "windows"
            of = {"accent": warm, "material": glass, "semantic": Semantic.BUILDING}
            x = side * (HALF + deep / 2)
            parts.append(box(deep, high, wide - 0.15, tone, **of).moved((x, 4.0, z - wide / 2)))
            colour = neon[index % 3]
            shop = things.shop(wide - 0.15, 4.0, tone, warm, colour, seed * 40 + index + 20 * (side > 0))
            parts.append(put(shop, side * HALF, z - wide / 2, -90.0 * side))
            if draw.random() < 0.75:
                tall = float(draw.uniform(2.4, 5.2))
                board = sign(0.95, tall, neon[(index + 1) % 3], seed + index)
                jut = join([board, board.turned(180)])
                parts.append(put(jut, side * (HALF - 0.75), z - wide * float(draw.uniform(0.15, 0.85)), 0.0, 4.6))
            if draw.random() < 0.55:
                board = sign(wide * 0.55, 1.3, neon[(index + 2) % 3], seed + index + 7)
                parts.append(put(board, side * (HALF - 0.1), z - wide / 2, -90.0 * side, float(draw.uniform(5.5, 8.5))))
            if z > -34 and draw.random() < 0.6:
                parts.append(
                    put(things.fire_escape(2.6, high * 0.7), side * (HALF - 0.02), z - wide * 0.6, -90.0 * side, 4.4)
                )
            z, index = z - wide, index + 1
    return [part.placed() for part in parts]


def _distance(seed: int, neon: tuple[Colour, ...]) -> list[Mesh]:
    """Towers beyond the end of the street, in haze, with red lights on their roofs."""
    draw = draws(seed, "distance")
    parts = []
    for index in range(26):
        x, z = float(draw.uniform(-60, 60)), float(draw.uniform(-130, -66))
        if index < 3:
            x, z = (index - 1) * 13.0 + float(draw.uniform(-3, 3)), -72.0 - 8 * (index % 2)
        wide, high = float(draw.uniform(8, 14)), float(draw.uniform(25, 70))
        warm = darker(PANES[index % 3], 0.7)
        of = {"accent": warm, "material": "lit windows", "semantic": Semantic.BUILDING}
        parts.append(box(wide, high, wide, TOWERS[index % 5], **of).moved((x, 0, z)))
        red = box(0.9, 0.9, 0.9, (0.4, 0, 0), accent=(1.0, 0.1, 0.05), material="lamp", semantic=Semantic.LAMP)
        parts += [box(0.5, 6, 0.5, (0.03, 0.03, 0.03)).moved((x, high, z)), red.moved((x, high + 6, z))]
        if index < 8:
            board = box(
                wide * 0.7,
                wide * 0.4,
                0.3,
                darker(neon[index % 3], 0.3),
                accent=neon[index % 3],
                material="glow",
                semantic=Semantic.LAMP,
            )
            parts.append(board.moved((x, high * 0.62, z + wide / 2)))
    return [part.placed() for part in parts]


def _lamps(seed: int, neon: tuple[Colour, ...]) -> list[Lit]:
    """Street lamps by the kerbs, and the coloured light that signs throw on the road."""
    draw = draws(seed, "street lamps")
    warm = ((1.0, 0.66, 0.34), (0.8, 0.9, 1.0))[int(draw.integers(2))]
    lit: list[Lit] = []
    for index, (x, z) in enumerate(((-6.2, -3.4), (6.2, 3.0), (6.2, -15.5), (-6.2, -24.0), (6.2, -33.0), (-6.2, 13.5))):
        body = things.street_lamp(5.2, warm).turned(90.0 if x < 0 else -90.0).moved((x, 0.14, z))
        lit.append((body, Lamp((x - np.sign(x) * 1.3, 4.95, z), scaled(warm, 34.0 if index < 2 else 0.01), 0.3)))
    nothing = box(0.01, 0.01, 0.01, (0, 0, 0))
    for colour, at in (
        (neon[0], (-7.4, 3.4, 2.0)),
        (neon[1], (7.4, 3.4, -3.5)),
        (neon[2], (-7.0, 3.6, -11.0)),
        (neon[1], (6.5, 3.2, 9.0)),
    ):
        lit.append((nothing.moved((at[0] * 1.3, at[1], at[2])), Lamp(at, scaled(colour, 17.0), 0.6)))
    return lit


def _traffic(seed: int) -> list[Mesh]:
    draw = draws(seed, "traffic")
    paints = ((0.4, 0.04, 0.03), (0.55, 0.4, 0.04), (0.05, 0.1, 0.25), (0.35, 0.36, 0.38), (0.03, 0.16, 0.12))
    parts = []
    for index, (x, z, facing) in enumerate(
        ((4.4, -9.5, 180), (-4.4, -12.5, 0), (-2.0, -22, 0), (2.2, -29, 180), (-4.4, -19, 0), (4.4, -17, 180))
    ):
        paint = paints[int(draw.integers(len(paints)))]
        taxi = index == seed % 6
        parts.append(
            put(things.car((0.6, 0.42, 0.03) if taxi else paint, taxi), x, z + float(draw.uniform(-1, 1)), facing)
        )
    vents = [put(things.steam_vent(seed + k), float(draw.uniform(-6.8, 6.8)), -6.0 - 7.5 * k) for k in range(2)]
    kiosk = put(things.vending((0.05, 0.2, 0.5) if seed % 2 else (0.5, 0.05, 0.05)), 8.4, 5.6, -90, 0.14)
    bench = put(things.bench(), -7.2, -1.5, 90, 0.14)
    bins = [put(things.bin_(), x, z, 0, 0.14) for x, z in ((6.3, -5.6), (-6.4, 7.2))]
    signal = put(things.traffic_light(), 6.3, 5.2, -90, 0.14)
    return [*parts, *vents, kiosk, bench, *bins, signal]


def _lanterns(seed: int, neon: tuple[Colour, ...]) -> list[Mesh]:
    """Strings of paper lanterns across the street."""
    parts = []
    for z in (-6.0, -15.0):
        t = np.linspace(-1, 1, 9)
        points = np.stack([t * HALF, 5.0 + 1.1 * t**2, np.full(9, z)], -1)
        parts += [rod(points[k], points[k + 1], 0.015, (0.02, 0.02, 0.02), 4) for k in range(8)]
        for k in range(1, 8):
            parts.append(things.lantern(neon[0] if k % 2 else (1.0, 0.7, 0.3)).moved(points[k] - np.array([0, 0.4, 0])))
    return [part.placed() for part in parts]
