"""How often the judges are right on shots of which the truth is known, and what they take for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.judges.intervals import wilson
from filmwright.soundstage.judges.people import Boxes, Track, overlap
from filmwright.soundstage.judges.scoring import score
from filmwright.soundstage.judges.verdict import Person, Verdict

_Seen = TypeVar("_Seen", Person, Track)
_SAME = 0.3
"""Mean overlap from which what was found is somebody known."""


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
        for role, (character, person) in enumerate(zip(facts["cast"], matched(verdict.people, boxes), strict=True)):
            if not np.isfinite(boxes[:, role]).any():
                continue
            self._count("found", "somebody", "somebody" if person else "nobody")
            self._count("identity", character, person.character if person else "nobody")
            self._count(f"identity, {facts['scale']}", character, person.character if person else "nobody")
            if person:
                self._count("identity, where found", character, person.character)
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


def matched(people: Sequence[_Seen], boxes: Boxes) -> list[_Seen | None]:
    """Who of those that were found is who of those that are known, each once, the best fits first.

    Args:
        people: whom the judges, or the scout, found.
        boxes: (S, N, 4) true; NaN where not seen.

    Returns:
        For each of the N whoever lies where they are, over a third at least of the moments in which either is seen;
        None for nobody.
    """
    fits = sorted(
        (-_alike(person.boxes, boxes[:, role]), role, index)
        for role in range(boxes.shape[1])
        for index, person in enumerate(people)
    )
    made: list[_Seen | None] = [None] * boxes.shape[1]
    taken: set[int] = set()
    for unlike, role, index in fits:
        if -unlike > _SAME and made[role] is None and index not in taken:
            made[role] = people[index]
            taken.add(index)
    return made


def _alike(found: Boxes, true: Boxes) -> float:
    """Mean overlap where both are seen; 0 if that is in less than a third of the moments in which either is."""
    seen, there = np.isfinite(found[:, 0]), np.isfinite(true[:, 0])
    both = np.nonzero(seen & there)[0]
    if len(both) * 3 < max(int((seen | there).sum()), 1):
        return 0.0
    return sum(overlap(found[k], true[k]) for k in both) / len(both)
