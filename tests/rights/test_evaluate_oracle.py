"""``decide`` against an oracle that looks at one frame at a time and shares no code with it, on small ledgers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.record import Record
from filmwright.rights.state import State
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject

ASSETS, FRAMES = ("asset-a", "asset-b"), 12
SUBJECTS = {
    "work:one": ("work", "Studio One"),
    "work:two": ("work", "Studio Two"),
    "identity:jo": ("identity", "Jo"),
    "voice:jo": ("voice", "Jo"),
    "character:rabbit": ("character", ""),
}
UNREGISTERED = "identity:nobody"
ACTIONS = ("train.base", "generate.replica.visual", "deliver")
DAYS = ("", "2026-01-01", "2026-06-15", "2026-06-15T12:00:00+02:00", "2026-12-31")
ROOT = "ab" * 32


# ---- small worlds, drawn from a seed: faster than drawing each field, and rich in permits ---------------------------


def often(random: Random, share: float) -> bool:
    return random.random() < share


def some(random: Random, *values: str) -> tuple[str, ...]:
    return tuple(random.sample(values, random.randint(1, len(values)))) if often(random, 0.15) else ()


def span(random: Random) -> dict[str, object]:
    first = random.randrange(FRAMES)
    return {"asset": random.choice(ASSETS), "in_frame": first, "out_frame": random.randint(first + 1, FRAMES)}


def appearances(random: Random) -> list[Record]:
    made: list[Record] = [
        Appearance(asset=asset, in_frame=0, out_frame=FRAMES - often(random, 0.2), subject=work)
        for asset, work in zip(ASSETS, ("work:one", "work:two"), strict=True)
        if often(random, 0.9)
    ]
    for _ in range(random.choice((0, 0, 1, 2, 5))):
        subject = UNREGISTERED if often(random, 0.05) else random.choice(list(SUBJECTS))
        source = "detector" if often(random, 0.15) else "human"
        made.append(Appearance(**span(random), subject=subject, source=source))
    return made


def terms(random: Random) -> dict[str, object]:
    owner = random.choice(("Studio One", "studio  one", "Studio Two", "Jo"))
    begin, end = (random.choice(DAYS) if often(random, 0.3) else "" for _ in range(2))
    if begin and end and begin[:10] >= end[:10]:
        begin = ""
    return {
        "assigner": owner,
        "authority": "agent" if often(random, 0.1) else "owner",
        "subjects": random.sample([*SUBJECTS, UNREGISTERED], random.randint(1, 4)),
        "actions": random.sample(ACTIONS, random.randint(1, 3)),
        "works": some(random, "work:one", "work:two"),
        "projects": some(random, "Dune", "Heat"),
        "territory": some(random, "US", "FR"),
        "media": some(random, "cinema", "streaming"),
        "model_classes": some(random, "house", "adapter"),
        "valid_from": begin,
        "valid_to": end,
    }


def grant(random: Random) -> Grant:
    conditions: dict[str, object] = {
        "max_uses": 3,
        "description_of_use": "one shot of a rabbit",
        "minor": True,
        "deceased": True,
        "script_sha256": "cd" * 32,
        "notice_at": "2026-01-01",
        "assignee": "Acme",
    }
    extra = {name: value for name, value in conditions.items() if often(random, 0.05)}
    return Grant(**terms(random), **extra, counsel_or_union=random.choice((None, True, False)))


def broad(random: Random) -> list[Record]:
    """One plain grant of everything by each owner."""
    owned = {"Studio One": ["work:one"], "Studio Two": ["work:two"], "Jo": ["identity:jo", "voice:jo"]}
    return [Grant(assigner=o, subjects=s, actions=ACTIONS) for o, s in owned.items() if often(random, 0.8)]


def ledger(random: Random) -> list[Record]:
    made: list[Record] = [Subject(id=key, kind=k, name=key, owner=owner) for key, (k, owner) in SUBJECTS.items()]
    given_ = [*(broad(random) if often(random, 0.5) else []), *(grant(random) for _ in range(random.randrange(8)))]
    made += [*appearances(random), *given_]
    made += [Prohibition(**terms(random)) for _ in range(random.choice((0, 0, 1, 2)))]
    if given_ and often(random, 0.3):
        made.append(Revocation(grant=random.choice(given_).id))
    random.shuffle(made)
    return made


def request(random: Random) -> Request:
    return Request(
        action=random.choice(ACTIONS),
        spans=tuple(Span(**span(random)) for _ in range(random.choice((1, 1, 2, 3) if often(random, 0.98) else (0,)))),
        project=random.choice(("", "dune", "Heat")),
        territory=random.choice(("", "US", "FR")),
        media=random.choice(("", "cinema", "streaming")),
        model_class=random.choice(("", "house", "adapter")),
        assignee=random.choice(("", "Acme", "Other")),
        at=random.choice(("2026-06-15T09:59:59.999Z", "2026-06-15T10:00:00Z", "2026-06-16T00:00:00Z")),
    )


worlds = st.integers(0, 2**62).map(Random)


# ---- the oracle ------------------------------------------------------------------------------------------------------


def day_begins(text: str) -> datetime:
    return datetime.fromisoformat(text if "T" in text else text + "T00:00:00+00:00")


def in_force(t: Grant | Prohibition, at: str) -> bool:
    moment = datetime.fromisoformat(at)
    if t.valid_from and moment < day_begins(t.valid_from):
        return False
    if not t.valid_to:
        return True
    return moment.date() <= day_begins(t.valid_to).date() if len(t.valid_to) == 10 else moment < day_begins(t.valid_to)


def grant_holds(g: Grant, subject: str, confirmed: set[str], request: Request, revoked: set[str]) -> str:
    kind, owner = SUBJECTS.get(subject, ("identity", ""))
    plainly = (
        g.id not in revoked
        and request.action in g.actions
        and subject in g.subjects
        and in_force(g, request.at)
        and (g.authority != "owner" or (owner and " ".join(g.assigner.split()).lower() == owner.lower()))
        and (not g.assignee or g.assignee == (request.assignee or "Acme"))
        and (not g.works or confirmed & set(g.works))
        and (not g.projects or request.project.lower() in [p.lower() for p in g.projects])
        and (not g.territory or request.territory in g.territory)
        and (not g.media or request.media in g.media)
        and (not g.model_classes or request.model_class in g.model_classes)
    )
    if not plainly:
        return "no"
    judge = g.authority != "owner" or g.max_uses is not None or g.description_of_use or g.minor or g.deceased
    judge = judge or g.script_sha256 or g.notice_at
    replica = request.action == "generate.replica.visual" and kind != "work"
    return "ask" if judge or (replica and not (g.counsel_or_union and g.description_of_use)) else "yes"


def forbids(p: Prohibition, subject: str, here: set[str], request: Request) -> bool:
    return bool(
        request.action in p.actions
        and subject in p.subjects
        and in_force(p, request.at)
        and (not p.works or here & set(p.works))
        and (not p.projects or not request.project or request.project.lower() in [x.lower() for x in p.projects])
        and (not p.territory or not request.territory or request.territory in p.territory)
        and (not p.media or not request.media or request.media in p.media)
        and (not p.model_classes or not request.model_class or request.model_class in p.model_classes)
    )


Found = set[tuple[str, int, str, str]]


def oracle(records: list[Record], asked: Request) -> tuple[str, Found, set[str]]:
    """Verdict; (asset, frame, subject, kind) of everything in the way; prohibitions hit."""
    in_the_way: Found = set()
    hit: set[str] = set()
    revoked = {r.grant for r in records if isinstance(r, Revocation)}
    frames = {(s.asset, f) for s in asked.spans for f in range(s.in_frame, s.out_frame)}
    for asset, frame in frames:
        there = [
            a for a in records if isinstance(a, Appearance) and a.asset == asset and a.in_frame <= frame < a.out_frame
        ]
        here = {a.subject for a in there}
        confirmed = {a.subject for a in there if a.source == "human"}
        if not here:
            in_the_way.add((asset, frame, "", "appearance"))
        for subject in here:
            forbidding = {p.id for p in records if isinstance(p, Prohibition) and forbids(p, subject, here, asked)}
            hit |= forbidding
            answers = {grant_holds(g, subject, confirmed, asked, revoked) for g in records if isinstance(g, Grant)}
            if forbidding:
                in_the_way.add((asset, frame, subject, "prohibition"))
            elif "yes" not in answers:
                in_the_way.add((asset, frame, subject, "question" if "ask" in answers else "grant"))
            if subject not in confirmed:
                in_the_way.add((asset, frame, subject, "question"))
    kinds = {kind for *_, kind in in_the_way}
    if kinds & {"grant", "prohibition"}:
        return "deny", in_the_way, hit
    return ("unknown" if kinds or not frames else "permit"), in_the_way, hit


def by_frame(decision: Decision) -> Found:
    return {
        (m.span.asset, frame, m.subject, m.kind)
        for m in decision.missing
        if m.span
        for frame in range(m.span.in_frame, m.span.out_frame)
    }


def state_of(records: list[Record]) -> State:
    return State(studio="Acme").extended(records, ROOT)


# ---- the properties --------------------------------------------------------------------------------------------------

RANK = {"deny": 0, "unknown": 1, "permit": 2}


def test_agrees_with_the_oracle_frame_by_frame() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=1200, deadline=None, database=None)
    @given(worlds)
    def agree(random: Random) -> None:
        records, asked = ledger(random), request(random)
        decision = decide(asked, state_of(records))
        verdict, in_the_way, hit = oracle(records, asked)
        assert decision.verdict == verdict
        assert by_frame(decision) == in_the_way
        assert set(decision.prohibitions_hit) == hit
        assert (decision.verdict == "permit") == (not decision.missing)
        seen.update({decision.verdict, *(missing.kind for missing in decision.missing)})

    agree()
    assert min(seen[k] for k in ("permit", "deny", "unknown", "grant", "prohibition", "question", "appearance")) > 60


@settings(max_examples=400, deadline=None)
@given(worlds)
def test_the_order_of_entry_does_not_matter(random: Random) -> None:
    records, asked = ledger(random), request(random)
    shuffled = random.sample(records, len(records))
    one, other = decide(asked, state_of(records)), decide(asked, state_of(shuffled))
    assert one.id == other.id
    half = len(records) // 2
    assert decide(asked, state_of(records[:half]).extended(records[half:], ROOT)).id == one.id


@settings(max_examples=400, deadline=None)
@given(worlds)
def test_a_further_prohibition_never_permits_and_a_further_grant_never_denies(random: Random) -> None:
    records, asked = ledger(random), request(random)
    before = RANK[decide(asked, state_of(records)).verdict]
    assert RANK[decide(asked, state_of([*records, Prohibition(**terms(random))])).verdict] <= before
    assert RANK[decide(asked, state_of([*records, grant(random), *broad(random)])).verdict] >= before


@settings(max_examples=400, deadline=None)
@given(worlds)
def test_a_permit_rests_on_each_grant_that_it_names_and_on_no_other(random: Random) -> None:
    records, asked = ledger(random), request(random)
    decision = decide(asked, state_of(records))
    if decision.verdict != "permit":
        return
    others = [r for r in records if not isinstance(r, Grant) or r.id in decision.grants_used]
    assert decide(asked, state_of(others)).verdict == "permit"
    for used in decision.grants_used:
        left = [r for r in others if not (isinstance(r, Grant) and r.id == used)]
        assert decide(asked, state_of(left)).verdict != "permit"


@settings(max_examples=200, deadline=None)
@given(worlds)
def test_spans_may_be_cut_or_joined_at_will(random: Random) -> None:
    records, asked = ledger(random), request(random)
    single = [
        Span(asset=s.asset, in_frame=f, out_frame=f + 1) for s in asked.spans for f in range(s.in_frame, s.out_frame)
    ]
    random.shuffle(single)
    one = decide(asked, state_of(records))
    other = decide(asked.model_copy(update={"spans": tuple(single)}), state_of(records))
    assert (one.verdict, one.missing, one.grants_used) == (other.verdict, other.missing, other.grants_used)
