"""How often the judges are right on shots of which the truth is known, and what they take for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.judges.people import Boxes, Track, overlap
from filmwright.soundstage.judges.scoring import score
from filmwright.soundstage.judges.verdict import Person, Verdict

_Seen = TypeVar("_Seen", Person, Track)
_SAME = 0.3
"""Overlap from which a found box is that of somebody known."""


@dataclass
class Tally:
    """Answers to one question.

    Args:
        right, count: how many.
        mistakes: (what it is, what it was taken for) and how often.
        of: how often each answer was the right one.
    """

    right: int = 0
    count: int = 0
    mistakes: Counter[tuple[str, str]] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)

    def add(self, wanted: str, said: str) -> None:
        """Count one answer."""
        self.count += 1
        self.right += wanted == said
        self.of[wanted] += 1
        if wanted != said:
            self.mistakes[wanted, said] += 1

    def told(self) -> dict[str, Any]:
        """Share, how many, the 95 % interval of Wilson (1927), and each mistake with how often it was made."""
        share, low, high = wilson(self.right, self.count)
        mistakes = [[*pair, often] for pair, often in sorted(self.mistakes.items())]
        return {"share": share, "low": low, "high": high, "count": self.count, "mistakes": mistakes}


def wilson(right: float, count: int) -> tuple[float, float, float]:
    """A share and its 95 % interval; wider than need be where answers can be half right."""
    if not count:
        return 0.0, 0.0, 1.0
    share, z = right / count, 1.96
    middle = (share + z * z / 2 / count) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / 4 / count**2)
    return round(share, 4), round(float(max(middle - half, 0.0)), 4), round(float(min(middle + half, 1.0)), 4)


@dataclass
class Trial:
    """Tallies by question; ``add`` a verdict and what is known of its shot.

    Args:
        tallies: right and wrong answers; who somebody is and what they do are asked of whoever truly stands there.
        seen: verdicts and facts, for ``scores``: what a user gets who knows no truth but the prompt.
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    seen: list[tuple[Verdict, Mapping[str, Any]]] = field(default_factory=list)

    def add(self, verdict: Verdict, facts: Mapping[str, Any], boxes: Boxes) -> None:
        """Count one video.

        Args:
            verdict: what was seen.
            facts: as ``captions.facts`` tells them.
            boxes: (S, N, 4) where each of the cast truly is at the moments that were looked at; NaN where not seen.
        """
        self.seen.append((verdict, facts))
        for question, said in verdict.answers.items():
            if facts[question] or question != "direction":
                wanted = facts[question] if question != "direction" else f"{facts['move']} {facts['direction']}"
                self._count(question, wanted, said if question != "direction" else f"{verdict.answers['move']} {said}")
        for role, character in enumerate(facts["cast"]):
            if not np.isfinite(boxes[:, role]).any():
                continue
            person = matched(verdict.people, boxes[:, role])
            self._count("found", "somebody", "somebody" if person else "nobody")
            self._count("identity", character, person.character if person else "nobody")
            self._count(f"identity, {facts['scale']}", character, person.character if person else "nobody")
            self._count("action", facts["actions"][role], person.action if person else "nobody")
            if role == 0:
                self._count("action of the leader", facts["action"], person.action if person else "nobody")
        self._count("head count", str(len(facts["cast"])), str(len(verdict.people)))

    def _count(self, question: str, wanted: str, said: str) -> None:
        self.tallies.setdefault(question, Tally()).add(wanted, said)

    def scores(self) -> dict[str, dict[str, Any]]:
        """What ``scoring.score`` gives these videos, with its interval, and what it gives them for others' prompts."""
        verdicts, asked = [one for one, _ in self.seen], [told for _, told in self.seen]
        others = [asked[int(k)] for k in draws(0, "others' prompts").permutation(len(asked))]
        right, chance = (_scores(verdicts, told) for told in (asked, others))
        made = {}
        for question, found in right.items():
            ceiling, low, high = wilson(sum(found), len(found))
            by_chance = round(float(np.mean(chance.get(question, [0.0]))), 4)
            made[question] = {"chance": by_chance, "ceiling": ceiling, "low": low, "high": high, "count": len(found)}
        return made

    def told(self) -> dict[str, dict[str, Any]]:
        """What each question came to."""
        return {question: tally.told() for question, tally in sorted(self.tallies.items())}

    def lines(self, worst: int = 8) -> list[str]:
        """A table, and below it what is taken for what most often."""
        made = ["| question | right | 95 % interval | answers |", "|---|---|---|---|"]
        for question, found in self.told().items():
            span = f"{found['low']:.1%} to {found['high']:.1%}"
            made.append(f"| {question} | {found['share']:.1%} | {span} | {found['count']} |")
        made += ["", "| question | is | taken for | of so many |", "|---|---|---|---|"]
        for question, tally in sorted(self.tallies.items()):
            # Parts of a question are counted with the whole.
            for (wanted, said), count in tally.mistakes.most_common(0 if ", " in question else worst):
                made.append(f"| {question} | {wanted} | {said} | {count} of {tally.of[wanted]} |")
        return made


def _scores(verdicts: Iterable[Verdict], asked: Iterable[Mapping[str, Any]]) -> dict[str, list[float]]:
    made: dict[str, list[float]] = {}
    for verdict, told in zip(verdicts, asked, strict=True):
        for question, value in score(verdict, told).items():
            made.setdefault(question, []).append(value)
    return made


def matched(people: Iterable[_Seen], boxes: Boxes) -> _Seen | None:
    """Whose found boxes lie on these true ones over most of the moments in which either is seen."""
    best: _Seen | None = None
    most = _SAME
    for person in people:
        shared = [
            overlap(one, other)
            for one, other in zip(person.boxes, boxes, strict=True)
            if np.isfinite(one).all() and np.isfinite(other).all()
        ]
        seen = int((np.isfinite(boxes[:, 0]) | np.isfinite(person.boxes[:, 0])).sum())
        alike = (
            sum(shared) / max(seen, 1) if len(shared) < 2 else 0.5 * sum(shared) / seen + 0.5 * float(np.mean(shared))
        )
        if alike > most:
            best, most = person, alike
    return best
