"""What a file of others says of where its own words come from; that is for the studio to say.

A grant, prohibition or mandate that comes in is marked ``import:WORK``, whatever the file has there: else it could pass
for the title's own rights file, which would then revoke it, or bar its own. It renews another only where that one is by
the same person, in this file or in the ledger: uses are counted over renewals. What the ledger has already, word for
word, is the studio's own that went out and comes back, and stays what it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from filmwright.canonical import content_id
from filmwright.rights import words
from filmwright.rights.circumstances import Mandate, Notice, Payment, Use
from filmwright.rights.facts import Facts
from filmwright.rights.formats.result import Loss, name_of
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record

MARK = "import:"
"""Before the work in ``said_in`` of what another format says of it."""
_MOST = 200
"""Characters of a subject's id."""
Said = Grant | Prohibition | Mandate


def marked(records: Sequence[Record], facts: Facts) -> tuple[list[Record], list[Loss]]:
    """The records as they go into the ledger, in their order, and what the file said that does not count.

    Args:
        facts: of the ledger that they go into.
    """
    said = {one.record_id: one for one in records if isinstance(one, Said)}
    facts.load(f"id {key}" for one in said.values() for key in (one.record_id, _renewed(one)) if key)
    made: dict[str, Said] = {}
    losses: list[Loss] = []
    earlier: dict[str, str] = {}
    for key, one in _parents_first(said):
        if facts.record(key) is not None:
            made[key] = one
            continue
        parent = _parent(one, said, facts)
        renews = "" if parent is None else made.get(parent.record_id, parent).record_id
        made[key] = _changed(one, renews)
        if _renewed(one) and not renews:
            losses.append(Loss.saying("renews", _renewed(one), _NO_PARENT, name_of(one)))
            earlier[_renewed(one)] = made[key].record_id
    own = sum(one.said_in not in ("", made[key].said_in) for key, one in said.items())
    if own:
        losses.append(Loss.saying("said_in", f"in {own} records", _OURS_TO_SAY))
    about = [_about(record, made, earlier, facts) for record in records if not isinstance(record, Said)]
    losses += _nowhere(about, {one.record_id for one in made.values()}, facts)
    rest = iter(about)
    return [made[one.record_id] if isinstance(one, Said) else next(rest) for one in records], losses


_NO_PARENT = "neither this file nor the ledger has it from the same person, so this stands alone"
_OURS_TO_SAY = "where it was said is for this studio to say: in an import"
_NO_GRANT = "neither this file nor the ledger has this grant, so it counts for nothing"


def _renewed(one: Said) -> str:
    return "" if isinstance(one, Prohibition) else one.renews


def _changed(one: Said, renews: str) -> Said:
    changes = {"said_in": _mark(one)} if one.of_work else {}
    if renews != _renewed(one):
        changes["renews"] = renews
    return one.model_copy(update=changes) if changes else one


def _parent(one: Said, said: Mapping[str, Said], facts: Facts) -> Said | None:
    """What it renews, if that is of the same kind and by the same person."""
    key = _renewed(one)
    found = (said.get(key) or facts.record(key)) if key else None
    if isinstance(found, Grant | Mandate) and type(found) is type(one) and words.same(_by(found), _by(one)):
        return found
    return None


def _by(one: Said) -> str:
    return one.principal if isinstance(one, Mandate) else one.assigner


def _parents_first(said: Mapping[str, Said]) -> Iterator[tuple[str, Said]]:
    """Each after what it renews: an id is made of the words, so nothing can renew itself in a circle."""
    done: set[str] = set()
    for key in said:
        line = [key]
        while (parent := _renewed(said[line[-1]])) in said and parent not in done:
            line.append(parent)
        for one in reversed(line):
            if one not in done:
                done.add(one)
                yield one, said[one]


def _mark(one: Said) -> str:
    work = one.of_work.removeprefix(MARK)
    return f"{MARK}{work if len(MARK) + len(work) <= _MOST else content_id(work)}"


def _about(record: Record, made: Mapping[str, Said], earlier: Mapping[str, str], facts: Facts) -> Record:
    """A note about a grant of the file, naming it as the ledger will.

    A use of an earlier grant that nobody knows here is a use of the one that renews it: it was used as often.
    """
    if not isinstance(record, Notice | Payment | Use):
        return record
    grant = record.grant
    if grant in made:
        grant = made[grant].record_id
    elif isinstance(record, Use) and grant in earlier and facts.record(grant) is None:
        grant = earlier[grant]
    return record if grant == record.grant else record.model_copy(update={"grant": grant})


def _nowhere(about: Iterable[Record], made: set[str], facts: Facts) -> list[Loss]:
    """Notes about a grant that is not there."""
    named = Counter(
        (one.ledger_kind, one.grant)
        for one in about
        if isinstance(one, Notice | Payment | Use) and one.grant not in made
    )
    facts.load(f"id {grant}" for _, grant in named)
    return [
        Loss.saying("grant", grant, _NO_GRANT, f"{count} {kind}{'s' if count > 1 else ''}")
        for (kind, grant), count in named.items()
        if not isinstance(facts.record(grant), Grant)
    ]
