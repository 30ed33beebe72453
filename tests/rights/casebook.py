"""Golden cases as a lawyer would tell them, read from ``cases/*.yaml``.

A file has a ``setting`` in plain sentences, the studio's name, what is ``given`` in each of its cases, the usual
request and grant, and its ``cases``. A record is one line: ``- KIND NAME: {fields}``; where a field wants a record's
id, the name stands for it. ``frames: reel-1 10-19`` are frames 10 to 19, both included. ``expect`` says what must come
out:

- ``verdict``; ``missing``: all obstacles by kind, ``on`` which subject, frames, and a word of the reason (``because``);
- ``sign``: all that would have to sign, on what and ``as`` what (owner); ``ask``: words of the questions, one each;
- ``rests on``: all grants used; ``forbidden by``: all prohibitions hit; ``curable``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asking import question_id
from parties import ROOT

from filmwright import strictyaml
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Request, Span, Subject

CASES = Path(__file__).parent / "cases"
KINDS: dict[str, type[Record]] = {
    model.ledger_kind: model
    for model in (Subject, Appearance, Confirmation, Grant, Prohibition, Revocation, Mandate, Standing, Suspension)
} | {model.ledger_kind: model for model in (Notice, Use, Payment, Answer)}
WORDS = {"setting", "studio", "given", "request", "usual grant", "cases"}
CASE_WORDS = {"story", "request", "records", "expect"}
EXPECTED = {"verdict", "missing", "sign", "ask", "rests on", "forbidden by", "curable"}
Fields = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One case: what is in the ledger, by name where it has one, what is asked, and what must come out."""

    title: str
    studio: str
    story: str
    records: list[Record]
    names: dict[str, str]
    request: Request
    expect: Fields

    @property
    def answered(self) -> bool:
        """Whether people's answers are among the records."""
        return any(isinstance(record, Answer) for record in self.records)

    def decide(self) -> Decision:
        return decide(self.request, Facts.of(self.records, root=ROOT, studio=self.studio))


def span(frames: str) -> Fields:
    """``reel-1 10-19`` or ``reel-1 10``, both ends included, as the fields of a Span."""
    asset, both = frames.split()
    first, _, last = both.partition("-")
    return {"asset": asset, "in_frame": int(first), "out_frame": int(last or first) + 1}


def cases() -> list[Case]:
    """All cases of all files, in order."""
    return [case for path in sorted(CASES.glob("*.yaml")) for case in read(path)]


def read(path: Path) -> list[Case]:
    book = strictyaml.read(path).data
    assert set(book) <= WORDS and book["setting"].strip().endswith("."), path
    return [_case(book, title, told) for title, told in book["cases"].items()]


def _case(book: Fields, title: str, told: Fields) -> Case:
    assert set(told) <= CASE_WORDS and set(told["expect"]) <= EXPECTED and told["story"].strip().endswith((".", "?")), (
        title
    )
    asked = {**book["request"], **told.get("request", {})}
    frames = asked.pop("frames")
    request = Request(**asked, spans=(Span(**span(frames)),) if frames else ())
    records: list[Record] = []
    names: dict[str, str] = {}
    for one in (*book["given"], *told.get("records", ())):
        ((head, fields),) = one.items()
        kind, _, name = head.partition(" ")
        usual = book.get("usual grant", {}) if kind == "grant" and fields.get("assigner") != book["studio"] else {}
        if kind == "answer":
            fields = {**fields, "question": _question(fields["question"], names, records, request, book["studio"])}
        record = KINDS[kind](**_spelled({**usual, **fields}, names))
        records.append(record)
        names |= {name: record.record_id} if name else {}
    return Case(title, book["studio"], told["story"], records, names, request, told["expect"])


def _spelled(fields: Fields, names: dict[str, str]) -> Fields:
    made: Fields = {
        key: names.get(value, value) if key in ("grant", "appearance") else value for key, value in fields.items()
    }
    where = span(made.pop("frames")) if "frames" in made else {}
    return {**made, **where}


def _question(said: Fields, names: dict[str, str], records: list[Record], request: Request, studio: str) -> str:
    """The id of the question that a grant asks about these words, in the project of the request or another."""
    unanswered = [r for r in records if not isinstance(r, Answer)]
    asked = decide(request, Facts.of(unanswered, root=ROOT, studio=studio)).questions
    about = {q.text for q in asked if q.grant == names[said["of"]] and said["about"] in q.text}
    (text,) = about
    return question_id(text, names[said["of"]], request, said.get("project", request.project))
