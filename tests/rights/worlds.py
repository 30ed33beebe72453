"""Small worlds, drawn from a seed: a handful of films, people and companies, who signs what, and one request.

Most grants are good ones with a twist or two, and the request is drawn first, so that about a third of the worlds
permit and it is often one single rule that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Request, Span, Subject

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
    "mark:logo": "",
}
SUBJECTS = [Subject(id=key, kind=key.split(":")[0], name=key, owner=owner) for key, owner in OWNERS.items()]
PEOPLE = ("identity:jo", "voice:jo", "identity:kim", "character:rabbit")
NOBODY = "identity:nobody"
"""Never registered."""
SPEAKERS = ("Agency", "Sub Agency", "Guild", "County Court", "Pat")
"""Who may speak for an owner; each only for those before it, so that no circle comes about."""
ACTIONS = (
    "train.base",
    "generate.replica.visual",
    "generate.replica.voice",
    "alter.performance",
    "generate.synthetic_performer",
    "deliver",
)
AUTHORITIES = ("agent", "guild", "estate", "court", "guardian")
NOON = "2026-06-15T10:00:00Z"
BEFORE, LATER = "2026-06-15T09:59:59.999Z", "2026-06-16T00:00:00Z"
DAYS = (
    "2026-01-01",
    "2026-06-13",
    "2026-06-14",
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


@dataclass
class World:
    """A ledger and a request."""

    records: list[Record]
    request: Request


@dataclass
class Draft:
    """A grant before it is made: its fields, and what will be said of it once it has an id."""

    fields: Fields
    later: list[Callable[[str], Record]] = field(default_factory=list)
    beside: list[Record] = field(default_factory=list)


def often(random: Random, share: float) -> bool:
    return random.random() < share


# ---- the request ----------------------------------------------------------------------------------------------------


def span(random: Random) -> Fields:
    first = random.randrange(FRAMES)
    return {"asset": random.choice([*FILMS]), "in_frame": first, "out_frame": random.randint(first + 1, FRAMES)}


def request(random: Random) -> Request:
    count = random.choice((1, 1, 1, 2, 3)) if often(random, 0.99) else 0
    return Request(
        action=random.choice(ACTIONS if often(random, 0.6) else ACTIONS[1:4]),
        spans=tuple(Span(**span(random)) for _ in range(count)),
        project=random.choice(("", "dune", "Dune", "Heat")),
        territory=random.choice(((), (), ("US",), ("CA-QC",), ("CA",), ("US", "CA"), ("NO",))),
        media=random.choice(((), ("cinema",), ("cinema", "streaming"), ("television",))),
        model_class=random.choice(("", "house", "HOUSE", "adapter")),
        use=random.choice(("", USE, USE.lower(), "  one shot of a  RABBIT", "A crowd")),
        replica_kind=random.choice(("", "background", "employment_based")),
        script_sha256=random.choice(("", "", SCRIPT, OTHER_SCRIPT)),
        assignee=random.choice(("", "", "acme", "Other")),
        at=random.choice((BEFORE, NOON, LATER)),
    )


# ---- what people say of their grants: each twist may decide whether one counts ---------------------------------------

Twist = Callable[[Random, Draft], None]


def dates(random: Random, draft: Draft) -> None:
    draft.fields = {key: value for key, value in draft.fields.items() if not key.startswith("valid_")}
    draft.fields[random.choice(("valid_from", "valid_to"))] = random.choice(DAYS)


def works(random: Random, draft: Draft) -> None:
    draft.fields["works"] = random.choice((["work:one"], ["work:two"], ["work:one", "work:two"], ["identity:jo"]))


def projects(random: Random, draft: Draft) -> None:
    draft.fields["projects"] = random.choice((["DUNE"], ["Heat"], ["Dune ", "heat"]))


def places(random: Random, draft: Draft) -> None:
    inside = random.choice((["US", "CA"], ["CA"], ["CA-QC"], ["USMCA", "EEA"], ["EU"], ["EEA"], ["US", "CA-QC"]))
    draft.fields |= random.choice(
        ({"territory": inside}, {"territory_except": inside}, {"territory": ["USMCA"], "territory_except": ["CA-QC"]})
    )


def media(random: Random, draft: Draft) -> None:
    draft.fields["media"] = random.choice((["cinema"], ["streaming"], ["cinema", "streaming", "television"]))


def model_classes(random: Random, draft: Draft) -> None:
    draft.fields["model_classes"] = random.choice((["House"], ["adapter"]))


def assignee(random: Random, draft: Draft) -> None:
    draft.fields["assignee"] = random.choice(("Acme", "ACME", "Other"))


def replica_kinds(random: Random, draft: Draft) -> None:
    draft.fields["replica_kinds"] = random.choice((["background"], ["employment_based"], ["background", "synthetic"]))


def uses(random: Random, draft: Draft) -> None:
    draft.fields["max_uses"] = random.choice((0, 1, 2, 3))
    count = random.choice((0, 0, 1, 2, 3))
    draft.later += [lambda grant, n=n: Use(grant=grant, decision=f"{n:064x}") for n in range(count)]


def strike(random: Random, draft: Draft) -> None:
    draft.fields["cba"] = random.choice(("Actors 2026", "actors  2026", "Writers 2026"))
    if often(random, 0.3):
        draft.fields["in_strike"] = True
    draft.beside.append(suspension(random))


def suspension(random: Random) -> Record:
    only = random.sample(ACTIONS, 3) if often(random, 0.4) else ()
    when = dict([(random.choice(("valid_from", "valid_to")), random.choice(DAYS))]) if often(random, 0.5) else {}
    return Suspension(cba=random.choice(("Actors 2026", "Writers 2026")), actions=only, **when)


def notice(random: Random, draft: Draft) -> None:
    draft.fields["notice_hours"] = random.choice((0, 24, 34, 48))
    if often(random, 0.4):
        draft.fields["notice_at"] = random.choice(DAYS)
    if often(random, 0.6):
        day = random.choice(DAYS)
        draft.later.append(lambda grant: Notice(grant=grant, at=day, to="whom it concerns"))


def payment(random: Random, draft: Draft) -> None:
    draft.fields["vests_on_payment"] = True
    for number in range(random.choice((0, 1, 1, 2))):
        said = {"at": random.choice(DAYS), "in_full": often(random, 0.7), "amount": f"{number + 1}00"}
        draft.later.append(lambda grant, said=said: Payment(grant=grant, currency="EUR", to="whom it concerns", **said))


def script(random: Random, draft: Draft) -> None:
    draft.fields["script_sha256"] = random.choice((SCRIPT, OTHER_SCRIPT))
    if often(random, 0.5):
        draft.fields["script_dated"] = random.choice(DAYS)


def script_day(random: Random, draft: Draft) -> None:
    draft.fields["script_dated"] = random.choice(DAYS)


def description(random: Random, draft: Draft) -> None:
    draft.fields["description_of_use"] = random.choice(("", USE, "One SHOT  of a rabbit", "A horse"))


def conditions(random: Random, draft: Draft) -> None:
    draft.fields["conditions"] = random.sample(
        ("no nudity", "the horse is not hurt", "on a weekday"), random.choice((1, 2))
    )


def counsel(random: Random, draft: Draft) -> None:
    draft.fields["counsel_or_union"] = random.choice((None, False, False, False, True))
    draft.fields["replaces_work"] = random.choice((None, True, True, True, False))
    if often(random, 0.5):
        draft.fields["description_of_use"] = ""


def renewable(random: Random, draft: Draft) -> None:
    draft.fields["revocable"] = random.choice(("no", "requires_retrain", "stops_future"))


def death(random: Random, draft: Draft) -> None:
    draft.beside.append(standing(random, draft.fields["subjects"], "deceased"))
    if often(random, 0.6):
        draft.fields["deceased"] = random.choice((True, True, False))
    if often(random, 0.4):
        speaker(random, draft, random.choice(("estate", "court", "agent")))


def youth(random: Random, draft: Draft) -> None:
    if often(random, 0.6):
        draft.beside.append(standing(random, draft.fields["subjects"], "minor"))
    if often(random, 0.7):
        draft.fields["minor"] = random.choice((True, True, True, False))
    if often(random, 0.8):
        speaker(random, draft, random.choice(("guardian", "guardian", "court", "agent")))


def standing(random: Random, on: Iterable[str], what: str) -> Record:
    when = dict([(random.choice(("valid_from", "valid_to")), random.choice(DAYS))]) if often(random, 0.5) else {}
    return Standing(subject=random.choice([*on]), what=what, **when)


def agent(random: Random, draft: Draft) -> None:
    speaker(random, draft, random.choice(AUTHORITIES))


def speaker(random: Random, draft: Draft, authority: str) -> None:
    """Somebody else signs, mostly with a mandate or a chain of them."""
    if "authority" in draft.fields:
        return  # a second chain could close a circle, which is never written
    owner = draft.fields["assigner"]
    draft.fields["authority"] = authority
    if often(random, 0.1):
        return
    chain = [owner, *sorted(random.sample(SPEAKERS, random.choice((1, 1, 1, 2, 3))), key=SPEAKERS.index)]
    draft.fields["assigner"] = chain[-1].upper() if often(random, 0.2) else chain[-1]
    for principal, helper in pairwise(chain):
        last = helper == chain[-1]
        if often(random, 0.9):
            as_what = authority if last and often(random, 0.9) else random.choice(AUTHORITIES)
            draft.beside.append(mandate(random, principal, helper, as_what, last))


def mandate(random: Random, principal: str, helper: str, authority: str, last: bool) -> Record:
    limits: Fields = {}
    if often(random, 0.15):
        limits["subjects"] = random.sample([*OWNERS], 4)
    if often(random, 0.15):
        limits["actions"] = random.sample(ACTIONS, 4)
    if often(random, 0.2):
        limits[random.choice(("valid_from", "valid_to"))] = random.choice(DAYS)
    passes_on = often(random, 0.2 if last else 0.85)
    return Mandate(principal=principal, agent=helper, authority=authority, may_delegate=passes_on, **limits)


TWISTS: tuple[Twist, ...] = (
    dates,
    works,
    projects,
    places,
    media,
    model_classes,
    assignee,
    replica_kinds,
    uses,
    strike,
    notice,
    payment,
    script,
    script_day,
    description,
    conditions,
    counsel,
    renewable,
    death,
    youth,
    agent,
    agent,
    counsel,
    counsel,
    death,
    youth,
    script,
    conditions,
    notice,
    strike,
    dates,
    places,
    media,
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
    owner = random.choice([*{*OWNERS.values()} - {""}])
    draft = good(owner, asked)
    draft.fields["actions"] = random.sample(ACTIONS, random.randint(1, 4))
    if often(random, 0.4):
        draft.fields["subjects"] = random.sample([*OWNERS], random.randint(1, 4))
    if often(random, 0.6):
        draft.fields["subjects"] = [*draft.fields["subjects"], NOBODY, "mark:logo"]
    return draft


def grants(random: Random, asked: Request) -> list[Record]:
    owners = sorted({*OWNERS.values()} - {""})
    drafts = [good(owner, asked) for owner in owners if often(random, 0.93)]
    drafts += [wild(random, asked) for _ in range(random.choice((0, 1, 1, 2)))]
    made: list[Record] = []
    for draft in drafts:
        for twist in random.sample(TWISTS, random.choice((0, 0, 1, 1, 1, 2))):
            twist(random, draft)
        one = Grant(**draft.fields)
        made += [one, *draft.beside, *(say(one.id) for say in draft.later)]
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
    for twist in random.sample(
        (dates, works, projects, places, media, model_classes), random.choice((0, 1, 1, 1, 1, 2))
    ):
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


def proposal(random: Random) -> list[Record]:
    """What a detector or a screenplay proposes, and what people say of it."""
    faces = ("unidentified:face-1", "unidentified:face-2", "unidentified:face-3")
    whom = random.choice(faces) if often(random, 0.6) else random.choice([*OWNERS][:-1])
    source = random.choice(("detector", "detector", "script"))
    seen = Appearance(**span(random), subject=whom, source=source, confidence=random.choice((0.4, 0.9)))
    said = random.choice((0, 0, 1, 1, 1, 2))
    names = ["", *PEOPLE, whom if whom in OWNERS else "identity:jo"]
    return [
        seen,
        *(Confirmation(appearance=seen.record_id, subject=random.choice(names), by=f"Editor {n}") for n in range(said)),
    ]


# ---- the whole -------------------------------------------------------------------------------------------------------


def revocations(random: Random, made: list[Record]) -> list[Record]:
    """Some of what was said is taken back, grants and appearances among it, and something that never was."""
    count = random.choice((0, 0, 0, 1, 1, 2))
    few = [r for r in made if not isinstance(r, (Grant, Appearance))]
    chosen = [random.choice(few if few and often(random, 0.6) else made) for _ in range(count)]
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
