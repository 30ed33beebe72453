"""Lessons: every kind of condition is drawn, in shapes that the sampler has, and strengths scale towards nothing."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from filmwright.models import lessons


@given(st.integers(1, 8), st.integers(0, 2**31))
def test_something_is_always_left_to_make_and_known_frames_are_whole(blocks, seed):
    frames = 4 * blocks + 1
    made = lessons.frames_to_make(frames, torch.Generator().manual_seed(seed))
    assert made.shape == (frames,) and set(made.tolist()) <= {0.0, 1.0} and made.sum() > 0


def test_all_kinds_come_about_as_often_as_their_shares():
    draw = torch.Generator().manual_seed(0)
    drawn = [lessons.frames_to_make(25, draw) for _ in range(2000)]
    nothing = sum(float(made.sum() == 25) for made in drawn) / len(drawn)
    first_alone = sum(float(made[0] == 0 and made.sum() == 24) for made in drawn) / len(drawn)
    assert abs(nothing - lessons.KNOWN["nothing"]) < 0.04
    assert lessons.KNOWN["first"] - 0.04 < first_alone < lessons.KNOWN["first"] + lessons.KNOWN["keyframes"]
    assert any(made[0] == 1 and made[-1] == 0 for made in drawn), "made from its end"
    assert any(made[:5].sum() == 0 and made[-1] == 1 for made in drawn), "going on"
    assert any(made[0] == 0 and made[-1] == 0 and made.sum() == 23 for made in drawn), "first and last"
    assert abs(sum(lessons.KNOWN.values()) - 1) < 1e-9


def test_a_picture_has_nothing_known():
    assert lessons.frames_to_make(1, torch.Generator()).tolist() == [1.0]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_controls_lie_on_their_axes(share):
    ones = torch.ones(lessons.CONTROLS, 1, 2, 2)
    ones[lessons.EDGES], ones[lessons.MOTION] = 10, 100
    draw = torch.Generator().manual_seed(1)
    drawn = torch.stack([lessons.controls(ones, share, draw)[:, 0, 0, 0] for _ in range(300)])
    if not share:
        assert drawn.abs().sum() == 0
        return
    luma, chroma = drawn[:, :27], drawn[:, 27:]
    assert drawn.shape[1] == 36 and (drawn.abs().sum(1) > 0).all()
    assert luma.max() == 11 and chroma.max() == 100 and drawn.min() == 0
    whole = ((luma[:, 0] == 11) & (chroma[:, 0] == 100)).float().mean()
    assert 0 < whole < 0.2, "all of them at full strength, now and then"
    assert ((chroma[:, 0] > 0) & (chroma[:, 0] < 100)).any(), "weaker ones too"
