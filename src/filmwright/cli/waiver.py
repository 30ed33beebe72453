"""``rights waive-base``: somebody signs, by name, for a base of which nobody knows what it learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened

if TYPE_CHECKING:
    from filmwright.studio import Studio


def register(group: typer.Typer) -> None:
    """Add this command to ``group``."""
    group.command("waive-base")(waive_base)


def waive_base(
    base: Annotated[str, typer.Argument(metavar="FOLDER|HUB-ID", help="The base: a Wan folder, or its id on the hub.")],
    signed_by: Annotated[str, typer.Option("--signed-by", metavar="NAME", help="The person who answers for it.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, as the ledger keeps it.")],
    licence: Annotated[
        str, typer.Option("--licence", metavar="NAME", help="Of the weights; it says nothing of their footage.")
    ] = "",
    actions: Annotated[
        list[str] | None,
        typer.Option(
            "--action",
            help="Only for this; may be repeated.",
            show_default="train.adapter, train.base, generate.generic, deliver",
        ),
    ] = None,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Record a waiver: the studio trains on this base though nobody knows what it learned from."""
    here = opened(studio)
    facts = waived(here, base, signed_by, reason, licence, actions or [])
    answer(as_json, facts, *lines(facts))


def waived(studio: Studio, base: str, signed_by: str, reason: str, licence: str, actions: list[str]) -> dict[str, Any]:
    """What ``rights waive-base --json`` prints."""
    from filmwright.models.open_base import open_base
    from filmwright.models.waiver import ACTIONS, at, waive

    done = waive(studio, open_base(base), signed_by, reason, licence, actions or ACTIONS)
    return {
        "grant": done.grant.id,
        "new": done.new,
        "at": at(studio, done),
        "base": done.base.id,
        "subject": done.base.subject,
        "signature": done.grant.signature,
        "agreement": done.grant.agreement,
        "actions": [str(action) for action in done.grant.actions],
        "signed_by": done.signed_by,
    }


def lines(facts: dict[str, Any]) -> list[str]:
    """The waiver for people."""
    head = "Waived" if facts["new"] else "Known already"
    return [
        f"{head}: {facts['signature']} answers for base {facts['base'][:16]}, {facts['at'][:10]}",
        f"  {facts['agreement']}",
        f"  for {', '.join(facts['actions'])}; grant {facts['grant'][:12]}, entered with the key of "
        f"'{facts['signed_by']}'",
        f"To take it back: filmwright revoke {facts['grant'][:12]} --because TEXT",
    ]
