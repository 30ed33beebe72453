"""``rights report`` and ``rights plan``: what is cleared and what is not, and the fewest signatures for more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.asked import Action, limited
from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened
from filmwright.cli.tables import wrapped
from filmwright.reports.spoken import duration, many

if TYPE_CHECKING:
    from filmwright.library.clear import Limits

_NAMES = 6
_SHOWN = 20
"""Lines of one table on the screen; the page and ``--json`` have them all."""


def register(group: typer.Typer) -> None:
    """Add these commands to ``group``."""
    group.command()(report)
    group.command()(plan)


@limited
def report(
    limits: Limits,
    actions: Annotated[
        list[str] | None,
        typer.Option("--action", help="Only this; may be repeated.", show_default="those that the commands ask about"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.html", help="Where to write the page.", show_default="STUDIO/rights.html"),
    ] = None,
    ahead: Annotated[int, typer.Option("--ahead", metavar="DAYS", help="How far to look ahead.")] = 365,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Say what is cleared, whose signature is missing, what is open or forbidden, and what runs out; one page too."""
    here = opened(studio)
    from filmwright.reports import page, rights

    if out is not None:
        page.check_place(out)
    facts = rights.facts(here, actions or (), ahead, **limits)
    written = rights.write(here, facts, out)
    answer(as_json, {**facts, "page": str(written)}, *report_lines(facts), f"The whole of it is in {written}")


def report_lines(facts: dict[str, Any]) -> list[str]:
    """The report for people, the costliest first; over several actions, the most that any of them gains or loses."""
    from filmwright.reports.rights import together

    found = together(facts)
    lines = [wrapped(["title", "action", "permit", "unknown", "deny"], _summary(facts), numbers=3), ""]
    for heading, rows, numbers in (
        (["obtain this signature", "clears at once", "waits for it"], _signatures(found), 2),
        (["answer these questions", "clears at once", "waits for it"], _questions(found), 2),
        (["forbidden", "time lost"], _prohibitions(found), 1),
        (["who is in the picture is not known", "held back"], _who(facts, found), 1),
        (["runs out", "day", "no longer clears"], _ahead(found), 2),
    ):
        if rows:
            lines += [wrapped(heading, rows[:_SHOWN], numbers)]
            lines += [f"and {len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
            lines.append("")
    return lines


def _summary(facts: dict[str, Any]) -> list[list[str]]:
    rows = []
    for title in facts["titles"]:
        if not title["ingested"]:
            rows.append([title["title"], "not ingested yet", "-", "-", "-"])
        rows += [[title["title"], row["action"], *_times(row)] for row in title["actions"]]
    if len(facts["titles"]) > 1:
        rows += [["all", row["action"], *_times(row)] for row in facts["totals"]]
    return rows


def _times(row: dict[str, Any]) -> list[str]:
    return [_time(row[verdict]) for verdict in ("permit", "unknown", "deny")]


def _time(held: dict[str, Any]) -> str:
    return duration(held["seconds"]) if held["shots"] else "-"


def _most(one: dict[str, Any], key: str) -> str:
    return _time(max((row[key] for row in one["rows"]), key=lambda held: float(held["seconds"])))


def _for(one: dict[str, Any]) -> str:
    return ", ".join(row["action"] for row in one["rows"])


def _names(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:_NAMES]) + (" and more" if len(names) > _NAMES else "")


def _signatures(found: dict[str, Any]) -> list[list[str]]:
    rows = []
    for one in found["letters"]:
        who = one["assigner"] or "an owner not yet registered"
        who += f", by their {one['authority']}" if one["mandate"] else ""
        rows.append([f"{who}, on {_names(one['names'])}, for {_for(one)}", _most(one, "clears"), _most(one, "held")])
    return rows


def _questions(found: dict[str, Any]) -> list[list[str]]:
    rows = []
    for one in found["grants"]:
        asked = "; ".join(
            f"{q['text']} ({q['id'][:12]} for {row['action']})" for row in one["rows"] for q in row["questions"]
        )
        rows.append(
            [f"grant {one['grant'][:12]} by {one['assigner']}: {asked}", _most(one, "clears"), _most(one, "held")]
        )
    return rows


def _prohibitions(found: dict[str, Any]) -> list[list[str]]:
    rows = []
    for one in found["forbidden"]:
        names = _names([subject["name"] for subject in one["subjects"]])
        reason = f" ({one['reason']})" if one["reason"] else ""
        rows.append([f"by {one['assigner']}, on {names}, for {_for(one)}{reason}", _most(one, "lost")])
    return rows


def _who(facts: dict[str, Any], found: dict[str, Any]) -> list[list[str]]:
    rows = [[f"{one['title']}: {one['why']}", _time(one)] for one in facts["nobody"]]
    for one in facts["proposals"]:
        count = many(len(one["proposals"]), "proposal")
        said = f"{', '.join(one['titles'])}: '{one['subject']['name']}' is proposed, not confirmed ({count})"
        rows.append([said, _time(one["held"])])
    return rows + [[f"{', '.join(one['titles'])}: {one['why']}", _most(one, "held")] for one in found["ownerless"]]


def _ahead(found: dict[str, Any]) -> list[list[str]]:
    return [[f"{one['said']} (for {_for(one)})", one["day"], _most(one, "lost")] for one in found["coming"]]


@limited
def plan(
    action: Action,
    hours: Annotated[float, typer.Option("--hours", help="How many hours of film are to be cleared in all.")],
    limits: Limits,
    with_questions: Annotated[
        bool, typer.Option("--with-questions", help="Also answer open questions with yes, and confirm proposals.")
    ] = False,
    title: Annotated[str, typer.Option("--title", help="Only this title's shots.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Propose the fewest signatures that clear so many hours. Exit 0 if they can be cleared, 1 if not."""
    here = opened(studio)
    from filmwright.library.plan import plan as propose

    facts = propose(here, action, hours, with_questions, title, **limits).to_json()
    answer(as_json, facts, *plan_lines(facts))
    if not facts["enough"]:
        raise typer.Exit(1)


def plan_lines(facts: dict[str, Any]) -> list[str]:
    """The plan for people."""
    wanted = duration(facts["hours"] * 3600)
    now, then, most = (f"{duration(facts[key]['seconds'])}" for key in ("now", "then", "most"))
    steps = [*facts["signatures"], *facts["questions"], *facts["confirmations"]]
    if facts["enough"] and not steps:
        return [f"{facts['action']}: {now} are cleared already, and {wanted} are asked for"]
    if facts["enough"]:
        lines = [f"{facts['action']}: {now} are cleared; with {_count(facts)}, {then} are, of {wanted} asked for"]
    elif steps:
        lines = [f"{facts['action']}: {wanted} cannot be cleared, {most} at most: with {_count(facts)}"]
    else:
        lines = [f"{facts['action']}: {wanted} cannot be cleared; {now} are, and there is nobody to sign for more"]
    if not facts["proven"]:
        lines.append("  the search was cut short: fewer signatures may do")
    lines += _steps(facts)
    if not facts["with_questions"] and any(facts["open"].values()):
        said = [many(count, what.removesuffix("s")) for what, count in facts["open"].items() if count]
        lines += ["", f"{' and '.join(said)} open in these shots: --with-questions reckons with them"]
    if facts["in_the_way"] and not facts["enough"]:
        rows = [[one["why"], one["shots"], duration(one["seconds"])] for one in facts["in_the_way"]]
        lines += ["", wrapped(["what stands in the way", "shots", "time"], rows[:_SHOWN], numbers=2)]
        lines += [f"and {len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
    return lines


def _count(facts: dict[str, Any]) -> str:
    words = {"signatures": "signature", "questions": "answer", "confirmations": "confirmation"}
    held = [many(len(facts[key]), word) for key, word in words.items() if facts[key]]
    return " and ".join(held)


def _steps(facts: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    if facts["signatures"]:
        rows = [[one["sentence"], one["shots"], duration(one["seconds"])] for one in facts["signatures"]]
        lines += ["", wrapped(["obtain this signature", "shots", "time"], rows, numbers=2)]
    if facts["questions"]:
        rows = [
            [f"{one['text']} yes -> {one['do']}", one["shots"], duration(one["seconds"])] for one in facts["questions"]
        ]
        lines += ["", wrapped(["answer this question", "shots", "time"], rows, numbers=2)]
    if facts["confirmations"]:
        rows = [
            [
                f"'{one['subject']}' in frames {one['in']} to {one['out'] - 1} of asset {one['asset'][:12]} -> "
                f"filmwright rights confirm {one['id'][:12]} --as {one['subject']} --by NAME",
                one["shots"],
                duration(one["seconds"]),
            ]
            for one in facts["confirmations"]
        ]
        lines += ["", wrapped(["confirm this proposal", "shots", "time"], rows, numbers=2)]
    return lines
