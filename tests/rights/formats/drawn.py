"""Random grants, prohibitions, subjects and appearances, drawn from a seed of Hypothesis: thousands in seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from filmwright.canonical import printable
from filmwright.rights.formats.result import Given
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Action, Appearance, Authority, Media, ReplicaKind, Role, Subject, SubjectKind

from ...effort import examples

THOUSAND = settings(max_examples=examples(1000), deadline=None, suppress_health_check=list(HealthCheck))
SUBJECTS = ("work:alpha", "identity:jo", "voice:jo", "eidr:10.5240/7B2F", "work:a%b", "x:<y>&'\"", "work:straße")
PLACES = ("CA", "CA-QC", "US", "DE", "NO", "EU", "JP")
FORMATS = ("cawg", "plus", "rsl", "aipref", "odrl", "x")
WORDS = ("=1+1", "+49", "-x", "@me", "'quoted", "a;b", "[1]", "a,b", 'say "so"', "two\nlines", "<b>&amp;]]>", "x\ufffe")
WORDS += ("\t", "a\rb", "ä中\u0301", "\U0001f3ac", "%20", "null", "0", "ﬁ", "\u00a0x", "y\u2028z", "{}", "#", "y", "n")
_R = TypeVar("_R")
Draw = Callable[[Random], Any]


def text(random: Random, least: int = 0) -> str:
    """Awkward words and random characters, as a record takes them; at least ``least`` long."""
    while True:
        parts = [
            random.choice(WORDS) if random.random() < 0.4 else _characters(random) for _ in range(random.randint(1, 3))
        ]
        made = "".join(parts)[:60].strip() if random.random() > 0.1 else ""
        try:
            if len(made) >= least and printable(made) == made:
                return made
        except ValueError:
            continue


def _characters(random: Random) -> str:
    tops = (0x7F, 0x7F, 0x2FF, 0xFFFF, 0x10FFFF)
    points = [random.randint(32, random.choice(tops)) for _ in range(random.randint(1, 6))]
    return "".join(chr(point) for point in points if not 0xD800 <= point <= 0xDFFF)


def name(random: Random) -> str:
    return text(random, 1)


def _some(values: Draw, most: int = 3) -> Draw:
    return lambda random: tuple(values(random) for _ in range(random.randint(1, most)))


def _one(values: Any) -> Draw:
    several = list(values)
    return lambda random: random.choice(several)


def moment(random: Random, first: int = 0, last: int = 9000) -> str:
    day = date(2000, 1, 1) + timedelta(days=random.randint(first, last))
    return random.choice((str(day), f"{day}T12:30:00Z", f"{day}T01:02:03.004+02:00"))


def json(random: Random, depth: int = 2) -> Any:
    plain = (None, True, False, random.randint(-9, 9), 0.5, text(random))
    if not depth or random.random() < 0.5:
        return random.choice(plain)
    if random.random() < 0.5:
        return [json(random, depth - 1) for _ in range(random.randint(0, 2))]
    keys = ("kept", "said to everybody", "policy", "rule", "entries", "members", "value", text(random))
    return {random.choice(keys): json(random, depth - 1) for _ in range(random.randint(0, 2))}


def foreign(random: Random) -> dict[str, Any]:
    return {random.choice(FORMATS): json(random) for _ in range(random.randint(0, 2))}


def public(random: Random) -> dict[str, Any]:
    return {random.choice(FORMATS[:4]): {"said to everybody": True}}


def actions(random: Random) -> tuple[Action, ...]:
    train, mining = (Action.TRAIN_BASE, Action.TRAIN_ADAPTER), (Action.INDEX, Action.ATTRIBUTE)
    whole = (train, mining, train + mining, (Action.INDEX,), (Action.GENERATE_GENERIC,), tuple(Action))
    return random.choice(whole) if random.random() < 0.6 else tuple(random.sample(list(Action), random.randint(1, 6)))


NEEDED: dict[str, Draw] = {"assigner": name, "subjects": _some(_one(SUBJECTS), 2), "actions": actions}
SHARED: dict[str, Draw] = {
    "authority": _one(Authority),
    "works": _some(_one(SUBJECTS)),
    "projects": _some(name),
    "territory": _some(_one(PLACES)),
    "territory_except": _some(_one(PLACES)),
    "media": _some(_one(Media)),
    "model_classes": _some(name),
    "valid_from": lambda random: moment(random, 1, 3650),
    "valid_to": lambda random: moment(random, 3652, 9000),
    "agreement": text,
    "signature": text,
    "template": text,
    "foreign": foreign,
    "said_in": _one(SUBJECTS),
}
OF_GRANTS: dict[str, Draw] = {
    "assignee": text,
    "description_of_use": text,
    "conditions": _some(text),
    "max_uses": lambda random: random.randint(0, 10**6),
    "compensation": text,
    "vests_on_payment": _one((True, False)),
    "counsel_or_union": _one((True, False)),
    "replaces_work": _one((True, False)),
    "replica_kinds": _some(_one(ReplicaKind)),
    "minor": _one((True, False)),
    "deceased": _one((True, False)),
    "script_sha256": lambda random: f"{random.getrandbits(256):064x}",
    "script_dated": moment,
    "notice_at": moment,
    "notice_hours": lambda random: random.randint(0, 24 * 3660),
    "cba": text,
    "in_strike": _one((True, False)),
    "revocable": _one(("stops_future", "requires_retrain", "no")),
    "attribution": text,
    "renews": lambda random: f"{random.getrandbits(256):064x}",
}


def _values(random: Random, free: dict[str, Draw]) -> dict[str, Any]:
    """Some of the fields set, so that each is often what alone makes a difference; now and then all of them."""
    few = random.sample(sorted(free), random.randint(0, min(4, len(free))))
    chosen = {**NEEDED, **(free if random.random() < 0.1 else {one: free[one] for one in few})}
    return {one: chosen[one](random) for one in sorted(chosen)}


def grant(random: Random) -> Grant:
    """Any grant; every third such as is read from a permission to everybody: few fields, and said so."""
    if random.random() < 0.33:
        few = {
            one: {**SHARED, **OF_GRANTS}[one] for one in ("territory", "territory_except", "agreement", "conditions")
        }
        return Grant(**{**_values(random, few), "foreign": public(random)})
    return Grant(**_values(random, {**SHARED, **OF_GRANTS}))


def prohibition(random: Random) -> Prohibition:
    return Prohibition(**_values(random, {**SHARED, "reason": text}))


def subject(random: Random) -> Subject:
    kind = random.choice(list(SubjectKind))
    return Subject(id=random.choice(SUBJECTS), kind=kind, name=name(random), owner=text(random))


def appearance(random: Random) -> Appearance:
    begin = random.randint(0, 10**6)
    return Appearance(
        asset=f"{random.getrandbits(256):064x}",
        in_frame=begin,
        out_frame=begin + random.randint(1, 10**6),
        subject=random.choice(SUBJECTS),
        role=random.choice(list(Role)),
        source=random.choice(("human", "detector", "script")),
        confidence=random.choice((0.0, 0.5, 1.0, random.random())),
    )


def drawn(make: Callable[[Random], _R]) -> st.SearchStrategy[_R]:
    """What ``make`` makes of a random seed."""
    return st.integers(0, 2**64 - 1).map(lambda seed: make(Random(seed)))


grants, prohibitions = drawn(grant), drawn(prohibition)
subjects, appearances = drawn(subject), drawn(appearance)


def said_of(record: Grant | Prohibition) -> Given:
    """What a caller says who knows the record."""
    return Given("file", record.assigner, record.subjects[0])
