"""The papers of a rendered film as the studio reads them: whose it is, who is in which frames, what is to be seen."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue
from filmwright.rights import ledger, words
from filmwright.rights.facts import conflict
from filmwright.rights.record import Name
from filmwright.rights.sheets import COLUMNS
from filmwright.rights.vocabulary import Action, Role, Subject, SubjectKind
from filmwright.soundstage.captions import FORMS
from filmwright.soundstage.description import Film
from filmwright.soundstage.figures.cast import member
from filmwright.studio import Studio
from filmwright.validation import one_line

OWNER = "The owner of this soundstage"
"""Who owns a film where nobody's name is given."""
ACTIONS = tuple(action for action in Action if action is not Action.GENERATE_REPLICA_VOICE)
"""What the owner allows: all that can be done with a film that has no sound."""
LIKENESS = (Action.GENERATE_REPLICA_VISUAL, Action.ALTER_PERFORMANCE)
"""Actions of which rights ask what the use is, of an invented character too; they have a grant of their own."""
_USE = "new shots of these characters by their owner; they are invented, so no person's likeness is made"
BRIEF = 160
"""Characters of a caption that the house model reads to its end: it takes in 48 tokens, title and camera included."""
_STATEMENT = """\
# Every frame of this film was rendered by Filmwright's soundstage from the description
# {id} (film.json).
# No person was filmed, no footage of others was used, and its characters are invented. The software claims nothing in
# it. What protects machine-drawn footage differs by country; its characters are the same for all who use the software.
"""


@dataclass(frozen=True)
class Seen:
    """A character in frames ``[start, end)`` of the film."""

    character: str
    start: int
    end: int


def by_name(owner: str) -> str:
    """An owner's name; "" where it is what stands for nobody's."""
    return "" if words.same(owner, OWNER) else owner


def check_free(studio: Studio, film: Film, picture: Path, owner: str = "") -> None:
    """Refuse before anything is rendered what the studio would refuse afterwards.

    A title under which it has other footage: what is granted to the one would be to the other. And a film or a
    character that its ledger knows as something else.

    Args:
        studio: where it would be added.
        film: what would be.
        picture: where its file is, or is to be.
        owner: as in ``rights``.

    Raises:
        FilmwrightError: says which, and what to do.
    """
    same = words.work_id(film.title)
    for asset in catalogue.listing(studio):
        if words.work_id(asset.title) == same and asset.path != picture.absolute():
            what = f"the studio has other footage of that title ({asset.path}): its rights are not those of this film"
            raise FilmwrightError(what, film.title, "name this one otherwise: --title")
    facts = ledger.facts(studio)
    for one in _subjects(film, owner):
        there = facts.subject(one.id)
        if there is None or there == one:
            continue
        do = "name the film otherwise: --title" if one.kind is SubjectKind.WORK else "name another owner: --owner"
        if there.owner != one.owner:
            do = f"name the owner as it stands there: --owner {shlex.quote(there.owner)}"
        raise FilmwrightError(conflict(there, one).what, one.id, do)


def _subjects(film: Film, owner: str) -> list[Subject]:
    """What the rights file of a film will speak of, with all who play in it, whether or not they are seen."""
    whose, kind = owner or OWNER, SubjectKind.CHARACTER
    cast = dict.fromkeys(role.character for cut in film.cuts for role in cut.shot.cast)
    work = Subject(id=words.work_id(film.title), kind=SubjectKind.WORK, name=film.title, owner=whose)
    return [work, *(Subject(id=subject(who, owner), kind=kind, name=member(who).name, owner=whose) for who in cast)]


def merged(spans: Sequence[Seen]) -> tuple[Seen, ...]:
    """Spans of the same character that touch or overlap made one; in order of their beginning."""
    made: list[Seen] = []
    last: dict[str, int] = {}
    for one in sorted(spans, key=lambda one: (one.start, one.character, one.end)):
        at = last.get(one.character)
        if at is not None and one.start <= made[at].end:
            made[at] = Seen(one.character, made[at].start, max(made[at].end, one.end))
        else:
            last[one.character] = len(made)
            made.append(one)
    return tuple(made)


def subject(character: str, owner: str = "") -> str:
    """The id under which rights speak of a character: the same in every film of one owner, and in nobody else's.

    Whoever runs the soundstage has the same cast; what each renders of it is that owner's own, and a grant of one
    says nothing of another's footage.
    """
    return f"character:{character}@{words.work_id(owner).partition(':')[2]}" if owner else f"character:{character}"


def rights(title: str, film: str, seen: Sequence[Seen], owner: str = "", actions: Sequence[Action] = ACTIONS) -> str:
    """The rights file (``docs/rights.md``): the owner holds film and characters, and allows ``actions`` to itself.

    Args:
        title: of the film.
        film: id of the description that it was rendered from.
        seen: who is in which frames.
        owner: the studio's name, to which alone the grant is given; "" for whoever runs the soundstage.
        actions: what is allowed.
    """
    spans: dict[str, list[dict[str, int]]] = {}
    for one in seen:
        spans.setdefault(one.character, []).append({"in": one.start, "out": one.end})
    terms = {
        "assigner": owner or OWNER,
        **({"assignee": owner} if owner else {}),
        "agreement": f"soundstage film {film[:12]}, no person was filmed",
        "subjects": [words.work_id(title), *(subject(character, owner) for character in spans)],
    }
    freely = [str(action) for action in actions if action not in LIKENESS]
    asked = [str(action) for action in actions if action in LIKENESS]
    grants = [
        *([{**terms, "actions": freely}] if freely else []),
        *([{**terms, "actions": asked, "description_of_use": _USE}] if asked else []),
    ]
    whole = {
        "title": title,
        "owner": owner or OWNER,
        "subjects": [
            {
                "id": subject(character, owner),
                "kind": str(SubjectKind.CHARACTER),
                "name": member(character).name,
                "owner": owner or OWNER,
                "appearances": found,
            }
            for character, found in spans.items()
        ],
        "grants": grants,
    }
    return _STATEMENT.format(id=film) + _yaml(whole)


def appearances(asset: str, seen: Sequence[Seen], owner: str = "") -> str:
    """The cast sheet (``docs/appearances.md``) as CSV: each character ``depicts`` in its frames.

    Args:
        asset: SHA-256 of the film's file.
        seen: who is in which frames.
        owner: as in ``rights``.
    """
    text = io.StringIO()
    sheet = csv.DictWriter(text, [name for name in COLUMNS if name not in ("title", "rate")], lineterminator="\n")
    sheet.writeheader()
    for one in seen:
        who = {"subject": subject(one.character, owner), "name": member(one.character).name, "owner": owner or OWNER}
        where = {"asset": asset, "in": one.start, "out": one.end}
        sheet.writerow({**who, **where, "kind": str(SubjectKind.CHARACTER), "role": str(Role.DEPICTS)})
    return text.getvalue()


def captions(film: Film, asset: str, texts: Sequence[Sequence[str]]) -> str:
    """The captions file (``library.captions``), one caption a shot; in a dissolve, that of the shot that comes.

    Args:
        film: what was rendered.
        asset: SHA-256 of the film's file.
        texts: of its shots, in order: several ways to say each. What the camera does and how near it is must be
            learned too, so the plain one is taken where it is brief enough, else the fullest that is.
    """
    ends = [*film.starts[1:], film.frames]
    rate = film.cuts[0].shot.picture.rate
    rows = [{"in": a, "out": b, "text": _brief(said)} for a, b, said in zip(film.starts, ends, texts, strict=True)]
    facts = {"film": film.title, "sha256": asset, "rate": f"{rate.numerator}/{rate.denominator}"}
    return _yaml({**facts, "captions": rows})


def _brief(texts: Sequence[str]) -> str:
    if len(texts) >= FORMS and len(texts[FORMS - 1]) <= BRIEF:
        return texts[FORMS - 1]
    return max((text for text in texts if len(text) <= BRIEF), key=len, default=min(texts, key=len))


def check_title(title: str) -> None:
    """Refuse a title that a rights file cannot hold.

    Raises:
        FilmwrightError: it has characters that nobody sees, or other spaces than single ones.
    """
    _check_name(title, "the film's title")


def check_owner(owner: str) -> None:
    """Refuse an owner's name that a rights file cannot hold; "" is nobody's.

    Raises:
        FilmwrightError: as ``check_title``.
    """
    if owner:
        _check_name(owner, "the film's owner")


def _check_name(name: str, what: str) -> None:
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError as error:
        raise FilmwrightError(one_line(error).removeprefix(": "), what, "choose another name") from error
    if name != " ".join(name.split()):
        raise FilmwrightError("there are spaces too many", what, "write it with single spaces")


def _yaml(value: dict[str, Any]) -> str:
    # Through JSON: what is the same object twice, YAML would write as an alias, which its strict reader refuses.
    plain = json.loads(json.dumps(value))
    return str(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000))
