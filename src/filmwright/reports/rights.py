"""The rights of a library on one page: what is cleared, what is not, whose signature would mend it, and what runs out.

Nothing is recorded. The whole report is about one instant and one state of the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Unpack

from filmwright import __version__, garbage
from filmwright.canonical import canonical_json, now
from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, clear
from filmwright.library.clear import Clearance, Limits, length
from filmwright.library.needs import needs
from filmwright.reports import page, refusals, titles
from filmwright.reports.ahead import ahead, dated
from filmwright.reports.spoken import duration, many
from filmwright.rights import door, ledger, words
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio

FILE = "rights.html"
AHEAD = 365
"""Days that one looks ahead, unless told otherwise."""
MOST_AHEAD = 36_600
VERDICTS = ("permit", "unknown", "deny")
WORDS = {
    **titles.ACTIONS,
    Action.ATTRIBUTE: "say whose work it shows",
    Action.GENERATE_REPLICA_VISUAL: "show a person's likeness",
    Action.GENERATE_REPLICA_VOICE: "speak with a person's voice",
    Action.GENERATE_SYNTHETIC_PERFORMER: "make a synthetic performer",
    Action.ALTER_PERFORMANCE: "alter a performance",
    Action.LICENSE_THIRD_PARTY: "license it to others",
}
"""What each action is, in words."""


@garbage.left_alone()
def facts(
    studio: Studio, actions: Sequence[str] = (), ahead_days: int = AHEAD, **limits: Unpack[Limits]
) -> dict[str, Any]:
    """All that the report says, as ``filmwright rights report --json`` prints it.

    Args:
        actions: which; none for those that the doors ask about.
        ahead_days: how far to look ahead.

    Raises:
        FilmwrightError: if there is no such action, limit or number of days, or the ledger changes meanwhile.
    """
    if not 0 <= ahead_days <= MOST_AHEAD:
        raise FilmwrightError("one cannot look so far ahead", f"{ahead_days}", f"give 0 to {MOST_AHEAD} days")
    asked = list(dict.fromkeys(clear.action_of(action) for action in actions)) or list(titles.ACTIONS)
    given = Limits(**limits)
    given["at"] = limits.get("at") or now()
    given["at"] = clear.request(asked[0], (), **given).at
    begun = words.start(given["at"])
    last = datetime.max.replace(tzinfo=UTC)
    until = min(last, begun + min(timedelta(days=ahead_days), last - begun)).isoformat(timespec="milliseconds")
    made: dict[str, Any] = {
        "studio": {"name": studio.settings.name, "id": studio.settings.studio_id},
        "at": given["at"],
        "until": until,
        "ledger_root": ledger.facts(studio).root,
        "limits": dict(limits),
        "actions": [str(action) for action in asked],
        "totals": [],
        "titles": [],
        **{key: [] for key in ("signatures", "questions", "prohibitions")},
        **{key: [] for key in ("nobody", "proposals", "unowned", "ahead")},
    }
    by_title: dict[str, dict[str, Any]] = {}
    for action in asked:
        _action(studio, action, limits, given, until, made, by_title)
    made["titles"] = _titles(studio, by_title)
    return made


def _action(
    studio: Studio,
    action: Action,
    limits: Limits,
    given: Limits,
    until: str,
    made: dict[str, Any],
    by_title: dict[str, dict[str, Any]],
) -> None:
    """Add what one action comes to."""
    found = clear.clear(studio, action, **given)
    known = ledger.facts(studio, found[0].decision.ledger_root if found else None)
    if known.root != made["ledger_root"]:
        what = "somebody wrote to the ledger while the report was made"
        raise FilmwrightError(what, str(studio.path), "run it again")
    wants = needs(known, found)
    made["totals"].append({"action": str(action), **_verdicts(found)})
    for row in clear.by_title(found):
        by_title.setdefault(row.pop("title"), {})[str(action)] = row
    made["signatures"] += refusals.signatures(wants, action)
    made["questions"] += refusals.questions(wants, action, limits, known)
    made["prohibitions"] += refusals.prohibitions(wants, action, known)
    made["unowned"] += [{"action": str(action), **one} for one in refusals.unowned(wants)]
    if not made["nobody"] and not made["proposals"]:
        # Who is in a frame does not depend on what is to be done with it.
        made["nobody"], made["proposals"] = refusals.nobody(wants), refusals.proposals(wants, known)
    coming = ahead(known, found, dated(studio, known), until, lambda asked: door.preview(studio, asked))
    made["ahead"] += [{"action": str(action), **one} for one in coming]


def _verdicts(found: Sequence[Clearance]) -> dict[str, Any]:
    return {verdict: length(one.shot for one in found if one.decision.verdict == verdict) for verdict in VERDICTS}


def _titles(studio: Studio, by_title: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Every title of the studio; one without shots was not ingested, and nothing is known of its hours."""
    return [
        {
            "title": title.name,
            "owner": title.owner,
            "ingested": title.name in by_title,
            "actions": [{"action": action, **row} for action, row in by_title.get(title.name, {}).items()],
        }
        for title in catalogue.title_records(studio)
    ]


def write(studio: Studio, found: dict[str, Any], out: Path | None = None) -> Path:
    """Write the page of these facts, and return where it is: ``rights.html`` in the studio if ``out`` is None.

    Raises:
        FilmwrightError: if ``out`` is no name of a page or something else lies there, or it cannot be written.
    """
    path = out or studio.path / FILE
    page.check_place(path)
    page.save(path, render(found))
    return path


def render(found: dict[str, Any]) -> str:
    """The page as HTML."""
    return page.render(
        "rights.html.j2",
        {
            **found,
            "version": __version__,
            "words": {str(action): said for action, said in WORDS.items()},
            "verdicts": VERDICTS,
            **together(found),
            "options": clear.as_options("", found["limits"]),
            "duration": duration,
            "many": many,
        },
    )


def together(found: dict[str, Any]) -> dict[str, Any]:
    """What is about the same thing as one, its actions side by side in ``rows``; the costliest first.

    Actions for which it comes to the same share one of its ``lines``.

    ``letters`` are the signatures of one person in one capacity: one letter asks for all of them.
    """
    return {
        "letters": letters(found["signatures"]),
        "grants": [{**one, "asked": _asked(one["rows"])} for one in _by(found["questions"], "grant")],
        "forbidden": [
            {**one, "lines": _alike(one["rows"], "lost", "titles")} for one in _by(found["prohibitions"], "id")
        ],
        "ownerless": _by(found["unowned"], "why"),
        "coming": [
            {**one, "lines": _alike(one["rows"], "lost", "rests")}
            for one in sorted(_by(found["ahead"], "id", "at"), key=lambda one: str(one["at"]))
        ],
    }


def letters(signatures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Signatures of one person in one capacity."""
    made = []
    for rows in _grouped(signatures, _signer).values():
        names = {subject["id"]: subject["name"] for row in rows for subject in row["subjects"]}
        lines = _alike(rows, "clears", "held", "titles")
        made.append({**rows[0], "names": list(names.values()), "rows": rows, "lines": lines})
    return sorted(made, key=lambda one: -max(row["held"]["seconds"] for row in one["rows"]))


def _signer(row: dict[str, Any]) -> tuple[str, str]:
    return words.folded(row["assigner"]) or str(row["subjects"]), row["authority"]


def _alike(rows: Sequence[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    same = _grouped(rows, lambda row: [canonical_json([row[key] for key in keys])])
    return [{**held[0], "actions": [row["action"] for row in held]} for held in same.values()]


def _asked(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions of one grant, those that are asked in the same words for several actions told once."""
    same = _grouped(rows, lambda row: [question["text"] for question in row["questions"]])
    return [
        {"texts": texts, "subjects": held[0]["questions"][0]["subjects"], "rows": held} for texts, held in same.items()
    ]


def _by(rows: Sequence[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    return [{**held[0], "rows": held} for held in _grouped(rows, lambda row: [row[key] for key in keys]).values()]


def _grouped(
    rows: Sequence[dict[str, Any]], by: Callable[[dict[str, Any]], Iterable[str]]
) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    held: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        held.setdefault(tuple(by(row)), []).append(row)
    return held
