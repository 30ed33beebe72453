"""One member of the cast: how it is built and what it wears, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass

from filmwright.soundstage.figures.palette import COLOURS, SKINS, Linear
from filmwright.soundstage.figures.skeleton import Proportions


@dataclass(frozen=True)
class Wear:
    """Something worn (or hair, which is worn likewise).

    Args:
        kind: its shape; "" for nothing.
        colour: name of its first colour.
        accent: name of its second colour; the first unless said.
        material: name in ``materials``.
    """

    kind: str = ""
    colour: str = "grey"
    accent: str = ""
    material: str = "cloth"

    @property
    def first(self) -> Linear:
        """Its first colour, linear."""
        return COLOURS[self.colour]

    @property
    def second(self) -> Linear:
        """Its second colour, linear."""
        return COLOURS[self.accent or self.colour]


@dataclass(frozen=True)
class Character:
    """A member of the cast.

    Args:
        id: slug of the name.
        name: first name and surname; no two share a first name.
        kind: "woman", "man", "girl", "boy", "old woman", "old man".
        build: "tall", "short", "stout", "slender", "broad" or "".
        proportions: metres.
        skin: name in ``palette.SKINS``.
        hair: style and colour.
        face: any of "beard", "moustache", "round glasses", "square glasses", "freckles", "eye patch".
        eyes: name of a colour.
        top: garment of the trunk and arms; a dress, coat or poncho also hangs over the legs.
        bottom: garment of the legs.
        shoes: kind and colour.
        headgear: kind and colour; kind "" for none.
        accessory: kind and colour; kind "" for none.
        prop: its own prop, a name in ``props.PROPS``; "" for none.
    """

    id: str
    name: str
    kind: str
    build: str
    proportions: Proportions
    skin: str
    hair: Wear
    face: tuple[str, ...]
    eyes: str
    top: Wear
    bottom: Wear
    shoes: Wear
    headgear: Wear = Wear()
    accessory: Wear = Wear()
    prop: str = ""

    @property
    def complexion(self) -> Linear:
        """Colour of the skin, linear."""
        return SKINS[self.skin]

    @property
    def first_name(self) -> str:
        """What a prompt may call it."""
        return self.name.split()[0]

    @property
    def womanly(self) -> bool:
        """True for women and girls."""
        return self.kind.endswith(("woman", "girl"))

    def words(self, short: bool = False) -> str:
        """A noun phrase for captions: "a tall woman with short ginger hair, a yellow raincoat and round glasses"."""
        who = _a(" ".join(filter(None, [self.build, self.kind])))
        top = _a(_garment(self.top))
        if short:
            hat = f" and {_a(_plain(self.headgear))}" if self.headgear.kind else ""
            return f"{_a(self.kind)} in {top}{hat}"
        things = [self._hair_words(), top]
        if self.top.kind not in ("robe", "dress"):
            things.append(_some(self.bottom))
        if self.headgear.kind:
            things.append(_a(_plain(self.headgear)))
        if self.accessory.kind:
            things.append(_a(_plain(self.accessory)))
        things += [_feature(feature) for feature in self.face]
        return f"{who} with {', '.join(things[:-1])} and {things[-1]}"

    def _hair_words(self) -> str:
        return _HAIR_WORDS[self.hair.kind].format(self.hair.colour)


_HAIR_WORDS = {
    "bald": "a bald head",
    "tonsure": "a bald crown with {} hair at the sides",
    "short": "short {} hair",
    "bob": "a {} bob",
    "long": "long {} hair",
    "ponytail": "a {} ponytail",
    "bun": "{} hair in a bun",
    "afro": "a {} afro",
    "curly": "curly {} hair",
    "mohawk": "a {} mohawk",
    "braids": "{} braids",
    "pigtails": "{} pigtails",
    "spiky": "spiky {} hair",
    "quiff": "a {} quiff",
}
_PATTERN_WORDS = {
    "cloth bands": "banded",
    "cloth stripes": "striped",
    "cloth dots": "dotted",
    "cloth plaid": "checked",
    "cloth zigzag": "zigzag",
}


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _garment(wear: Wear) -> str:
    pattern = _PATTERN_WORDS.get(wear.material)
    if pattern is None:
        return _plain(wear)
    return f"{pattern} {wear.colour} and {wear.accent} {wear.kind}"


def _plain(wear: Wear) -> str:
    """Colour and kind in the order of English: "a straw hat", "a long navy skirt"."""
    *before, noun = wear.kind.split()
    if wear.colour in before:
        return wear.kind
    return f"long {wear.colour} {noun}" if before == ["long"] else f"{wear.colour} {wear.kind}"


def _some(wear: Wear) -> str:
    noun = _plain(wear)
    return noun if wear.kind.endswith("s") else _a(noun)


def _feature(feature: str) -> str:
    return feature if feature.endswith(("glasses", "freckles")) else _a(feature)
