"""Who may speak for whom: a chain of mandates from the owner of a subject to whoever signs for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from filmwright.rights import words
from filmwright.rights.circumstances import Mandate
from filmwright.rights.facts import Conflict, Facts
from filmwright.rights.vocabulary import Authority, Request, Subject

FOR_THE_DEAD = frozenset({Authority.ESTATE, Authority.COURT})
FOR_OTHERS = FOR_THE_DEAD | {Authority.GUARDIAN}
"""Who speaks for somebody that cannot: no agent of theirs can make anybody so, only one who is so already."""


def led(
    first: str, agent: str, authority: Authority | None, request: Request, subject: Subject | None, facts: Facts
) -> bool:
    """Whether mandates that hold at the request's instant lead from one to another, by whatever way.

    The last must be of this authority (None: any), those before it must let their agent mandate others; on the way to
    an estate, a guardian or a court all must be of that authority.
    """
    last = [m for m in _holding(agent, request, subject, facts) if authority in (None, m.authority)]
    reached, seen = [m.principal for m in last], {words.folded(agent)}
    while reached:
        name = reached.pop()
        if words.same(name, first):
            return True
        if words.folded(name) not in seen:
            seen.add(words.folded(name))
            above = (m for m in _holding(name, request, subject, facts) if m.may_delegate)
            reached += (m.principal for m in above if authority not in FOR_OTHERS or m.authority is authority)
    return False


def _holding(agent: str, request: Request, subject: Subject | None, facts: Facts) -> Iterable[Mandate]:
    for mandate in facts.mandates(agent):
        covers = not mandate.subjects or (subject is not None and subject.id in mandate.subjects)
        asked = not mandate.actions or request.action in mandate.actions
        if covers and asked and mandate.holds(request.at) and not _by_the_dead(mandate, subject, facts):
            yield mandate


def _by_the_dead(mandate: Mandate, subject: Subject | None, facts: Facts) -> bool:
    """Whether it begins after the death of the person who gives it."""
    if mandate.authority in FOR_THE_DEAD or not mandate.valid_from or subject is None:
        return False
    begun = words.start(mandate.valid_from).isoformat()
    return words.same(mandate.principal, subject.person) and facts.standings(subject.id, "deceased", begun)


def refuse_circles(new: Iterable[Mandate], facts: Facts) -> None:
    """Stop before mandates are written that, with those there, would let somebody speak for themselves by a detour.

    Raises:
        Conflict: names the circle.
    """
    added: dict[str, list[Mandate]] = {}
    for mandate in new:
        added.setdefault(words.folded(mandate.agent), []).append(mandate)
    left: set[str] = set()
    for start in added:
        _no_way_back(start, lambda name: [*added.get(name, ()), *facts.mandates(name)], left)


def _no_way_back(start: str, mandates: Callable[[str], list[Mandate]], left: set[str]) -> None:
    """Go from an agent up to all who stand above, and never meet one again on the way.

    Args:
        left: names from which no circle is reached; added to.
    """
    way: dict[str, Iterator[Mandate]] = {} if start in left else {start: iter(mandates(start))}
    while way:
        name, above = next(reversed(way.items()))
        mandate = next(above, None)
        if mandate is None:
            del way[name]
            left.add(name)
            continue
        principal = words.folded(mandate.principal)
        if principal in way:
            raise _circle([*list(way)[list(way).index(principal) :], principal])
        if principal not in left:
            way[principal] = iter(mandates(principal))


def _circle(names: Sequence[str], most: int = 8) -> Conflict:
    shown = names if len(names) <= most else [*names[: most - 1], "...", names[-1]]
    return Conflict("these mandates go in a circle", " for ".join(shown), "say who is the owner; leave one out")
