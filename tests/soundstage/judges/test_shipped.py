"""The judges that ship: whole, taught to their end, and measured, these very weights, on all that a score needs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.judges import labels, weights
from filmwright.soundstage.judges.judge import judge
from filmwright.soundstage.judges.lessons import LESSONS
from filmwright.soundstage.judges.prepare import rendered
from filmwright.soundstage.judges.scoring import QUESTIONS, bounds, score
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.vocabulary import Action, Look, Scale, SetFamily

GAPS = {1, 2, 4, 8, 16, 32, 48}
"""Other shots between two appearances in STAGE-STORY."""


@pytest.fixture(scope="module")
def card() -> dict[str, Any]:
    """What is known of the weights that ship."""
    return weights.read_card(weights.SHIPPED)


def test_their_card_is_of_these_weights_and_of_this_cast(card: dict[str, Any]) -> None:
    networks, read = weights.load(weights.SHIPPED)
    assert read == card and set(networks) == set(LESSONS)
    assert card["measured"] == card["sha256"]
    assert card["known"] == labels.KNOWN and card["characters"] == [one.id for one in CAST]
    assert sum(path.stat().st_size for path in weights.SHIPPED.iterdir()) < 20_000_000
    for name, told in card["taught"].items():
        assert told["steps"] >= 1000 and told["videos"]["training"] >= 1000, name


def test_what_a_score_can_be_is_known_of_every_question(card: dict[str, Any]) -> None:
    for after in ("", "house codec", "house codec, then H.264, crf 20", "104x58, VP9, and back"):
        found = bounds(card, after)
        assert set(found) == set(QUESTIONS)
        for question, one in found.items():
            # A static shot has no direction.
            assert one.count >= (300 if question != "direction" else 200), (after, question)
            assert 0 <= one.chance < one.low <= one.ceiling <= one.high <= 1, (after, question)
    held = bounds(card, "its first frame, held")
    assert held["action"].high < bounds(card)["action"].low and held["move"].high < bounds(card)["move"].low


def test_what_a_score_of_retention_can_be_is_known(card: dict[str, Any]) -> None:
    told = card["retention"]
    assert {one["gap"] for one in told["by_gap"]} >= GAPS and told["count"] >= 200
    assert told["apart"]["same"] < 0.1 < 0.8 < told["right"] <= 1 and told["apart"]["alike"] < told["alike"]


@pytest.mark.parametrize("number", range(4))
def test_a_shot_is_seen_for_what_it_is(number: int) -> None:
    torch.set_num_threads(1)
    family = list(SetFamily)[3 * number]
    told = stage_shot(
        910 + number,
        family=family,
        look=list(Look)[number],
        action=(Action.WALK, Action.WAVE, Action.SIT, Action.JUMP)[number],
        scale=Scale.FULL,
        cast=[CAST[17 * number + 5].id],
        frames=24,
        rate=Fraction(12),
    )
    verdict = judge(rendered(told, range(told.frames)).pictures, told.picture.rate)
    found = score(verdict, told)
    assert found["set"] == found["look"] == found["cast"] == 1.0
    assert np.isclose(verdict.people[0].characters.sum(), 1, atol=1e-3)
