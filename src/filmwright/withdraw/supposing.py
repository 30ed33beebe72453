"""Facts as if: with one statement taken back, or as if nobody had taken it back. For looking, never for going on."""

from __future__ import annotations

from collections.abc import Collection

from filmwright.rights.facts import Facts, Records
from filmwright.rights.grants import Revocation
from filmwright.rights.keying import Key


def supposing(facts: Facts, record_id: str, gone: bool) -> Facts:
    """The same facts, but for whether one record counts; what was looked up before is used again."""
    if bool(facts.revocations(record_id)) == gone:
        return facts
    key = f"revocation {record_id}"
    said = (Revocation(grant=record_id, reason="supposed"),) if gone else ()

    def source(wanted: Collection[Key]) -> Records:
        return {**facts.records(wanted), **({key: said} if key in wanted else {})}

    return Facts(source, facts.root, facts.studio)


def less(then: Facts, today: Facts) -> Facts:
    """The facts as they were then, without what was taken back since; nothing else that came since counts."""

    def source(wanted: Collection[Key]) -> Records:
        gone = {key for key in wanted if isinstance(key, str) and key.startswith("revocation ")}
        return {**then.records(set(wanted) - gone), **today.records(gone)}

    return Facts(source, then.root, then.studio)
