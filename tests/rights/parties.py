"""Who there is in the small worlds: films, people and companies, and what is asked about them on which days."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Authority, Subject, SubjectKind

STUDIO, ROOT = "Acme", "ab" * 32
FRAMES, FILMS = 7, {"reel-a": "work:one", "reel-b": "work:two"}
OWNERS = {
    "work:one": "Studio One",
    "work:two": "Studio Two",
    "identity:jo": "Jo Doe",
    "voice:jo": "Jo Doe",
    "identity:kim": "Kim",
    "character:rabbit": "Studio One",
    "music:song": "Orchestra",
    "identity:mara": "Studio Two",
    "voice:mara": "Studio Two",
    "mark:logo": "",
}
NAMES = {"identity:jo": "JO  Doe", "voice:jo": "Jo Doe's voice", "identity:kim": "Kim"}
NAMES |= {"identity:mara": "Mara Lind", "voice:mara": "the voice of Mara Lind"}
"""A studio is registered as the owner of what is Mara Lind's; everybody else's name is their own."""
SUBJECTS = [
    Subject(id=key, kind=SubjectKind(key.split(":")[0]), name=NAMES.get(key, key), owner=who)
    for key, who in OWNERS.items()
]
PEOPLE = ("identity:jo", "voice:jo", "identity:kim", "character:rabbit", "identity:mara", "voice:mara")
NOBODY = "identity:nobody"
"""Never registered."""
SPEAKERS = ("Agency", "Sub Agency", "Guild", "County Court", "Pat")
"""Who may speak for an owner; each only for those before it, so that no circle comes about."""
ACTIONS = (
    Action.TRAIN_BASE,
    Action.GENERATE_REPLICA_VISUAL,
    Action.GENERATE_REPLICA_VOICE,
    Action.ALTER_PERFORMANCE,
    Action.GENERATE_SYNTHETIC_PERFORMER,
    Action.DELIVER,
)
AUTHORITIES = tuple(authority for authority in Authority if authority is not Authority.OWNER)
INSTANTS = ("2026-06-15T09:59:59.999Z", "2026-06-15T10:00:00Z", "2026-06-16T00:00:00Z")
DAYS = (
    "2026-01-01",
    "2026-06-13",
    "2026-06-14",
    "2026-06-15",
    "2026-06-15",
    "2026-06-16",
    "2026-06-13T12:00:00+02:00",
    "2026-06-15T12:00:00+02:00",
    "2026-06-16T02:00:00+02:00",
    "2026-12-31",
)
USE, SCRIPT, OTHER_SCRIPT = "One shot of a rabbit", "cd" * 32, "ef" * 32
CONDITIONS = ("no nudity", "the horse is not hurt", "on a weekday")
Fields = dict[str, Any]


class Said(Protocol):
    """What will be said of a grant once it has an id."""

    def __call__(self, *, grant: str) -> Record: ...


@dataclass
class Draft:
    """A grant before it is made, what will be said of it, and what is said beside it."""

    fields: Fields
    later: list[Said] = field(default_factory=list)
    beside: list[Record] = field(default_factory=list)


def often(random: Random, share: float) -> bool:
    return random.random() < share


def since_or_until(random: Random) -> Fields:
    """One of the two dates of anything that has them."""
    return {random.choice(("valid_from", "valid_to")): random.choice(DAYS)}
