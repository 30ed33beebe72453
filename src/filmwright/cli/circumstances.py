"""``rights answer``, ``mandate``, ``standing``, ``suspend``, ``notice``, ``paid``: what people say besides grants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.asked import limited
from filmwright.cli.say import HERE, AsJson, InStudio, answer, note, opened
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.library.clear import Limits
    from filmwright.rights.record import Record
    from filmwright.studio import Studio

Evidence = Annotated[str, typer.Option("--evidence", metavar="TEXT", help="What it rests on, and where that lies.")]
From = Annotated[
    str, typer.Option("--valid-from", metavar="DAY", help="Its first day, or an instant.", show_default="always")
]
To = Annotated[str, typer.Option("--valid-to", metavar="DAY", help="Its last day, or an instant.", show_default="open")]
OnlyActions = Annotated[
    list[str] | None, typer.Option("--action", help="Only for this; may be repeated.", show_default="every action")
]
GrantId = Annotated[str, typer.Argument(metavar="GRANT", help="Its id, or the first 8 or more digits of it.")]


def register(group: typer.Typer) -> None:
    """Add these commands to ``group``."""
    group.command("answer")(settle)
    for command in (mandate, standing, suspend, notice, paid):
        group.command()(command)


@limited
def settle(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Its id, or the first 8 or more digits of it.")],
    said: Annotated[str, typer.Argument(metavar="yes|no", help="The answer.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it.")],
    limits: Limits,
    evidence: Evidence = "",
    action: Annotated[
        str, typer.Option("--action", help="For what it was asked, where no Decision is recorded.", show_default="any")
    ] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Answer an open question of a grant: with yes it counts for this action, project and use; with no it does not."""
    here = opened(studio)
    from filmwright.library import notes

    if said.casefold() not in ("yes", "no"):
        raise FilmwrightError("an answer is yes or no", said, "filmwright rights answer QUESTION yes --by NAME")
    asked = notes.question(here, question, action, **limits)
    yes = said.casefold() == "yes"
    record = _made("answer", question=asked.id, yes=yes, by=by, evidence=evidence)
    more = {"question": asked.text, "grant": asked.grant}
    _write(here, record, as_json, more, f"  {asked.text} {'yes' if yes else 'no'}")


def mandate(
    principal: Annotated[str, typer.Option("--of", metavar="NAME", help="For whom: the owner, or who may delegate.")],
    agent: Annotated[str, typer.Option("--to", metavar="NAME", help="Who may speak for them.")],
    authority: Annotated[str, typer.Option("--as", help="As what: agent, guild, estate, court or guardian.")],
    subjects: Annotated[
        list[str] | None,
        typer.Option("--subject", metavar="ID", help="Only on this; may be repeated.", show_default="all they own"),
    ] = None,
    actions: OnlyActions = None,
    may_delegate: Annotated[bool, typer.Option("--may-delegate", help="They may mandate others in turn.")] = False,
    valid_from: From = "",
    valid_to: To = "",
    evidence: Evidence = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Record who may speak for whom, so that what they sign counts."""
    here = opened(studio)
    record = _made(
        "mandate",
        principal=principal,
        agent=agent,
        authority=authority,
        subjects=subjects or (),
        actions=actions or (),
        may_delegate=may_delegate,
        valid_from=valid_from,
        valid_to=valid_to,
        evidence=evidence,
    )
    _write(here, record, as_json)


def standing(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The person's id in the ledger.")],
    what: Annotated[str, typer.Argument(metavar="minor|deceased", help="What they are.")],
    valid_from: From = "",
    valid_to: To = "",
    evidence: Evidence = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Record that a person is a minor (until they come of age) or deceased (from the day of death)."""
    here = opened(studio)
    from filmwright.library import notes

    dates = {"valid_from": valid_from, "valid_to": valid_to}
    person = notes.person(here, subject)
    _write(here, _made("standing", subject=subject, what=what, person=person, evidence=evidence, **dates), as_json)


def suspend(
    cba: Annotated[str, typer.Argument(metavar="AGREEMENT", help="The collective agreement, as the grants name it.")],
    actions: OnlyActions = None,
    valid_from: From = "",
    valid_to: To = "",
    reason: Annotated[str, typer.Option("--because", help="Why.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Record a strike or lockout: grants under this agreement do not count while it lasts."""
    here = opened(studio)
    from filmwright.library import notes

    dates = {"valid_from": valid_from, "valid_to": valid_to}
    record = _made("suspension", cba=cba, actions=actions or (), reason=reason, **dates)
    count = notes.under(here, cba)
    _write(here, record, as_json, {"grants": count}, f"  {count} grants stand under this agreement")
    if not count:
        note(f"filmwright: no grant stands under '{cba}'; see that the agreement is named as the grants name it")


def notice(
    grant: GrantId,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="Who was given notice.")],
    at: Annotated[str, typer.Option("--at", metavar="DAY", help="When, or an instant.", show_default="now")] = "",
    evidence: Evidence = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Record that notice of a use was given under a grant."""
    here = opened(studio)
    _write(here, _made("notice", **_under(here, grant, at), to=to, evidence=evidence), as_json)


def paid(
    grant: GrantId,
    amount: Annotated[str, typer.Option("--amount", help="How much: 1250 or 1250.00.")],
    currency: Annotated[str, typer.Option("--currency", help="In what: EUR, USD, ...")],
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="To whom.")],
    in_full: Annotated[bool, typer.Option("--in-full", help="With this the grant is paid in full.")] = False,
    at: Annotated[str, typer.Option("--at", metavar="DAY", help="When, or an instant.", show_default="now")] = "",
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="The payment's own number.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Record a payment under a grant; one that vests on payment counts once it is paid in full."""
    here = opened(studio)
    said = {"amount": amount, "currency": currency, "to": to, "in_full": in_full, "reference": reference}
    _write(here, _made("payment", **_under(here, grant, at), **said), as_json)


def _under(studio: Studio, given: str, at: str) -> dict[str, str]:
    """Of which grant, by the first digits of its id, and when; now if it is not said."""
    from filmwright.canonical import now
    from filmwright.withdraw.statements import find

    found = find(studio, given)
    if found.ledger_kind != "grant":
        raise FilmwrightError(f"this is a {found.ledger_kind}, not a grant", given, "name a grant")
    return {"grant": found.record_id, "at": at or now()}


def _made(kind: str, **fields: Any) -> Record:
    """A record of a kind from what a person typed."""
    from filmwright.library import notes
    from filmwright.rights.stored import KINDS

    return notes.made(KINDS[kind], **fields)


def _write(studio: Studio, record: Record, as_json: bool, more: dict[str, Any] | None = None, *lines: str) -> None:
    """Write one record, and say what stands in the ledger now."""
    from filmwright.library import notes
    from filmwright.rights import ledger
    from filmwright.withdraw.statements import spoken

    done = notes.write(studio, record)
    said = spoken(record, ledger.facts(studio))
    facts = {**done.to_json(), "said": said, **(more or {})}
    head = f"Recorded: {said}" if done.new else f"Known already: {said}"
    answer(as_json, facts, head, *lines, f"  signed by '{done.signed_by}'")
