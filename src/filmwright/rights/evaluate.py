"""``decide``: one request, one state of the ledger, one Decision. Pure and deterministic; it reads nothing else.

A request is permitted only if in each of its frames somebody is registered, and each subject registered there has a
grant whose every constraint holds, and no prohibition touches it. Prohibitions override grants. What a person
must judge is *unknown*, and the door treats unknown as deny. Time is swept by intervals, never frame by frame.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from filmwright.rights import terms
from filmwright.rights.decision import Decision, Missing, Verdict, merge_spans
from filmwright.rights.state import State
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Action, Appearance, Request, Span


class _Finding(NamedTuple):
    """What one subject comes to in frames that have the same works in them."""

    kind: Literal["grant", "prohibition", "question", ""]
    why: str
    grant: Grant | None = None
    prohibitions: tuple[str, ...] = ()


def _segments(span: Span, appearances: Sequence[Appearance]) -> Iterator[tuple[int, int, list[Appearance]]]:
    """Cut a span wherever an appearance begins or ends: (in, out, who appears there), gaps with nobody included."""
    last = bisect_left(appearances, span.out_frame, key=lambda a: a.in_frame)
    here = [a for a in appearances[:last] if a.out_frame > span.in_frame]
    cuts = {span.in_frame, span.out_frame}
    starts: dict[int, list[Appearance]] = {}
    for appearance in here:
        begin = max(appearance.in_frame, span.in_frame)
        starts.setdefault(begin, []).append(appearance)
        cuts.update((begin, min(appearance.out_frame, span.out_frame)))
    ordered = sorted(cuts)
    active: list[Appearance] = []
    for begin, end in pairwise(ordered):
        active = [a for a in active if a.out_frame > begin] + starts.get(begin, [])
        yield begin, end, active


def _judge(
    subject_id: str, here: frozenset[str], confirmed: frozenset[str], request: Request, state: State
) -> _Finding:
    """Whether one subject allows the action in frames where ``here`` are registered, ``confirmed`` by a person."""
    key = (subject_id, request.action)
    subject = state.subjects.get(subject_id)
    hit = [p for p in state.prohibitions.get(key, ()) if terms.touches(p, request, here)]
    if hit:
        reasons = "; ".join(terms.short(p) + (f" ({p.reason})" if p.reason else "") for p in hit)
        return _Finding("prohibition", reasons, prohibitions=tuple(p.id for p in hit))
    failed: list[str] = []
    asked: list[str] = []
    for grant in sorted(state.grants.get(key, ()), key=_preference):
        against = terms.failing(grant, request, subject, confirmed, state)
        questions = [] if against else terms.open_questions(grant, request, subject)
        if against:
            failed.append(f"{terms.short(grant)} {against}")
        elif questions:
            asked.append(f"{terms.short(grant)}: {' '.join(questions)}")
        else:
            return _Finding("", "", grant)
    if asked:
        return _Finding("question", _some(asked))
    return _Finding("grant", _some(failed) or "there is none in the ledger")


def _some(reasons: Sequence[str], most: int = 3) -> str:
    more = f"; and {len(reasons) - most} more" if len(reasons) > most else ""
    return "; ".join(reasons[:most]) + more


def _preference(grant: Grant) -> tuple[int, str]:
    """Where several grants would do, rest on the one that is hardest to lose."""
    return ("no", "stops_future", "requires_retrain").index(grant.revocable), grant.id


class _Account:
    """What has been found so far, by subject and reason."""

    def __init__(self, request: Request, state: State) -> None:
        self.request, self.state = request, state
        self.found: dict[tuple[str, str, str], list[Span]] = {}
        self.grants: dict[str, Grant] = {}
        self.prohibitions: set[str] = set()
        self._judged: dict[tuple[str, frozenset[str], frozenset[str]], _Finding] = {}

    def note(self, kind: str, subject: str, why: str, span: Span) -> None:
        self.found.setdefault((kind, subject, why), []).append(span)

    def segment(self, span: Span, active: Sequence[Appearance]) -> None:
        """Take into account who appears in a span throughout."""
        ids = {appearance.subject for appearance in active}
        confirmed = {appearance.subject for appearance in active if appearance.source == "human"}
        if not ids:
            self.note("appearance", "", "nobody is registered in these frames", span)
        for subject in ids:
            finding = self._finding(subject, frozenset(ids), frozenset(confirmed))
            self.prohibitions.update(finding.prohibitions)
            if finding.grant is not None:
                self.grants[finding.grant.id] = finding.grant
            if finding.kind:
                self.note(finding.kind, subject, finding.why, span)
            if subject not in confirmed:
                self.note("question", subject, "a detector proposes it here; has a person confirmed it?", span)

    def _finding(self, subject: str, here: frozenset[str], confirmed: frozenset[str]) -> _Finding:
        key = (subject, here, confirmed)
        if key not in self._judged:
            self._judged[key] = _judge(*key, self.request, self.state)
        return self._judged[key]

    def missing(self) -> tuple[Missing, ...]:
        """Everything in the way, in the order of the film."""
        lines = [
            _missing(kind, subject, why, span, self.request.action, self.state)
            for (kind, subject, why), spans in self.found.items()
            for span in merge_spans(spans)
        ]
        return tuple(sorted(lines, key=_film_order))


def _film_order(m: Missing) -> tuple[str, int, int, str, str, str]:
    assert m.span is not None
    return m.span.asset, m.span.in_frame, m.span.out_frame, m.subject, m.kind, m.why


def _missing(kind: str, subject: str, why: str, span: Span | None, action: Action, state: State) -> Missing:
    known = state.subjects.get(subject)
    return Missing.model_validate(
        {
            "kind": kind,
            "subject": subject,
            "subject_name": known.name if known else subject,
            "owner": known.owner if known else "",
            "action": action,
            "span": span,
            "why": why,
        }
    )


def decide(request: Request, state: State) -> Decision:
    """Answer a request from a state of the ledger.

    *deny* if a prohibition touches it or a grant is missing; else *unknown* if a frame has nobody registered, a
    detector's proposal is unconfirmed, a person must judge a condition, or no frames are named; else *permit*.

    Returns:
        the Decision; the same request and state give the same one, byte for byte.
    """
    account = _Account(request, state)
    for whole in merge_spans(request.spans):
        for begin, end, active in _segments(whole, state.appearances.get(whole.asset, ())):
            account.segment(Span(asset=whole.asset, in_frame=begin, out_frame=end), active)
    missing = account.missing()
    if not request.spans:
        missing = (_missing("appearance", "", "the request names no frames", None, request.action, state),)
    kinds = {m.kind for m in missing}
    verdict: Verdict = "deny" if kinds & {"grant", "prohibition"} else "unknown" if kinds else "permit"
    used = sorted(account.grants)
    return Decision(
        request=request,
        verdict=verdict,
        grants_used=tuple(used),
        prohibitions_hit=tuple(sorted(account.prohibitions)),
        missing=missing,
        attributions=tuple(sorted({account.grants[i].attribution for i in used} - {""})),
        ledger_root=state.root,
        at=request.at,
    )
