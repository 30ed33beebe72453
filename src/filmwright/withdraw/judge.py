"""What becomes of one thing: each question behind it is asked again as of now, without the statement and with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from filmwright.canonical import now
from filmwright.models.shelf import spans_of
from filmwright.rights.case import REPLICA
from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.withdraw.artefacts import Thing
from filmwright.withdraw.resting import Resting
from filmwright.withdraw.supposing import supposing

Outcome = Literal["stop", "retrain", "stays", "covered"]
OUTCOMES: tuple[Outcome, ...] = ("stop", "retrain", "stays", "covered")
_TRAINED = ("run", "model", "adapter")
_MODELS = ("model", "adapter")
_TRAIN = (Action.TRAIN_BASE, Action.TRAIN_ADAPTER)
_UNSETTLED = "its model must be made anew; whether what that model made may stay is for people to agree"
_MOST = 5


@dataclass(frozen=True)
class Hit:
    """One thing that stands on the statement, and what becomes of it.

    Attributes:
        outcome: ``stop``: it must not be used any more; ``retrain``: it must be made anew without what was taken back;
            ``stays``: it was made while the statement held, and stays lawful; ``covered``: nothing of it is refused.
        refused: the actions that were asked for it and are refused now.
        since: the instant of its first Decision, or when it was made.
        why: what stands in the way now, or why it comes out as it does.
    """

    kind: str
    id: str
    name: str
    outcome: Outcome
    decisions: tuple[str, ...]
    through: tuple[str, ...]
    since: str
    refused: tuple[str, ...]
    why: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As ``affected --json`` prints it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "outcome": self.outcome,
            "decisions": list(self.decisions),
            "through": list(self.through),
            "since": self.since,
            "refused": list(self.refused),
            "why": list(self.why),
        }


class Judge:
    """Asks again, as of one instant, with the statement and without it."""

    def __init__(self, facts: Facts, record: Record, stood: Resting, asked: dict[str, Decision]) -> None:
        """``asked``: the Decisions behind all that is to be judged, by id."""
        self.at = now()
        self._with = supposing(facts, record.record_id, False)
        self._without = supposing(facts, record.record_id, True)
        self._record, self._stood, self._asked = record, stood, asked
        self._asked_again: dict[str, Decision] = {}
        spans: dict[Action, list[Span]] = {}
        for decision in asked.values():
            spans.setdefault(decision.request.action, []).extend(decision.request.spans)
        for action, here in spans.items():
            self._without.prepare(here, action)

    def _now(self, request: Request) -> Request:
        return request.model_copy(update={"at": self.at})

    def _again(self, made: Decision) -> Decision:
        """The same asked now, without the statement; a shot's Decision is that of each snapshot that holds it."""
        if made.id not in self._asked_again:
            self._asked_again[made.id] = decide(self._now(made.request), self._without)
        return self._asked_again[made.id]

    def _lost(self, request: Request) -> Decision | None:
        """The refusal of what is permitted with the statement and not without; None where nothing is lost."""
        without = decide(self._now(request), self._without)
        lost = without.verdict != "permit" and decide(without.request, self._with).verdict == "permit"
        return without if lost else None

    def allowed(self, refusals: Iterable[Decision]) -> int:
        """How many different requests among refusals are permitted without the statement, and were not with it."""
        requests = {self._now(one.request) for one in refusals}
        return sum(
            decide(one, self._without).verdict == "permit" and decide(one, self._with).verdict != "permit"
            for one in requests
        )

    def hits(self, things: Sequence[Thing]) -> tuple[Hit, ...]:
        """What becomes of each thing; a thing comes after what it was made from."""
        made: dict[str, Hit] = {}
        for thing in things:
            made[thing.id] = self._of(thing, [made[parent] for parent in thing.through if parent in made])
        return tuple(made[thing.id] for thing in things)

    def _of(self, thing: Thing, parents: list[Hit]) -> Hit:
        own = [self._asked[one] for one in thing.decisions]
        again = [self._again(one) for one in own]
        refusals = [one for one in again if one.verdict != "permit"]
        uses = [lost for use in self._uses(thing) if (lost := self._lost(use)) is not None]
        since = min((one.at for one in own), default=thing.made_at)
        hit = Hit(
            thing.kind,
            thing.id,
            thing.name,
            "covered",
            thing.decisions,
            tuple(parent.id for parent in parents),
            since,
            tuple(sorted({str(one.request.action) for one in (*refusals, *uses)})),
            _sentences([*refusals, *uses]),
        )
        if thing.unread:
            return replace(hit, outcome="stop", why=(f"{thing.unread}, so it is taken to stand on this too",))
        return self._outcome(hit, thing, own, refusals, uses, parents)

    def _outcome(
        self,
        hit: Hit,
        thing: Thing,
        own: list[Decision],
        refusals: list[Decision],
        uses: list[Decision],
        parents: list[Hit],
    ) -> Hit:
        above = {parent.outcome for parent in parents}
        trained = any(one.request.action in _TRAIN for one in refusals)
        if thing.kind in _TRAINED and ("retrain" in above or (trained and "requires_retrain" in self._terms(own))):
            return replace(hit, outcome="retrain")
        if (thing.kind == "take" and "retrain" in above) or (thing.kind == "delivery" and _unsettled(parents)):
            return replace(hit, outcome="stop", why=(_UNSETTLED, *hit.why))
        if thing.kind == "take" and any(one.request.action in REPLICA for one in refusals):
            return replace(hit, outcome="stop")  # To deliver asks for the performer's consent again.
        if not refusals and not uses:
            return replace(hit, outcome="stays" if above - {"covered"} else "covered")
        if thing.kind in ("shot", "snapshot") or not thing.ended or (thing.kind in _MODELS and uses):
            return replace(hit, outcome="stop")
        return replace(hit, outcome="stays")

    def _uses(self, thing: Thing) -> list[Request]:
        """What would be asked if it were used again, besides what was asked when it was made."""
        body = thing.body or {}
        made = self._asked.get(str(body.get("decision", "")) or (thing.decisions[0] if thing.decisions else ""))
        if thing.kind == "take" and made is not None:
            return [made.request.model_copy(update={"action": Action.DELIVER})]
        if thing.kind not in _MODELS or not body.get("spans"):
            return []
        spans = spans_of(body["spans"])
        projects = {made.request.project if made else ""}
        projects |= set(self._record.projects) if isinstance(self._record, Grant) else set()
        asked = {"action": Action.GENERATE_GENERIC, "spans": spans, "assignee": self._without.studio}
        return [Request.model_validate({**asked, "project": project}) for project in sorted(projects)]

    def _terms(self, own: Iterable[Decision]) -> set[str]:
        """What the grants that these Decisions used, and that are gone with the statement, say of being revoked."""
        used = {grant for one in own for grant in one.grants_used}
        named = used if self._stood.grants is None else used & self._stood.grants
        held = (self._with.record(grant) for grant in named)
        return {grant.revocable for grant in held if isinstance(grant, Grant)}


def _unsettled(parents: Iterable[Hit]) -> bool:
    return any(parent.outcome == "stop" and _UNSETTLED in parent.why for parent in parents)


def _sentences(refusals: Iterable[Decision]) -> tuple[str, ...]:
    """What stands in the way, without the frames: each line once, and no endless list."""
    lines = list(dict.fromkeys(missing.headline() for one in refusals for missing in one.missing))
    return (*lines[:_MOST], *([f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else []))
