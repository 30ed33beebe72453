"""What people say of their grants: each twist may decide whether a grant counts, and is as often met as not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from random import Random
from typing import Literal

from parties import (
    ACTIONS,
    AUTHORITIES,
    DAYS,
    OTHER_SCRIPT,
    OWNERS,
    SCRIPT,
    SPEAKERS,
    USE,
    Draft,
    Fields,
    often,
    since_or_until,
)

from filmwright.rights.circumstances import Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Authority

Twist = Callable[[Random, Draft], None]


def dates(random: Random, draft: Draft) -> None:
    draft.fields = {key: value for key, value in draft.fields.items() if not key.startswith("valid_")}
    draft.fields |= since_or_until(random)


def works(random: Random, draft: Draft) -> None:
    draft.fields["works"] = random.choice((["work:one"], ["work:two"], ["work:one", "work:two"], ["identity:jo"]))


def projects(random: Random, draft: Draft) -> None:
    draft.fields["projects"] = random.choice((["DUNE"], ["Heat"], ["Dune ", "heat"]))


def places(random: Random, draft: Draft) -> None:
    inside = random.choice(
        (["US", "CA"], ["CA"], ["CA-QC"], ["CA-QC"], ["USMCA", "EEA"], ["EU"], ["EEA"], ["US", "CA-QC"])
    )
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
    draft.later += [partial(Use, decision=f"{number:064x}") for number in range(count)]


def strike(random: Random, draft: Draft) -> None:
    draft.fields["cba"] = random.choice(("Actors 2026", "actors  2026", "Writers 2026"))
    if often(random, 0.3):
        draft.fields["in_strike"] = True
    draft.beside.append(suspension(random))


def suspension(random: Random) -> Record:
    only = tuple(random.sample(ACTIONS, 3)) if often(random, 0.4) else ()
    when = since_or_until(random) if often(random, 0.5) else {}
    return Suspension(cba=random.choice(("Actors 2026", "Writers 2026")), actions=only, **when)


def notice(random: Random, draft: Draft) -> None:
    draft.fields["notice_hours"] = random.choice((0, 24, 34, 48))
    if often(random, 0.4):
        draft.fields["notice_at"] = random.choice(DAYS)
    if often(random, 0.6):
        draft.later.append(partial(Notice, at=random.choice(DAYS), to="whom it concerns"))


def payment(random: Random, draft: Draft) -> None:
    draft.fields["vests_on_payment"] = True
    for number in range(random.choice((0, 1, 1, 2))):
        said: Fields = {"at": random.choice(DAYS), "in_full": often(random, 0.7), "amount": f"{number + 1}00"}
        draft.later.append(partial(Payment, currency="EUR", to="whom it concerns", **said))


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
        speaker(random, draft, random.choice((Authority.ESTATE, Authority.COURT, Authority.AGENT)))


def youth(random: Random, draft: Draft) -> None:
    if often(random, 0.6):
        draft.beside.append(standing(random, draft.fields["subjects"], "minor"))
    if often(random, 0.7):
        draft.fields["minor"] = random.choice((True, True, True, False))
    if often(random, 0.8):
        speaker(random, draft, random.choice((*[Authority.GUARDIAN] * 2, Authority.COURT, Authority.AGENT)))


def standing(random: Random, on: list[str], what: Literal["minor", "deceased"]) -> Record:
    when = since_or_until(random) if often(random, 0.5) else {}
    person = random.choice((*OWNERS.values(), "")) if often(random, 0.3) else ""
    return Standing(subject=random.choice(on), what=what, person=person, **when)


def agent(random: Random, draft: Draft) -> None:
    speaker(random, draft, random.choice(AUTHORITIES))


def paper(random: Random, draft: Draft) -> None:
    """A person lets the studio that is registered as the owner of her face speak for her, or somebody seems to."""
    who = random.choice(("Mara Lind", "MARA lind", "Mara Lind", "Mara", "Jo Doe"))
    to = random.choice(("Studio Two", "Studio Two", "Studio Two", "Agency"))
    draft.beside.append(mandate(random, who, to, random.choice(AUTHORITIES), False))


def speaker(random: Random, draft: Draft, authority: Authority) -> None:
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


def mandate(random: Random, principal: str, helper: str, authority: Authority, last: bool) -> Record:
    limits: Fields = {}
    if often(random, 0.15):
        limits["subjects"] = random.sample([*OWNERS], 4)
    if often(random, 0.15):
        limits["actions"] = random.sample(ACTIONS, 4)
    if often(random, 0.2):
        limits |= since_or_until(random)
    passes_on = often(random, 0.2 if last else 0.85)
    return Mandate(principal=principal, agent=helper, authority=authority, may_delegate=passes_on, **limits)


EVERY: tuple[Twist, ...] = (
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
    paper,
    paper,
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
"""Some twice, for they decide more seldom."""
OF_ALL_TERMS: tuple[Twist, ...] = (dates, works, projects, places, media, model_classes)
"""What a prohibition has too."""
