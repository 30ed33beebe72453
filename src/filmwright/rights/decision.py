"""What comes back from asking: a Decision, and for each thing that stands in the way one plain line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar, Literal

from filmwright.canonical import content_id
from filmwright.rights.record import Frozen, Hash, Record
from filmwright.rights.vocabulary import Action, Authority, Request, Span

Verdict = Literal["permit", "deny", "unknown"]

RULES = 2
"""The rules that ``evaluate`` follows; a Decision made under others need not come out the same."""


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same frames in the fewest spans, ordered by asset and frame; touching spans join."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.asset, s.in_frame, s.out_frame)):
        last = merged[-1] if merged else None
        if last is not None and last.asset == span.asset and span.in_frame <= last.out_frame:
            if span.out_frame > last.out_frame:
                merged[-1] = Span(asset=last.asset, in_frame=last.in_frame, out_frame=span.out_frame)
        else:
            merged.append(span)
    return tuple(merged)


class Missing(Frozen):
    """One thing that stands between a request and *permit*.

    ``kind``: ``grant`` (none covers it), ``prohibition`` (forbidden), ``question`` (a person must judge a condition),
    ``appearance`` (nobody says who is in these frames). ``span`` is None where the request named no frames.
    """

    kind: Literal["grant", "prohibition", "question", "appearance"]
    subject: str = ""
    subject_name: str = ""
    owner: str = ""
    action: Action
    span: Span | None = None
    why: str

    def headline(self) -> str:
        """What is missing, without the frames: equal for all shots that one signature would clear."""
        holder = f"its owner {self.owner}" if self.owner else "an owner not yet registered"
        on = f"{self.action} on '{self.subject_name}'"
        if self.kind == "grant":
            return f"no grant of {on} from {holder}: {self.why}"
        if self.kind == "prohibition":
            return f"{on} (owner {self.owner or 'not yet registered'}) is forbidden: {self.why}"
        if self.kind == "question":
            return f"no grant of {on} from {holder} is settled: {self.why}"
        return f"nobody can be asked for a grant of {self.action}: {self.why}"

    def sentence(self) -> str:
        """The whole line: which grant, from whom, for which action, on which subject, for which frames."""
        return f"{self.headline()} ({self.span})" if self.span else self.headline()


class Question(Frozen):
    """What a person must judge before a grant counts; an ``Answer`` to its id settles it for this use."""

    id: Hash
    grant: Hash
    subject: str
    text: str


class Needed(Frozen):
    """A grant that would have to be obtained: from whom, on what. Its limits are those of the request.

    ``assigner`` is "" where nobody is registered as the owner. ``mandate``: who signs must show that they may speak for
    the assigner, as ``authority`` says. ``papers``: names of faces and voices for which the assigner, who is not the
    person, must show a paper of that person besides.
    """

    assigner: str
    authority: Authority = Authority.OWNER
    mandate: bool = False
    subjects: tuple[str, ...]
    names: tuple[str, ...]
    papers: tuple[str, ...] = ()

    def sentence(self, action: Action) -> str:
        """Who must sign what, in one line."""
        by = self.assigner or "an owner not yet registered"
        as_whom = f", given by their {self.authority}" if self.mandate else ""
        shown = f", with the paper by which they speak for {_quoted(self.papers)}" if self.papers else ""
        return f"{action} on {_quoted(self.names)} from {by}{as_whom}{shown}"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)


class Decision(Record):
    """The answer to one request at one state of the ledger; the same two give the same Decision, byte for byte.

    ``ledger_root`` is the hash of the newest entry that is not itself a Decision: the facts it was made from.
    ``at`` is the instant asked about.

    ``needed`` is the smallest set of grants that would turn a refusal into *permit*, one for each who must sign;
    where one names no assigner, an owner must be registered first. Where ``curable`` is False grants alone cannot: a
    prohibition stands, or nobody says who is in a frame.
    ``questions`` are what a person must judge. ``rules`` names the evaluator's rules.
    """

    ledger_kind: ClassVar[str] = "decision"
    request: Request
    verdict: Verdict
    grants_used: tuple[Hash, ...] = ()
    prohibitions_hit: tuple[Hash, ...] = ()
    missing: tuple[Missing, ...] = ()
    needed: tuple[Needed, ...] = ()
    curable: bool = True
    questions: tuple[Question, ...] = ()
    rules: int = 1
    attributions: tuple[str, ...] = ()
    ledger_root: Hash
    at: str

    @cached_property
    def id(self) -> str:
        """Content id of the whole answer."""
        return content_id({"kind": self.ledger_kind, "body": self.body})

    @property
    def record_id(self) -> str:
        """The same as ``id``."""
        return self.id

    def agrees(self, again: Decision) -> bool:
        """Whether the same request, decided again from the same root, came out the same.

        Byte for byte; under older rules, which said less, in verdict, grants used and prohibitions hit.
        """
        if self.rules == again.rules:
            return self.id == again.id
        mine = (self.verdict, self.grants_used, self.prohibitions_hit, self.ledger_root)
        return mine == (again.verdict, again.grants_used, again.prohibitions_hit, again.ledger_root)

    def sentences(self) -> list[str]:
        """One line for each thing in the way; empty when permitted."""
        return [missing.sentence() for missing in self.missing]
