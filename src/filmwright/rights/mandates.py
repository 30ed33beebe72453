"""Who may speak for whom: a chain of mandates from the owner of a subject to whoever signs for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from filmwright.rights import words
from filmwright.rights.circumstances import Mandate
from filmwright.rights.facts import Conflict, Facts
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Authority, Request


def mandated(grant: Grant, owner: str, request: Request, subject: str, facts: Facts) -> bool:
    """Whether mandates that hold at the request's instant lead from the owner to who gives the grant.

    The last must be of the grant's authority; all before it must let their agent mandate others.
    """
    return led(lambda name: words.same(name, owner), grant.assigner, grant.authority, request, subject, facts)


def led(
    begins: Callable[[str], bool],
    agent: str,
    authority: Authority | None,
    request: Request,
    subject: str,
    facts: Facts,
) -> bool:
    """Whether mandates lead to an agent from one of whom ``begins`` is true; the last of this authority (None: any)."""
    last = [m for m in _holding(agent, request, subject, facts) if authority in (None, m.authority)]
    reached, seen = [m.principal for m in last], {words.folded(agent)}
    while reached:
        name = reached.pop()
        if begins(name):
            return True
        if words.folded(name) not in seen:
            seen.add(words.folded(name))
            reached += (m.principal for m in _holding(name, request, subject, facts) if m.may_delegate)
    return False


def _holding(agent: str, request: Request, subject: str, facts: Facts) -> Iterable[Mandate]:
    for mandate in facts.mandates(agent):
        covers = not mandate.subjects or subject in mandate.subjects
        if covers and (not mandate.actions or request.action in mandate.actions) and mandate.holds(request.at):
            yield mandate


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
