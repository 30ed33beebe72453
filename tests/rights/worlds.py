"""Small worlds, drawn from a seed: who signs what (``twists``), who is where, what is taken back, and one request.

Most grants are good ones with a twist or two, and the request is drawn first, so that about a third of the worlds
permit and it is often one single rule that decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

import twists
from parties import (
    ACTIONS,
    FILMS,
    FRAMES,
    INSTANTS,
    NOBODY,
    OTHER_SCRIPT,
    OWNERS,
    PEOPLE,
    SCRIPT,
    SUBJECTS,
    USE,
    Draft,
    Fields,
    often,
)

from filmwright.rights.circumstances import Answer
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Media, ReplicaKind, Request, Span

MEDIA: tuple[tuple[Media, ...], ...] = (
    (),
    (Media.CINEMA,),
    (Media.CINEMA, Media.STREAMING),
    (Media.TELEVISION,),
)
KINDS: tuple[ReplicaKind | Literal[""], ...] = ("", ReplicaKind.BACKGROUND, ReplicaKind.EMPLOYMENT_BASED)


@dataclass
class World:
    """A ledger and a request."""

    records: list[Record]
    request: Request


# ---- the request ----------------------------------------------------------------------------------------------------


def span(random: Random, frames: int = FRAMES) -> Fields:
    first = random.randrange(frames)
    return {"asset": random.choice([*FILMS]), "in_frame": first, "out_frame": random.randint(first + 1, frames)}


def request(random: Random) -> Request:
    count = random.choice((1, 1, 1, 2, 3)) if often(random, 0.99) else 0
    return Request(
        action=random.choice(ACTIONS if often(random, 0.6) else ACTIONS[1:4]),
        spans=tuple(Span(**span(random)) for _ in range(count)),
        project=random.choice(("", "dune", "Dune", "Heat")),
        territory=random.choice(((), (), ("US",), ("CA-QC",), ("CA",), ("US", "CA"), ("NO",), ("PR",))),
        media=random.choice(MEDIA),
        model_class=random.choice(("", "house", "HOUSE", "adapter")),
        use=random.choice(("", USE, USE.lower(), "  one shot of a  RABBIT", "A crowd")),
        replica_kind=random.choice(KINDS),
        script_sha256=random.choice(("", "", SCRIPT, OTHER_SCRIPT)),
        assignee=random.choice(("", "", "acme", "Other")),
        at=random.choice(INSTANTS),
    )


# ---- grants and prohibitions ----------------------------------------------------------------------------------------


def owned(owner: str) -> list[str]:
    return [subject for subject, whose in OWNERS.items() if whose == owner]


def good(owner: str, asked: Request) -> Draft:
    """A grant of everything that its owner has, in the words of the request."""
    fields: Fields = {"assigner": owner, "subjects": owned(owner), "actions": ACTIONS, "counsel_or_union": True}
    if asked.use:
        fields["description_of_use"] = asked.use
    return Draft(fields)


def wild(random: Random, asked: Request) -> Draft:
    """Somebody's grant of some actions on some subjects, theirs or not."""
    owner = random.choice(sorted({*OWNERS.values()} - {""}))
    draft = good(owner, asked)
    draft.fields["actions"] = random.sample(ACTIONS, random.randint(1, 4))
    if often(random, 0.4):
        draft.fields["subjects"] = random.sample([*OWNERS], random.randint(1, 4))
    if often(random, 0.6):
        draft.fields["subjects"] = [*draft.fields["subjects"], NOBODY, "mark:logo"]
    draft.fields["revocable"] = random.choice(("no", "stops_future", "requires_retrain"))
    return draft


def grants(random: Random, asked: Request) -> list[Record]:
    owners = sorted({*OWNERS.values()} - {""})
    drafts = [good(owner, asked) for owner in owners if often(random, 0.93)]
    drafts += [wild(random, asked) for _ in range(random.choice((0, 1, 1, 2)))]
    made: list[Record] = []
    for draft in drafts:
        for twist in random.sample(twists.EVERY, random.choice((0, 0, 1, 1, 1, 2))):
            twist(random, draft)
        one = Grant(**draft.fields)
        made += [one, *draft.beside, *(say(grant=one.id) for say in draft.later)]
    return made


def prohibition(random: Random, asked: Request) -> Prohibition:
    actions = random.sample(ACTIONS, random.randint(1, 3))
    draft = Draft(
        {
            "assigner": random.choice([*OWNERS.values()]) or "Somebody",
            "subjects": random.sample([*OWNERS, *FILMS.values(), NOBODY], random.randint(1, 3)),
            "actions": [*actions, asked.action] if often(random, 0.4) else actions,
        }
    )
    for twist in random.sample(twists.OF_ALL_TERMS, random.choice((0, 1, 1, 1, 1, 2))):
        twist(random, draft)
    return Prohibition(**draft.fields)


# ---- who is where ----------------------------------------------------------------------------------------------------


def appearances(random: Random) -> list[Record]:
    made: list[Record] = [
        Appearance(asset=film, in_frame=0, out_frame=FRAMES - often(random, 0.1), subject=work)
        for film, work in FILMS.items()
        if often(random, 0.95)
    ]
    for _ in range(random.choice((0, 1, 1, 2, 3, 4))):
        whom = [*PEOPLE] if often(random, 0.5) else [*OWNERS][:-1]
        known = random.choice([NOBODY, "mark:logo"] if often(random, 0.1) else whom)
        made.append(Appearance(**span(random), subject=known))
    for _ in range(random.choice((0, 0, 0, 0, 1, 1, 2, 3))):
        made += proposal(random)
    return made


def proposal(random: Random, frames: int = FRAMES) -> list[Record]:
    """What a detector or a screenplay proposes, and what people say of it."""
    faces = ("unidentified:face-1", "unidentified:face-2", "unidentified:face-3")
    whom = random.choice(faces) if often(random, 0.6) else random.choice([*OWNERS][:-1])
    source: Literal["detector", "script"] = random.choice(("detector", "detector", "script"))
    seen = Appearance(**span(random, frames), subject=whom, source=source, confidence=random.choice((0.4, 0.9)))
    said = random.choice((0, 0, 1, 1, 1, 2))
    names = ["", *PEOPLE, whom if whom in OWNERS else "identity:jo"]
    return [
        seen,
        *(Confirmation(appearance=seen.record_id, subject=random.choice(names), by=f"Editor {n}") for n in range(said)),
    ]


# ---- the whole -------------------------------------------------------------------------------------------------------


def revocations(random: Random, made: list[Record]) -> list[Record]:
    """Some of what was said is taken back, grants and appearances among it, and something that never was."""
    kinds = sorted({r.ledger_kind for r in made})
    of_kind = [random.choice(kinds) for _ in range(random.choice((0, 0, 0, 1, 1, 2)))]
    chosen = [random.choice([r for r in made if r.ledger_kind == kind]) for kind in of_kind]
    gone = [Revocation(grant=r.record_id, superseded=often(random, 0.2)) for r in chosen]
    return [*gone, Revocation(grant="0" * 64)] if often(random, 0.05) else [*gone]


def unique(records: Iterable[Record]) -> list[Record]:
    """Each record once, as a ledger holds it."""
    return list({(r.ledger_kind, r.record_id): r for r in records}.values())


def world(random: Random) -> World:
    asked = request(random)
    made = [*grants(random, asked), *appearances(random)]
    made += [prohibition(random, asked) for _ in range(random.choice((0, 0, 0, 1, 1, 2)))]
    made = unique(made)
    records = unique([*SUBJECTS, *made, *(revocations(random, made) if made else [])])
    random.shuffle(records)
    return World(records, asked)


def crowded(random: Random, frames: int = 60, people: int = 40) -> World:
    """A world where many come and go, and a request that reaches far."""
    drawn = world(random)
    works = [Appearance(asset=film, in_frame=0, out_frame=frames, subject=work) for film, work in FILMS.items()]
    more = [Appearance(**span(random, frames), subject=random.choice([*OWNERS][:-1])) for _ in range(people)]
    seen = [made for _ in range(people // 8) for made in proposal(random, frames)]
    spans = tuple(Span(**span(random, frames)) for _ in range(3))
    return World(unique([*drawn.records, *works, *more, *seen]), drawn.request.model_copy(update={"spans": spans}))


def answers(random: Random, asked: Mapping[tuple[str, str], Iterable[str]]) -> list[Record]:
    """What people answer to some of the questions, mostly yes, not always of one mind; some take it back."""
    made: list[Record] = []
    for question in sorted({q for questions in asked.values() for q in questions}):
        if often(random, 0.75):
            made.append(Answer(question=question, yes=often(random, 0.88), by="Counsel"))
        if often(random, 0.1):
            made.append(Answer(question=question, yes=often(random, 0.7), by="Producer"))
    gone = [Revocation(grant=answer.record_id) for answer in made if often(random, 0.1)]
    return [*made, *gone]
