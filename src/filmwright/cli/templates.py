"""``rights templates`` and ``rights template``: the agreements that the program knows, and what each comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import AsJson, answer, table
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.rights.agreements.shape import Template

ADVICE = "This says how the program reads an agreement. It is not legal advice."


def register(group: typer.Typer) -> None:
    """Add these commands to ``group``."""
    group.command("templates")(templates)
    group.command("template")(template)


def templates(as_json: AsJson = False) -> None:
    """List the agreement templates: name, title, what each is for."""
    facts = list_facts()
    answer(as_json, facts, *list_lines(facts))


def template(
    name: Annotated[str, typer.Argument(help="As 'filmwright rights templates' has it.")],
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Fill in a parameter, in place of the example's; again for a list."
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Run the template's scenarios; exit 1 if one fails.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one agreement: what it says and from where, its parameters, and the grants that it comes to."""
    facts = template_facts(name, given or [], check)
    answer(as_json, facts, *template_lines(facts))
    if not all(one["good"] for one in facts.get("scenarios", ())):
        raise typer.Exit(1)


def list_facts() -> list[dict[str, Any]]:
    """What ``rights templates --json`` prints."""
    from filmwright.rights.agreements import template as agreements

    found = [agreements.load(name) for name in agreements.names()]
    return [{"name": t.name, "version": t.version, "title": t.title, "purpose": t.purpose} for t in found]


def list_lines(facts: list[dict[str, Any]]) -> list[str]:
    """The list for people."""
    rows = [(one["name"], one["title"], one["purpose"]) for one in facts]
    return [table(("template", "agreement", "for"), rows), "", "Next: filmwright rights template NAME", ADVICE]


def template_facts(name: str, given: list[str], check: bool = False) -> dict[str, Any]:
    """What ``rights template --json`` prints."""
    from filmwright.rights.agreements import fragment, scenario
    from filmwright.rights.agreements import template as agreements

    found = agreements.load(name)
    filled = _filled(found, given)
    records = agreements.expanded(found, filled, scenario.made_up(found, filled, "--set"))
    facts: dict[str, Any] = {
        **found.model_dump(mode="json", include={"name", "version", "title", "purpose", "gives", "refuses", "leaves"}),
        "sources": [source.model_dump(mode="json") for source in found.sources],
        "statements": [statement.model_dump(mode="json") for statement in found.statements],
        "parameters": {key: blank.model_dump(mode="json") for key, blank in found.parameters.items()},
        "with": filled,
        "records": fragment.parts(records),
    }
    if check:
        outcomes = scenario.outcomes(found)
        facts["scenarios"] = [{**one._asdict(), "said": list(one.said)} for one in outcomes]
    return facts


def _filled(found: Template, given: list[str]) -> dict[str, Any]:
    """The example's parameters with those of ``--set`` in their place."""
    said: dict[str, Any] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals:
            raise FilmwrightError(f"'{one}' is not KEY=VALUE", "--set", f"one of {', '.join(found.parameters)}")
        if key in said:
            before = said[key]
            said[key] = [*(before if isinstance(before, list) else [before]), value]
        else:
            said[key] = value
    # An empty value takes the example's away.
    return {key: value for key, value in {**found.example.filled, **said}.items() if value not in ("", None)}


def template_lines(facts: dict[str, Any]) -> list[str]:
    """One template for people."""
    from filmwright.rights.agreements.fragment import as_yaml

    entry = {"grants": [{"template": facts["name"], "with": facts["with"]}]}
    lines = [
        f"{facts['name']}, version {facts['version']}: {facts['title']}",
        ADVICE,
        "",
        f"For: {facts['purpose']}",
        f"Gives: {facts['gives']}",
        f"Refuses: {facts['refuses']}",
        f"Leaves to a person: {facts['leaves']}",
        "",
        "What it says, and where that comes from:",
        *(f"  - {one['text']} [{_origin(one)}]" for one in facts["statements"]),
        "",
        *(["Sources:"] if facts["sources"] else []),
        *(
            f"  {one['id']}: {one['title']}, {one['address']}, read {one['read']}{_second(one)}"
            for one in facts["sources"]
        ),
        "",
        table(("parameter", "type", "needed", "is"), [_blank(*item) for item in facts["parameters"].items()]),
        "",
        "In a rights file:",
        as_yaml(entry),
        "which means:",
        as_yaml(facts["records"]) or "nothing: it allows nothing, and so all is refused\n",
    ]
    if "scenarios" in facts:
        lines += ["Scenarios:", *(_scenario(one) for one in facts["scenarios"])]
    return lines


def _origin(statement: dict[str, Any]) -> str:
    by = f"reported by {', '.join(statement['reported_by'])}" if statement["reported_by"] else ""
    return "; ".join(part for part in (statement["clause"], by) if part)


def _second(source: dict[str, Any]) -> str:
    return " (secondary source)" if source["secondary"] else ""


def _blank(key: str, blank: dict[str, Any]) -> tuple[str, str, str, str]:
    return key, blank["type"], "yes" if blank["required"] else "no", blank["asks"]


def _scenario(one: dict[str, Any]) -> str:
    wrong = "" if one["good"] else f", not {one['expected']} as it should be: {'; '.join(one['said'])}"
    return f"  {'ok    ' if one['good'] else 'FAILED'} {one['name']}: {one['verdict']}{wrong}"
