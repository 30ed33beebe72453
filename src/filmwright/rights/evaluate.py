"""``decide``: one request, the facts at one ledger root, one Decision. Pure and deterministic; it reads nothing else.

A request is permitted only if in each of its frames somebody is registered, and each subject registered there has a
grant whose every constraint holds, and no prohibition touches it. Prohibitions override grants. What a person
must judge is *unknown*, and the door treats unknown as deny. Time is swept by intervals, never frame by frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from filmwright.rights import terms, words
from filmwright.rights.case import REPLICA, Case
from filmwright.rights.decision import RULES, Decision, Missing, Needed, Question, Verdict, merge_spans
from filmwright.rights.facts import Facts, Presence
from filmwright.rights.grants import Grant
from filmwright.rights.questions import of_another
from filmwright.rights.vocabulary import UNIDENTIFIED, Authority, Request, Span


class _Finding(NamedTuple):
    """What one subject comes to in frames that have the same works in them."""

    kind: Literal["grant", "prohibition", "question", ""]
    why: str
    grant: Grant | None = None
    prohibitions: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


_Frames = tuple[str, int, int]
"""(asset, in, out): a Span is made only of what is told in the end."""


def _merged(frames: Iterable[_Frames]) -> Iterator[Span]:
    """The same frames in the fewest spans."""
    held: _Frames | None = None
    for one in sorted(frames):
        if held is not None and one[0] == held[0] and one[1] <= held[2]:
            held = (held[0], held[1], max(held[2], one[2]))
            continue
        if held is not None:
            yield Span(asset=held[0], in_frame=held[1], out_frame=held[2])
        held = one
    if held is not None:
        yield Span(asset=held[0], in_frame=held[1], out_frame=held[2])


def segments(first: int, last: int, here: Sequence[Presence]) -> Iterator[tuple[int, int, list[Presence]]]:
    """Cut frames wherever somebody comes or goes: (in, out, who is there), gaps with nobody included."""
    if not here:
        yield first, last, []
        return
    cuts = {first, last}
    starts: dict[int, list[Presence]] = {}
    for presence in here:
        begin = max(presence.in_frame, first)
        starts.setdefault(begin, []).append(presence)
        cuts.update((begin, min(presence.out_frame, last)))
    active: list[Presence] = []
    for begin, end in pairwise(sorted(cuts)):
        active = [one for one in active if one.out_frame > begin] + starts.get(begin, [])
        yield begin, end, active


def _judge(
    subject_id: str, here: frozenset[str], confirmed: frozenset[str], request: Request, facts: Facts
) -> _Finding:
    """Whether one subject allows the action in frames where ``here`` are registered, ``confirmed`` by a person."""
    subject = facts.subject(subject_id)
    hit = [p for p in facts.prohibitions(subject_id, request.action) if terms.touches(p, request, here)]
    if hit:
        reasons = "; ".join(terms.short(p) + (f" ({p.reason})" if p.reason else "") for p in hit)
        return _Finding("prohibition", reasons, prohibitions=tuple(p.id for p in hit))
    failed: list[str] = []
    asked: list[Question] = []
    for grant in facts.grants(subject_id, request.action):
        found = terms.standing(Case(grant, request, subject_id, subject, confirmed, facts))
        if found.answer == "holds":
            return _Finding("", "", grant)
        if found.answer == "fails":
            failed.append(f"{terms.short(grant)} {found.why}")
        asked += (Question(id=q.id, grant=grant.id, subject=subject_id, text=q.text) for q in found.questions)
    if asked:
        return _Finding("question", _some(_by_grant(asked, subject_id, request, facts)), questions=tuple(asked))
    return _Finding("grant", _some(failed) or "there is none in the ledger")


def _by_grant(asked: Sequence[Question], subject_id: str, request: Request, facts: Facts) -> list[str]:
    """One line for each grant that waits for answers."""
    named = {grant.id: terms.short(grant) for grant in facts.grants(subject_id, request.action)}
    lines: dict[str, list[str]] = {}
    for question in asked:
        lines.setdefault(question.grant, []).append(question.text)
    return [f"{named[grant]}: {' '.join(texts)}" for grant, texts in lines.items()]


def _some(reasons: Sequence[str], most: int = 3) -> str:
    more = f"; and {len(reasons) - most} more" if len(reasons) > most else ""
    return "; ".join(reasons[:most]) + more


class _Account:
    """What has been found so far, by subject and reason."""

    def __init__(self, request: Request, facts: Facts) -> None:
        self.request, self.facts = request, facts
        self.found: dict[tuple[str, str, str], list[_Frames]] = {}
        self.grants: dict[str, Grant] = {}
        self.prohibitions: set[str] = set()
        self.uncovered: set[str] = set()
        self.questions: dict[tuple[str, str], Question] = {}
        self.curable = True
        self._judged = _memo(request, facts)

    def note(self, kind: str, subject: str, why: str, frames: _Frames) -> None:
        self.found.setdefault((kind, subject, why), []).append(frames)

    def no_cure(self, kind: str, subject: str, why: str, frames: _Frames) -> None:
        """Something in the way that no grant removes."""
        self.curable = False
        self.note(kind, subject, why, frames)

    def present(self, whole: Span, here: Sequence[Presence]) -> None:
        """Judge everybody who is in a span, anew only where works come or go that their grants name: mostly once."""
        several: dict[str, list[Presence]] = {}
        for one in here:
            if one.confirmed or not (one.disputed or one.subject.startswith(UNIDENTIFIED)):
                several.setdefault(one.subject, []).append(one)
        for subject, presences in several.items():
            matter = self.facts.works(subject, self.request.action) & several.keys()
            works = [one for work in matter for one in several[work]]
            for one in presences:
                first, last = max(one.in_frame, whole.in_frame), min(one.out_frame, whole.out_frame)
                near = [work for work in works if work.in_frame < last and work.out_frame > first]
                for begin, end, active in segments(first, last, near):
                    there = frozenset(work.subject for work in active)
                    confirmed = frozenset(work.subject for work in active if work.confirmed)
                    self._subject((subject, there, confirmed), (whole.asset, begin, end))

    def doubtful(self, whole: Span, here: Sequence[Presence]) -> None:
        """Note the frames of which people have not said who is in them."""
        if all(one.confirmed for one in here):
            self._gaps(whole, here)
            return
        for begin, end, active in segments(whole.in_frame, whole.out_frame, here):
            self._unsaid((whole.asset, begin, end), active)

    def _gaps(self, whole: Span, here: Sequence[Presence]) -> None:
        """Note where nobody is registered at all."""
        seen = whole.in_frame
        for one in here:  # In the order of the film.
            if one.in_frame > seen:
                self._nobody((whole.asset, seen, one.in_frame))
            seen = max(seen, one.out_frame)
        if seen < whole.out_frame:
            self._nobody((whole.asset, seen, whole.out_frame))

    def _nobody(self, frames: _Frames) -> None:
        self.no_cure("appearance", "", "nobody is registered in these frames", frames)

    def _unsaid(self, frames: _Frames, active: Sequence[Presence]) -> None:
        """Note what is open about who is in some frames throughout."""
        confirmed = {one.subject for one in active if one.confirmed}
        open_ones = {one.subject for one in active if not one.confirmed and not one.disputed}
        faces = {subject for subject in open_ones if subject.startswith(UNIDENTIFIED)}
        proposed = open_ones - faces
        if not confirmed and not proposed:
            self._nobody(frames)
        for subject in proposed - confirmed:
            self.no_cure("question", subject, "it is only proposed to be here; has a person confirmed it?", frames)
        for subject in {one.subject for one in active if one.disputed}:
            self.no_cure("question", subject, "people say different things of who this is; which is right?", frames)
        if faces:
            self.no_cure("appearance", "", "a detector saw a face here, and nobody has said whose", frames)

    def _subject(self, key: tuple[str, frozenset[str], frozenset[str]], frames: _Frames) -> None:
        """Take into account what one subject comes to in some frames; ``key``: the subject, works there, confirmed."""
        subject = key[0]
        finding = self._judged.get(key)
        if finding is None:
            finding = self._judged[key] = _judge(*key, self.request, self.facts)
        self.prohibitions.update(finding.prohibitions)
        self.questions.update({(q.id, q.subject): q for q in finding.questions})
        if finding.grant is not None:
            self.grants[finding.grant.id] = finding.grant
        if finding.kind == "prohibition":
            self.curable = False
        elif finding.kind:
            self.uncovered.add(subject)
        if finding.kind:
            self.note(finding.kind, subject, finding.why, frames)

    def missing(self) -> tuple[Missing, ...]:
        """Everything in the way, in the order of the film."""
        lines = [
            self.line(kind, subject, why, span)
            for (kind, subject, why), frames in self.found.items()
            for span in _merged(frames)
        ]
        return tuple(sorted(lines, key=_film_order))

    def line(self, kind: str, subject: str, why: str, span: Span | None) -> Missing:
        """One thing in the way."""
        known = self.facts.subject(subject) if subject else None
        return Missing.model_validate(
            {
                "kind": kind,
                "subject": subject,
                "subject_name": known.name if known else subject,
                "owner": known.owner if known else "",
                "action": self.request.action,
                "span": span,
                "why": why,
            }
        )

    def needed(self) -> tuple[Needed, ...]:
        """The fewest grants that cover every subject without one: one for each owner and capacity to sign in."""
        signed: dict[tuple[str, str], tuple[str, Authority, set[str]]] = {}
        for subject_id in sorted(self.uncovered):
            subject = self.facts.subject(subject_id)
            authority = self._authority(subject_id)
            owner = subject.owner if subject else ""
            if subject and owner and authority is not Authority.OWNER:
                owner = subject.person
            held = signed.setdefault((words.folded(owner) or subject_id, authority), (owner, authority, set()))
            held[2].add(subject_id)
        return tuple(self._one(*signed[key]) for key in sorted(signed))

    def _one(self, owner: str, authority: Authority, subjects: set[str]) -> Needed:
        known = {one: self.facts.subject(one) for one in sorted(subjects)}
        names = tuple(subject.name if subject else one for one, subject in known.items())
        return Needed(
            assigner=owner,
            authority=authority,
            mandate=authority is not Authority.OWNER,
            subjects=tuple(known),
            names=names,
            papers=tuple(
                s.name
                for s in known.values()
                if s and words.same(s.owner, owner) and of_another(s, self.request.action)
            ),
        )

    def _authority(self, subject: str) -> Authority:
        at = self.request.at
        minor = self.facts.standings(subject, "minor", at)
        known = self.facts.subject(subject)
        theirs = self.request.action in REPLICA or not (known and known.by_another)
        dead = theirs and self.facts.standings(subject, "deceased", at)
        if minor:
            return Authority.COURT if dead else Authority.GUARDIAN
        return Authority.ESTATE if dead else Authority.OWNER


def _memo(request: Request, facts: Facts) -> dict[tuple[str, frozenset[str], frozenset[str]], _Finding]:
    """What is known already about requests that differ from this one in their frames alone."""
    asked = tuple(getattr(request, name) for name in Request.model_fields if name != "spans")
    found: dict[tuple[str, frozenset[str], frozenset[str]], _Finding] = facts.memo.setdefault(asked, {})
    return found


def _film_order(m: Missing) -> tuple[str, int, int, str, str, str]:
    assert m.span is not None
    return m.span.asset, m.span.in_frame, m.span.out_frame, m.subject, m.kind, m.why


def decide(request: Request, facts: Facts) -> Decision:
    """Answer a request from the facts at a ledger root.

    *deny* if a prohibition touches it or a grant is missing; else *unknown* if a frame has nobody registered, a
    proposal is unconfirmed, a person must judge a condition, or no frames are named; else *permit*.

    Returns:
        the Decision; the same request and facts give the same one, byte for byte.
    """
    account = _Account(request, facts)
    for whole in merge_spans(request.spans):
        here = facts.presences(whole.asset, whole.in_frame, whole.out_frame)
        account.present(whole, here)
        account.doubtful(whole, here)
    missing = account.missing()
    if not request.spans:
        account.curable = False
        missing = (account.line("appearance", "", "the request names no frames", None),)
    kinds = {m.kind for m in missing}
    verdict: Verdict = "deny" if kinds & {"grant", "prohibition"} else "unknown" if kinds else "permit"
    used = sorted(account.grants)
    return Decision(
        request=request,
        verdict=verdict,
        grants_used=tuple(used),
        prohibitions_hit=tuple(sorted(account.prohibitions)),
        missing=missing,
        needed=account.needed(),
        curable=account.curable,
        questions=tuple(account.questions[key] for key in sorted(account.questions)),
        rules=RULES,
        attributions=tuple(sorted({account.grants[i].attribution for i in used} - {""})),
        ledger_root=facts.root,
        at=request.at,
    )
