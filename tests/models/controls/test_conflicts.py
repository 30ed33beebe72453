"""Conditions that cannot all hold are refused, in words."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError
from filmwright.models.conditions import (
    Camera,
    Condition,
    Depth,
    ExtendBackward,
    ExtendForward,
    FirstFrame,
    Keyframe,
    LastFrame,
    Mask,
    Motion,
    Outpaint,
    Reference,
    Retake,
    Sketch,
    Source,
    check,
)
from filmwright.models.controls.words import Move, Stroke

FIRST, LAST, SOURCE = FirstFrame(picture="a.png"), LastFrame(picture="b.png"), Source(video="c.mp4")
RETAKE, MASK, CAMERA = Retake(video="c.mp4", in_=4, out=8), Mask(box=(0, 0, 0.5, 1)), Camera(moves=(Move(move="pan"),))
BACK, ON = ExtendBackward(video="c.mp4"), ExtendForward(video="c.mp4")
SKETCH = Sketch(strokes=(Stroke(points=((0, 0, 0), (1, 1, 1))),))


def key(at: int) -> Keyframe:
    return Keyframe(picture="k.png", at=at)


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [FIRST, key(5), LAST],
        [SOURCE, MASK, Outpaint(), Depth(video="d.mp4"), CAMERA, SKETCH],
        [RETAKE, MASK, key(5)],
        [ON, BACK, key(10)],
        [Reference(of="character", name="osric"), Reference(of="look", name="osric"), Motion(video="m.mp4"), SKETCH],
    ],
)
def test_what_goes_together_is_let_through(conditions: list[Condition]) -> None:
    assert check(conditions, 24) is None


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ([SOURCE, RETAKE], "source and retake cannot both hold: each says which film the shot is made from"),
        ([RETAKE, SOURCE], "source and retake cannot both hold"),
        ([SOURCE, ON], "source and extend_forward cannot both hold"),
        ([RETAKE, BACK], "retake and extend_backward cannot both hold"),
        ([CAMERA, Motion(video="m.mp4")], "each says how the whole picture moves"),
        ([MASK], "mask says nothing without a source or a retake"),
        ([Outpaint(), RETAKE], "outpaint says nothing without a source"),
        ([FIRST, FIRST], "first_frame is there 2 times"),
        ([key(3), key(3)], "frame 3 has two pictures, of the keyframe at 3 and of the keyframe at 3"),
        ([FIRST, key(0)], "frame 0 has two pictures, of the first_frame and of the keyframe at 0"),
        ([key(23), LAST], "frame 23 has two pictures"),
        ([ON, FIRST], "frame 0 has two pictures"),
        ([RETAKE, key(2)], "frame 2 has two pictures"),
        ([key(24)], "the keyframe at 24 reaches outside of a shot of 24 frames"),
        ([Retake(video="c", in_=2, out=25)], "the retake reaches outside of a shot of 24 frames"),
        ([ExtendBackward(video="c", frames=25)], "the extend_backward reaches outside of a shot of 24 frames"),
        ([ExtendForward(video="c", frames=12), ExtendBackward(video="c", frames=12)], "all 24 frames have"),
        ([ExtendForward(video="c", frames=13), ExtendBackward(video="c", frames=12)], "frame 12 has two pictures"),
        ([Reference(of="set", name="a"), Reference(of="set", name="a")], "the set 'a' is referred to twice"),
    ],
)
def test_what_cannot_all_hold_is_refused_in_one_line(conditions: list[Condition], said: str) -> None:
    with pytest.raises(FilmwrightError, match=said) as error:
        check(conditions, 24)
    assert error.value.do
    assert "\n" not in str(error.value)


def test_a_shot_of_no_frames_is_refused() -> None:
    with pytest.raises(FilmwrightError, match="a shot of 0 frames"):
        check([], 0)
