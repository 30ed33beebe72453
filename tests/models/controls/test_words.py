"""Words of strokes, moves and poses: what does not make sense is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from filmwright.models.controls.words import Move, Pose, Stroke


@pytest.mark.parametrize(
    ("kind", "told", "said"),
    [
        (Move, {"move": "fly"}, "Input should be"),
        (Move, {"move": "pan", "direction": "up"}, "a pan goes right or left, not 'up'"),
        (Move, {"move": "static", "direction": "left"}, "a static goes nowhere"),
        (Move, {"move": "pan", "amount": float("inf")}, "finite"),
        (Move, {"move": "pan", "speed": 1}, "Extra inputs"),
        (Stroke, {"points": [(0, 0, 0)]}, "at least 2"),
        (Stroke, {"points": [(0, 0, 0.5), (1, 1, 0.5)]}, "must grow"),
        (Stroke, {"points": [(0, 0, 0), (1, 1, 2)]}, "less than or equal to 1"),
        (Stroke, {"points": [(0, 0, 0), (9, 1, 1)]}, "less than or equal to 2"),
        (Stroke, {"points": [(0, 0, 0), (1, 1, 1)], "radius": 0}, "greater than 0"),
        (Pose, {"at": 0, "lens": 1}, "greater than or equal to 8"),
        (Pose, {"at": 0, "position": (0, float("nan"), 0)}, "finite"),
    ],
)
def test_what_makes_no_sense_is_refused(kind: Any, told: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        kind(**told)


def test_the_usual_way_is_not_backwards() -> None:
    assert not Move(move="pan").backwards
    assert not Move(move="pan", direction="right").backwards
    assert Move(move="pan", direction="left").backwards
