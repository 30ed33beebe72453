"""What the ledger and the evaluator cost, up to 1,000,000 appearances and 100,000 grants; and beside them, Cedar.

A made-up studio: films of 200,000 frames with 10,000 appearances of 10 to 110 frames each (about three people in a
frame, and the film itself), grants by each person for some films. It is written through ``ledger.append`` in batches,
signed entry by entry; then 10,000 shots drawn at random are cleared in one go, and 2,000 others one at a time: first in
that process, which has met most people by then, and again as if it had just begun (what it remembers of the ledger is
dropped every 200 shots, so that hardly anybody is known). The same at 1/100 and 1/10 of the size shows how
the cost grows. ``--postgres URL`` does it in that (empty) database.

Cedar (``cedarpy``) has no frames and no appearances; what both can say is "may this studio do this to this subject, for
this project, on this day": one grant is one policy. It is asked through its batch call with policies and entities
parsed beforehand, once with all policies and once with the policies of that one subject picked by hand. Ours decides
the same requests from facts in memory, one frame each, and gives the whole Decision.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import _results

from filmwright.rights import door, ledger
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject
from filmwright.studio import Studio, create

FRAMES, PER_FILM, BATCH = 200_000, 10_000, 5_000
AT = "2026-06-01T00:00:00Z"


def people_and_grants(films: int, grants: int, draw: random.Random) -> list[Record]:
    """Works, people, and grants: one by the owner for each film, the rest by people, half of them for one film only."""
    people = max(40, grants // 2)
    said: list[Record] = [Subject(id=f"work:{f}", kind="work", name=f"Film {f}", owner="Acme") for f in range(films)]
    said += [
        Subject(id=f"identity:{p}", kind="identity", name=f"Person {p}", owner=f"Person {p}") for p in range(people)
    ]
    said += [Grant(assigner="Acme", subjects=[f"work:{f}"], actions=["ingest", "train.base"]) for f in range(films)]
    for number in range(grants - films):
        person = draw.randrange(people)
        said.append(
            Grant(
                assigner=f"Person {person}",
                subjects=[f"identity:{person}"],
                actions=["train.base"],
                works=[f"work:{draw.randrange(films)}"] if draw.random() < 0.5 else [],
                projects=[f"Project {draw.randrange(3)}"] if draw.random() < 0.2 else [],
                valid_to="2030-12-31" if draw.random() < 0.9 else "2026-01-01",
                agreement=f"contract {number}",
            )
        )
    return said


def appearances(film: int, count: int, people: int, draw: random.Random) -> list[Record]:
    """Who is in one film: a cast of 40, in short spans all over it."""
    asset, cast = f"{film:064x}", [draw.randrange(people) for _ in range(40)]
    made: list[Record] = [Appearance(asset=asset, in_frame=0, out_frame=FRAMES, subject=f"work:{film}")]
    for _ in range(count - 1):
        first = draw.randrange(FRAMES - 110)
        last = first + draw.randrange(10, 110)
        made.append(Appearance(asset=asset, in_frame=first, out_frame=last, subject=f"identity:{draw.choice(cast)}"))
    return made


def write(studio: Studio, films: int, grants: int) -> tuple[int, float]:
    """Fill a ledger; (entries, seconds spent in appending them)."""
    draw, key, entries, spent = random.Random(1), ledger.ensure_key(studio), 0, 0.0
    people = max(40, grants // 2)
    for records in (
        people_and_grants(films, grants, draw),
        *(appearances(f, PER_FILM, people, draw) for f in range(films)),
    ):
        for first in range(0, len(records), BATCH):
            begun = time.perf_counter()
            with ledger.writing(studio) as connection:
                ledger.append(connection, records[first : first + BATCH], key)
            spent += time.perf_counter() - begun
        entries += len(records)
    return entries, spent


def shots(films: int, count: int, seed: int = 2) -> Iterator[Request]:
    """Shots of 1 to 8 seconds, anywhere."""
    draw = random.Random(seed)
    for _ in range(count):
        first, length = draw.randrange(FRAMES - 200), draw.randrange(24, 192)
        span = Span(asset=f"{draw.randrange(films):064x}", in_frame=first, out_frame=first + length)
        yield Request(action="train.base", spans=(span,), at=AT)


def one_size(studio: Studio, films: int, grants: int, cleared: int) -> dict[str, float]:
    """All numbers for a ledger of this size."""
    entries, spent = write(studio, films, grants)
    found = {"entries": entries, "append": entries / spent}
    ledger.forget()
    begun = time.perf_counter()
    decisions = door.preview(studio, list(shots(films, cleared)))
    found["clear"] = time.perf_counter() - begun
    found["permitted"] = sum(decision.verdict == "permit" for decision in decisions) / cleared
    for name, every in (("at work", 0), ("begun", 200)):
        cuts = statistics.quantiles(one_by_one(studio, films, every), n=100)
        found |= {f"{name}, p50": cuts[49], f"{name}, p99": cuts[98]}
    ledger.forget()
    begun = time.perf_counter()
    ledger.facts(studio)
    return {**found, "open": time.perf_counter() - begun}


def one_by_one(studio: Studio, films: int, forget_every: int) -> list[float]:
    """Seconds for each of 2,000 shots that were not asked about before."""
    spent: list[float] = []
    for number, request in enumerate(shots(films, 2_000, seed=4 if forget_every else 5)):
        if forget_every and number % forget_every == 0:
            ledger.forget()
            ledger.facts(studio)
        begun = time.perf_counter()
        door.preview(studio, [request])
        spent.append(time.perf_counter() - begun)
    return spent


def policy(number: int, grant: Grant) -> str:
    """A grant in Cedar's language."""
    when = ["context.day <= " + grant.valid_to.replace("-", "")]
    if grant.projects:
        when.append(f'context.project == "{grant.projects[0]}"')
    return (
        f'@id("g{number}") permit(principal == Studio::"acme", action == Action::"train.base", '
        f'resource == Subject::"{grant.subjects[0]}") when {{ {" && ".join(when)} }};'
    )


def beside_cedar(grants: int, requests: int) -> dict[str, float]:
    """Microseconds a request: ours, Cedar with all policies, Cedar with one subject's policies picked by hand."""
    import cedarpy

    draw = random.Random(3)
    said = [r for r in people_and_grants(1, grants, draw) if not (isinstance(r, Grant) and r.assigner == "Acme")]
    said = [r.model_copy(update={"works": ()}) if isinstance(r, Grant) else r for r in said]
    given = [record for record in said if isinstance(record, Grant)]
    subjects = [record for record in said if isinstance(record, Subject) and record.kind == "identity"]
    said += [Appearance(asset=s.id, in_frame=0, out_frame=1, subject=s.id) for s in subjects]
    asked = [(draw.choice(subjects).id, f"Project {draw.randrange(3)}") for _ in range(requests)]

    ours = Facts.of(said, "ab" * 32, "acme")
    begun = time.perf_counter()
    verdicts = [
        decide(
            Request(action="train.base", spans=(Span(asset=s, in_frame=0, out_frame=1),), project=p, at=AT), ours
        ).verdict
        == "permit"
        for s, p in asked
    ]
    mine = (time.perf_counter() - begun) / requests * 1e6

    texts = [policy(number, grant) for number, grant in enumerate(given)]
    whole = cedarpy.PolicySet.from_str("\n".join(texts))
    by_subject: dict[str, list[str]] = {}
    for grant, text in zip(given, texts, strict=True):
        by_subject.setdefault(grant.subjects[0], []).append(text)
    picked = {s: cedarpy.PolicySet.from_str("\n".join(found)) for s, found in by_subject.items()}
    nobody, nothing = cedarpy.Entities.from_json_str("[]"), cedarpy.PolicySet.from_str("")

    def request(subject: str, project: str) -> dict[str, object]:
        return {
            "principal": 'Studio::"acme"',
            "action": 'Action::"train.base"',
            "resource": f'Subject::"{subject}"',
            "context": {"day": 20260601, "project": project},
        }

    few = asked[: max(20, min(requests, 2_000_000 // grants))]
    begun = time.perf_counter()
    answers = cedarpy.is_authorized_batch([request(*one) for one in few], whole, nobody)
    all_policies = (time.perf_counter() - begun) / len(few) * 1e6
    assert [a.allowed for a in answers] == verdicts[: len(few)], "both must answer alike"
    begun = time.perf_counter()
    alone = [cedarpy.is_authorized(request(s, p), picked.get(s, nothing), nobody).allowed for s, p in asked]
    by_hand = (time.perf_counter() - begun) / requests * 1e6
    assert alone == verdicts, "both must answer alike"
    return {"ours": mine, "cedar": all_policies, "picked": by_hand}


def main() -> None:
    """Measure, print, and keep the lines."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--films", type=int, default=100, help="films of the largest size, 10,000 appearances each")
    options.add_argument("--grants", type=int, default=100_000)
    options.add_argument("--shots", type=int, default=10_000)
    options.add_argument("--postgres", default="", help="URL of an empty database; only the largest size then")
    options.add_argument("--keep", type=Path, help="leave the largest studio here")
    told = options.parse_args()
    sizes = [told.films] if told.postgres else sorted({max(1, told.films // by) for by in (100, 10, 1)})
    rows = []
    for films in sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = told.keep if told.keep and films == sizes[-1] else Path(folder) / "studio"
            studio = create(place, "Acme", told.postgres)
            grants = told.grants * films // told.films
            m = one_size(studio, films, grants, told.shots)
            studio.engine.dispose()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        rows.append(
            f"| {films * PER_FILM:,} | {grants:,} | {m['append']:,.0f} | {m['clear']:.1f} | {m['permitted']:.0%} "
            f"| {m['at work, p50'] * 1e3:.2f} | {m['at work, p99'] * 1e3:.2f} "
            f"| {m['begun, p50'] * 1e3:.2f} | {m['begun, p99'] * 1e3:.2f} | {m['open'] * 1e3:.0f} | {peak:.1f} |"
        )
        print(rows[-1], flush=True)
    beside = []
    for grants in () if told.postgres else (1_000, 10_000, 100_000):
        c = beside_cedar(grants, 2_000)
        beside.append(f"| {grants:,} | {c['ours']:.0f} | {c['cedar']:.0f} | {c['picked']:.0f} |")
        print(beside[-1], flush=True)
    where = "PostgreSQL" if told.postgres else "SQLite"
    lines = [
        f"{told.shots:,} random shots cleared in one go, then 2,000 others one at a time, in the same process and as "
        f"if it had just begun; {where}.",
        "",
        "| appearances | grants | signed records a second | clear all, s | permitted | one, at work: p50, ms | p99, ms "
        "| one, just begun: p50, ms | p99, ms | opening the ledger, ms | peak, GiB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *rows,
    ]
    if beside:
        lines += [
            "",
            "One question about one subject, microseconds each; answers compared one by one:",
            "",
            "| grants | Filmwright | Cedar, all policies | Cedar, the subject's policies picked by hand |",
            "|---|---|---|---|",
            *beside,
        ]
    _results.append("Rights: the ledger, decisions, and Cedar", lines)


if __name__ == "__main__":
    main()
