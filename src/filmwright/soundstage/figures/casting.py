"""How the cast is drawn: an error-correcting code over features that read from afar, so that no two look alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zlib import crc32

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.character import Character, Wear
from filmwright.soundstage.figures.names import MEN, WOMEN, surname
from filmwright.soundstage.figures.palette import COLOURS, lab
from filmwright.soundstage.figures.skeleton import Proportions

_LABS = lab(list(COLOURS.values()))
_APART = {
    one: dict(zip(COLOURS, np.linalg.norm(_LABS - _LABS[index], axis=-1).tolist(), strict=True))
    for index, one in enumerate(COLOURS)
}

SEED = 1895
SIZE = 200
TRIES = 10
"""Candidates for each place in the cast; the one least like those already in it is taken."""

TOP_COLOURS = ["red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "white", "black", "brown"]
BOTTOM_COLOURS = ["navy", "black", "white", "grey", "olive", "wine", "brown", "gold"]
BRIGHT = ["red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "white"]
HAIRS = ["black", "brown", "ginger", "blond", "silver"]
BOLD_HAIRS = ["sky blue", "pink", "green", "purple"]
PATTERNS = ("cloth", "cloth", "cloth bands", "cloth stripes", "cloth dots", "cloth plaid", "cloth zigzag")
TOPS = {
    True: ("jumper", "T-shirt", "shirt", "jacket", "raincoat", "coat", "dress", "dress", "poncho", "hoodie"),
    False: ("jumper", "T-shirt", "shirt", "jacket", "raincoat", "coat", "robe", "poncho", "hoodie", "waistcoat"),
}
BOTTOMS = {
    True: ("trousers", "skirt", "skirt", "long skirt", "shorts", "dungarees"),
    False: ("trousers", "trousers", "wide trousers", "shorts", "dungarees"),
}
STYLES = {
    True: ("short", "bob", "long", "ponytail", "bun", "afro", "curly", "braids", "pigtails", "long"),
    False: ("short", "short", "quiff", "afro", "curly", "mohawk", "spiky", "tonsure", "bald", "long"),
}
UNDER_A_HAT = {True: ("bob", "long", "braids", "short"), False: ("short", "short", "long")}
HEADGEAR = (
    "cap", "brimmed hat", "beanie", "headscarf", "helmet", "crown", "bow", "top hat", "beret", "pointed hat",
    "straw hat", "turban",
)  # fmt: skip
ACCESSORIES = ("scarf", "cape", "backpack", "apron", "belt", "tie", "sash", "shoulder bag")
BUILDS: dict[str, tuple[str, ...]] = {
    "grown": ("", "tall", "slender", "stout", "broad", "short"),
    "child": ("", "stout"),
    "old": ("", "stout", "short"),
}


def drawn() -> list[Character]:
    """The whole cast, in order."""
    chosen: list[Character] = []
    marks = np.empty((SIZE, len(FEATURES)), np.int64)
    women, men = iter(WOMEN), iter(MEN)
    for index in range(SIZE):
        womanly = index % 2 == 0
        tries = [_candidate(index, attempt, womanly) for attempt in range(TRIES)]
        signs = np.array([signature(one) for one in tries])
        best = 0
        if index:
            unlike = signs[:, None] != marks[None, :index]
            far, near = unlike[..., FULL].sum(-1), unlike[..., CLOSE].sum(-1)
            best = int(np.argmax(far.min(1) * 100 + near.min(1) * 80 + np.sort(far, 1)[:, :3].sum(1)))
        marks[index] = signs[best]
        first = next(women if womanly else men)
        last = surname(index)
        chosen.append(replace(tries[best], id=f"{first}-{last}".lower(), name=f"{first} {last}"))
    return chosen


def signature(one: Character) -> tuple[int, ...]:
    """What reads of a character, as numbers; the code's distance counts those that differ."""
    return tuple(_mark(name, feature(one)) for name, feature in FEATURES.items())


def _crown(one: Character) -> str:
    if one.headgear.kind:
        return f"{one.headgear.kind} {one.headgear.colour}"
    return "bald" if one.hair.kind == "bald" else f"hair {one.hair.colour}"


def _crown_shape(one: Character) -> str:
    return one.headgear.kind or one.hair.kind


FEATURES: dict[str, Callable[[Character], str]] = {
    "crown": _crown,
    "crown's shape": _crown_shape,
    "top's colour": lambda one: one.top.colour,
    "top's pattern": lambda one: one.top.material,
    "top's shape": lambda one: one.top.kind,
    "bottom": lambda one: f"{one.bottom.kind} {one.bottom.colour}",
    "accessory": lambda one: f"{one.accessory.kind} {one.accessory.colour if one.accessory.kind else ''}",
    "build": lambda one: f"{one.kind.split()[-1] if one.proportions.height < 1.45 else ''} {one.build}",
    "skin": lambda one: one.skin,
    "face": lambda one: ", ".join(one.face),
}
"""What the code counts."""
FULL = [list(FEATURES).index(name) for name in FEATURES if name != "face"]
"""Those that read in a full shot of 256 by 144."""
CLOSE = [
    list(FEATURES).index(name) for name in ("crown", "crown's shape", "top's colour", "top's pattern", "skin", "face")
]
"""Those that read where a frame ends at the chest."""


def _mark(name: str, value: str) -> int:
    return crc32(f"{name}: {value}".encode())


def _candidate(index: int, attempt: int, womanly: bool) -> Character:
    draw = draws(SEED, "cast", index, attempt)

    def pick(words: tuple[str, ...] | list[str]) -> str:
        return words[int(draw.integers(len(words)))]

    age = ("child", "grown", "grown", "grown", "old")[index // 2 % 5]
    kind = {"child": ("boy", "girl"), "grown": ("man", "woman"), "old": ("old man", "old woman")}[age][womanly]
    build = pick(BUILDS[age])
    hat = draw.random() < 0.5
    hair = pick(HAIRS if draw.random() < 0.85 else BOLD_HAIRS)
    if age == "old":
        hair = "silver"
    style = pick((UNDER_A_HAT if hat else STYLES)[womanly])
    if age == "child" and style in ("tonsure", "bald"):
        style = "spiky"
    top = _top(draw, pick, womanly, hair)
    bottom = _far_from(pick, BOTTOM_COLOURS, (top.colour,))
    bright = _far_from(pick, BRIGHT, (top.colour,))
    headgear = Wear(pick(HEADGEAR), _far_from(pick, BRIGHT + ["black", "brown"], (hair,))) if hat else Wear()
    if headgear.kind == "crown":
        headgear = Wear("crown", "gold", "red", "plastic")
    if headgear.kind == "straw hat":
        headgear = Wear("straw hat", "straw", bright)
    second = "navy" if bright == "white" else "white"
    accessory = Wear(pick(ACCESSORIES), bright, second) if draw.random() < 0.6 else Wear()
    if accessory.kind and top.kind == "poncho":
        accessory = Wear("scarf", bright, second)
    if accessory.kind == "tie" and top.kind not in ("shirt", "waistcoat", "jacket", "jumper"):
        accessory = Wear("scarf", bright, second)
    return Character(
        "",
        "",
        kind,
        build,
        _proportions(draw, age, womanly, build),
        pick(("pale", "fair", "tan", "brown", "dark")),
        Wear(style, hair, "", "hair"),
        _face(draw, pick, age, womanly),
        pick(("hazel", "green", "blue", "teal", "black")),
        top,
        Wear(pick(BOTTOMS[womanly]), bottom),
        Wear(pick(("shoes", "boots")), pick(("black", "brown", "white", "red", "navy")), "", "leather"),
        headgear,
        accessory,
        pick(PROPS) if draw.random() < 0.6 else "",
    )


PROPS = (
    "ball", "book", "lantern", "umbrella", "basket", "suitcase", "guitar", "bouquet", "parcel", "cup", "hat box",
    "toy boat",
    "broom", "flag", "map", "crate",
)  # fmt: skip
"""Signature props; each is in ``props.PROPS``."""


def _far_from(pick: Callable[[list[str]], str], colours: list[str], others: tuple[str, ...]) -> str:
    """A colour of the list that none of the others is near."""
    while True:
        colour = pick(colours)
        if all(_APART[colour][other] > 30 for other in others):
            return colour


def _top(draw: np.random.Generator, pick: Callable[..., str], womanly: bool, hair: str) -> Wear:
    colour, material = _far_from(pick, TOP_COLOURS, (hair,)), pick(PATTERNS)
    light = (
        ["white", "cream", "yellow"] if colour not in ("white", "yellow", "pink") else ["navy", "red", "teal", "black"]
    )
    accent = _far_from(pick, light + ["navy", "orange", "sky blue"], (colour,))
    kind = pick(TOPS[womanly])
    if kind in ("raincoat", "jacket", "waistcoat"):
        material = {"raincoat": "plastic", "jacket": "leather"}.get(kind, material)
    return Wear(kind, colour, accent, material)


def _face(draw: np.random.Generator, pick: Callable[..., str], age: str, womanly: bool) -> tuple[str, ...]:
    worn = []
    if age != "child" and not womanly and draw.random() < 0.5:
        worn.append(pick(("beard", "moustache", "long beard") if age == "old" else ("beard", "moustache")))
    if draw.random() < 0.33:
        worn.append(pick(("round glasses", "round glasses", "square glasses")))
    elif age == "child" and draw.random() < 0.5:
        worn.append("freckles")
    elif age == "grown" and draw.random() < 0.06:
        worn.append("eye patch")
    return tuple(worn)


def _proportions(draw: np.random.Generator, age: str, womanly: bool, build: str) -> Proportions:
    height = {"child": 1.2, "grown": 1.66 if womanly else 1.76, "old": 1.6 if womanly else 1.68}[age]
    height *= {"tall": 1.1, "short": 0.89, "slender": 1.03, "stout": 0.96, "broad": 1.03}.get(build, 1.0)
    height *= float(draw.uniform(0.98, 1.02))
    girth = {"stout": 1.42, "slender": 0.8, "broad": 1.16}.get(build, 1.0)
    if age == "child":
        return Proportions(height, 0.235 * height + 0.03, 0.19 * height, 0.115 * height, 0.43, girth)
    heads = {"tall": 5.6, "short": 4.6}.get(build, 5.1)
    shoulders = (0.178 if womanly else 0.198) * height * (1 + (girth - 1) * 0.42)
    if build == "broad":
        shoulders *= 1.1
    hips = (0.122 if womanly else 0.115) * height * (1 + (girth - 1) * 0.4)
    legs = {"tall": 0.5, "stout": 0.43, "slender": 0.49, "short": 0.44}.get(build, 0.465)
    return Proportions(height, 1.7 / heads * (height / 1.7) ** 0.4, shoulders, hips, legs, girth)
