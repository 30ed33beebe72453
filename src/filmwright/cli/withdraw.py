"""``revoke`` and ``affected``: a statement is taken back, and what stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened

if TYPE_CHECKING:
    from filmwright.withdraw.affected import Affected

Statement = Annotated[
    str, typer.Argument(metavar="GRANT", help="A grant or another statement: its id, or 8 or more digits of it.")
]

_HEADINGS = {
    "stop": "must stop now",
    "retrain": "must be retrained",
    "stays": "stays lawful, and nothing new may be made",
    "covered": "unaffected, another grant covers it",
}
_MOST = 20
"""Lines under one heading; ``--json`` has them all."""


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(revoke)
    app.command()(affected)


def revoke(
    grant: Statement,
    because: Annotated[str, typer.Option("--because", help="Why, as the ledger keeps it.")],
    by: Annotated[str, typer.Option("--by", help="Who takes it back.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Take a grant or another statement back, for ever, and list what stood on it."""
    here = opened(studio)
    from filmwright.withdraw.affected import affected as find
    from filmwright.withdraw.revoke import revoke as take_back

    done = take_back(here, grant, because, by)
    found = find(here, done.record.record_id)
    facts = {"revocation": done.revocation.record_id, "signed_by": done.signed_by, **found.to_json()}
    head = f"Taken back: {found.said}"
    name = f"  Revocation {done.revocation.record_id[:12]}, signed by '{done.signed_by}'"
    answer(as_json, facts, head, name, *_loosened(found), *affected_lines(found))


def affected(grant: Statement, as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """List what stands on a grant or another statement, and what becomes of it; before it is taken back: supposed."""
    here = opened(studio)
    from filmwright.withdraw.affected import affected as find

    found = find(here, grant)
    answer(as_json, found.to_json(), _head(found), *_loosened(found), *affected_lines(found))


def _head(found: Affected) -> str:
    if found.taken is None:
        return f"SUPPOSED, nothing was taken back. If it were today: {found.said}"
    by = f" by {found.taken.by}" if found.taken.by else ""
    return f"Taken back on {found.taken.at[:10]}{by} ({found.taken.reason or 'no reason said'}): {found.said}"


def _loosened(found: Affected) -> list[str]:
    if not found.loosens:
        return []
    kind, verb = found.record.ledger_kind, "may allow" if found.taken is None else "may now allow"
    if found.allowed is None:
        return [f"  Without this {kind} the studio {verb} more than before; filmwright clear shows what is cleared"]
    requests = f"{found.allowed} requests that were" if found.allowed != 1 else "1 request that was"
    return [f"  Without this {kind} the studio {verb} more than before: {requests} refused would be permitted"]


def affected_lines(found: Affected) -> list[str]:
    """What stands on a statement, for people: under each heading the things, shots of one film on one line."""
    facts = found.to_json()
    if not facts["hits"]:
        return ["  Nothing that was made stands on it."]
    lines: list[str] = []
    for outcome, heading in _HEADINGS.items():
        rows = _rows([hit for hit in facts["hits"] if hit["outcome"] == outcome])
        if rows:
            lines += [f"{heading}:", *rows[:_MOST]]
            lines += [f"  and {len(rows) - _MOST} more (--json lists all)"] if len(rows) > _MOST else []
    why = dict.fromkeys(line for hit in facts["hits"] for line in hit["why"])
    return [*lines, *(["because:"] if why else []), *(f"  {line}" for line in list(why)[:5])]


def _rows(hits: list[dict[str, Any]]) -> list[str]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for hit in hits:
        told = f"{hit['kind']} {hit['name']}  {hit['id'][:16]}"
        if hit["kind"] == "shot":
            told = f"of {hit['name'].rpartition(' [')[0]}"
        rows.setdefault(f"{told}\0{', '.join(hit['refused'])}", []).append(hit)
    return [_row(key.partition("\0")[0], same) for key, same in rows.items()]


def _row(told: str, same: list[dict[str, Any]]) -> str:
    first = same[0]
    shots = f"{len(same)} shot{'s' if len(same) > 1 else ''} " if first["kind"] == "shot" else ""
    refused = f"; refused now: {', '.join(first['refused'])}" if first["refused"] else ""
    decisions = list(dict.fromkeys(one for hit in same for one in hit["decisions"]))
    more = f" and {len(decisions) - 1} more" if len(decisions) > 1 else ""
    by = f", Decision {decisions[0][:12]}{more}" if decisions else ", through what it was made from"
    since = min(hit["since"] for hit in same)
    return f"  {shots}{told}{by}" + (f", since {since[:10]}" if since else "") + refused
