"""The papers of a rendered film as the studio reads them: whose it is, who is in which frames, what is to be seen."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue
from filmwright.rights import words
from filmwright.rights.record import Name
from filmwright.rights.sheets import COLUMNS
from filmwright.rights.vocabulary import Action, Role, SubjectKind
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
# No person was filmed, no footage of others was used, and its characters are invented: all of it belongs to its owner.
"""


@dataclass(frozen=True)
class Seen:
    """A character in frames ``[start, end)`` of the film."""

    character: str
    start: int
    end: int


def check_free(studio: Studio, title: str, picture: Path) -> None:
    """Refuse a title under which the studio has other footage: what is granted to the one would be to the other.

    Args:
        studio: where it would be added.
        title: the film's.
        picture: where its file is, or is to be.

    Raises:
        FilmwrightError: there is other footage of that title.
    """
    same = words.work_id(title)
    for asset in catalogue.listing(studio):
        if words.work_id(asset.title) == same and asset.path != picture.absolute():
            what = f"the studio has other footage of that title ({asset.path}): its rights are not those of this film"
            raise FilmwrightError(what, title, "name this one otherwise: --title")


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


def subject(character: str) -> str:
    """The id under which rights speak of a character; the same in every film of the studio."""
    return f"character:{character}"


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
        "subjects": [words.work_id(title), *map(subject, spans)],
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
                "id": subject(character),
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
        who = {"subject": subject(one.character), "name": member(one.character).name, "owner": owner or OWNER}
        where = {"asset": asset, "in": one.start, "out": one.end}
        sheet.writerow({**who, **where, "kind": str(SubjectKind.CHARACTER), "role": str(Role.DEPICTS)})
    return text.getvalue()


def captions(film: Film, asset: str, texts: Sequence[Sequence[str]]) -> str:
    """The captions file (``library.captions``), one caption a shot; in a dissolve, that of the shot that comes.

    Args:
        film: what was rendered.
        asset: SHA-256 of the film's file.
        texts: of its shots, in order: several ways to say each; the fullest that is brief enough is taken.
    """
    ends = [*film.starts[1:], film.frames]
    rate = film.cuts[0].shot.picture.rate
    rows = [{"in": a, "out": b, "text": _brief(said)} for a, b, said in zip(film.starts, ends, texts, strict=True)]
    facts = {"film": film.title, "sha256": asset, "rate": f"{rate.numerator}/{rate.denominator}"}
    return _yaml({**facts, "captions": rows})


def _brief(texts: Sequence[str]) -> str:
    return max((text for text in texts if len(text) <= BRIEF), key=len, default=min(texts, key=len))


def check_title(title: str) -> None:
    """Refuse a title that a rights file cannot hold.

    Raises:
        FilmwrightError: it has characters that nobody sees, or other spaces than single ones.
    """
    try:
        TypeAdapter(Name).validate_python(title)
    except ValidationError as error:
        raise FilmwrightError(one_line(error), "the film's title", "choose another title") from error
    if title != " ".join(title.split()):
        raise FilmwrightError("there are spaces too many", "the film's title", "write it with single spaces")


def _yaml(value: dict[str, Any]) -> str:
    # Through JSON: what is the same object twice, YAML would write as an alias, which its strict reader refuses.
    plain = json.loads(json.dumps(value))
    return str(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000))
