"""A second evaluator, to hold the first against: it looks at one frame at a time, in the plainest way, and slowly.

It shares no code with the first. What it makes of single grants and prohibitions: ``oracle_terms``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from oracle_terms import ASKS, HOLDS, REPLICAS, Terms, plain

from filmwright.rights.grants import Grant

Lacking = dict[tuple[str, str, str], set[str]]
"""(owner, authority, the subject where nobody is known to own it) -> subjects without a grant."""


@dataclass
class Finding:
    """What the oracle found: obstacles as (asset, frame, subject, kind), grants by subject, which rules mattered."""

    verdict: str = "unknown"
    obstacles: set[tuple[str, int, str, str]] = field(default_factory=set)
    prohibitions: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    stands: set[tuple[str, int, str, str, str]] = field(default_factory=set)
    """(asset, frame, subject, grant, holds | asks | fails)."""
    needed: set[tuple[str, str, frozenset[str]]] = field(default_factory=set)
    curable: bool = True
    asking: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(grant, subject) -> what must be asked before the grant counts there."""
    open: set[str] = field(default_factory=set)
    """Ids of the questions that stand in the way."""
    seen: Counter[str] = field(default_factory=Counter)


class Oracle(Terms):
    """Looks at each frame asked about, one by one."""

    def find(self) -> Finding:
        found = Finding()
        lacking: Lacking = defaultdict(set)
        frames = {(s.asset, f) for s in self.request.spans for f in range(s.in_frame, s.out_frame)}
        for asset, frame in sorted(frames):
            self._frame(found, lacking, asset, frame)
        found.needed = {(owner, authority, frozenset(on)) for (owner, authority, _), on in lacking.items()}
        kinds = {kind for *_, kind in found.obstacles}
        if not frames:
            found.curable = False
        elif kinds & {"grant", "prohibition"}:
            found.verdict = "deny"
        elif not kinds:
            found.verdict = "permit"
        found.seen = Counter({name: 1 for name, times in found.seen.items() if times})
        return found

    def _frame(self, found: Finding, lacking: Lacking, asset: str, frame: int) -> None:
        present, confirmed, unsure = self._who(found, asset, frame)
        for subject in sorted(present):
            hit = self._forbidden(found, subject, present)
            if hit:
                found.prohibitions |= hit
                found.obstacles.add((asset, frame, subject, "prohibition"))
                found.curable = False
                continue
            kind = self._covered(found, asset, frame, subject, confirmed)
            if kind:
                found.obstacles.add((asset, frame, subject, kind))
                # Whose owner is unknown may be anybody's: nobody can sign for two such subjects at once.
                owner, authority = plain(self.owner(subject)), self._who_signs(subject)
                if owner and authority != "owner":
                    owner = self.her(subject)
                lacking[owner, authority, "" if owner else subject].add(subject)
        for subject, kind in unsure:
            found.obstacles.add((asset, frame, subject, kind))
            found.curable = False

    def _who(self, found: Finding, asset: str, frame: int) -> tuple[set[str], set[str], set[tuple[str, str]]]:
        """Who is present, who of them is confirmed, and (subject, kind) of what nobody knows."""
        here = [a for a in self.appearances if a.asset == asset and a.in_frame <= frame < a.out_frame]
        confirmed = {a.subject for a in here if a.source == "human"}
        faces: set[str] = set()
        open_: set[str] = set()
        unsure: set[tuple[str, str]] = set()
        for proposal in (a for a in here if a.source != "human"):
            named = {c.subject for c in self.confirmations if c.appearance == proposal.record_id}
            confirmed |= named - {""}
            if len(named) > 1:
                unsure.add((proposal.subject, "question"))
            elif not named:
                (faces if proposal.subject.startswith("unidentified:") else open_).add(proposal.subject)
            said = "disputed" if len(named) > 1 else "nobody" if "" in named else "" if named else "unconfirmed"
            found.seen[said or ("confirmed" if proposal.subject in named else "somebody else")] += 1
        found.seen["settled otherwise"] += len(open_ & confirmed)
        unsure |= {(subject, "question") for subject in open_ - confirmed}
        if faces:
            unsure.add(("", "appearance"))
            found.seen["a face that nobody has named"] += 1
        present = confirmed | open_
        if not present:
            unsure.add(("", "appearance"))
            found.seen["nobody present"] += 1
        return present, confirmed, unsure

    def _forbidden(self, found: Finding, subject: str, present: set[str]) -> set[str]:
        on = [p for p in self.prohibitions if subject in p.subjects and self.request.action in p.actions]
        spared = {p.id: self.spared_by(p, present) for p in on}
        hit = {p for p, why in spared.items() if not why}
        found.seen.update(f"spared by {why[0]}" for why in spared.values() if len(why) == 1 and not hit)
        return hit

    def _covered(self, found: Finding, asset: str, frame: int, subject: str, confirmed: set[str]) -> str:
        """The kind of obstacle for want of a grant, or ""; notes which grants are used and which rules decided."""
        on = [g for g in self.grants if subject in g.subjects and self.request.action in g.actions]
        standing = [(g, *self.stands(g, subject, confirmed)) for g in on]
        found.stands |= {(asset, frame, subject, g.id, how) for g, how, _ in standing}
        found.asking |= {(g.id, subject): why for g, how, why in standing if how == ASKS}
        holding = [g for g, how, _ in standing if how == HOLDS]
        if holding:
            first = min(holding, key=lambda g: (["no", "stops_future", "requires_retrain"].index(g.revocable), g.id))
            found.used.add(first.id)
            found.seen.update(f"met {name}" for name in first.model_fields_set)
            found.seen["answered yes"] += bool(self.questions(first, subject))
            found.seen["met a chain of mandates"] += self._by_chain(first, subject)
            sold = self.request.action in REPLICAS and self.sold(subject)
            found.seen["met a person's paper"] += sold and self.has_paper(first, subject)
            return ""
        for g, how, why in standing:
            if how == ASKS:
                found.open |= {q for q in self.asked.get((g.id, subject), ()) if not self._answered(q)}
                found.seen["answered in part"] += any(self._answered(q) for q in self.asked.get((g.id, subject), ()))
            if len(why) == 1:
                found.seen[f"{how}: {why[0]}"] += 1
        return "question" if any(how == ASKS for _, how, _ in standing) else "grant"

    def _answered(self, question: str) -> bool:
        return self.is_one_use() and any(a.question == question for a in self.answers)

    def _by_chain(self, g: Grant, subject: str) -> bool:
        owner = plain(self.owner(subject))
        direct = any(plain(m.principal) == owner and plain(m.agent) == plain(g.assigner) for m in self.mandates)
        return g.authority != "owner" and plain(g.assigner) != owner and not direct

    def _who_signs(self, subject: str) -> str:
        dead = self.is_now(subject, "deceased") and (self.request.action in REPLICAS or not self.sold(subject))
        if self.is_now(subject, "minor"):
            return "court" if dead else "guardian"
        return "estate" if dead else "owner"
