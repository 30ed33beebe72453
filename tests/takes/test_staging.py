"""Staging and scenery: what conditions name is found, held to the take's length, and laid out as the model's scene."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import shots as library_shots
from filmwright.media import stills
from filmwright.media.encode import H264Writer, read_clip
from filmwright.models.conditions import parse
from filmwright.models.controls import picture
from filmwright.models.scene import Scene
from filmwright.takes import behind, scenery, staging
from filmwright.takes.staging import Staged

from .conftest import House

CLIP = {"width": 256, "height": 144, "rate": "12/1"}
STROKE = {"points": [(0.2, 0.5, 0), (0.8, 0.5, 1)], "radius": 0.1}
BOX = [0.25, 0.25, 0.75, 0.75]


def staged(house: House, *conditions: dict[str, Any], frames: int | None = None) -> Staged:
    parts = staging.find(house.studio, parse(list(conditions)))
    return staging.stage(parts, staging.length(parts, frames), CLIP)


def scene(house: House, *conditions: dict[str, Any], frames: int | None = None) -> Scene:
    return scenery.scene(house.studio, staged(house, *conditions, frames=frames))


def proxy(house: House, shot: str) -> np.ndarray:
    return read_clip(library_shots.proxy(house.studio, shot))


def test_pictures_at_moments_are_known_and_coded(housed):
    one, two, three = housed.alpha[:3]
    got = scene(
        housed,
        {"kind": "first_frame", "picture": one},
        {"kind": "last_frame", "picture": two},
        {"kind": "keyframe", "picture": three, "at": 7},
        frames=25,
    )
    assert not got.exact and [n for n in range(25) if not got.made[n].all()] == [0, 7, 24]
    for at, shot in ((0, one), (24, two), (7, three)):
        assert not got.made[at].any() and np.array_equal(got.known[at], proxy(housed, shot)[0])


def test_words_alone_are_an_empty_scene(housed):
    got = scene(housed)
    assert (got.frames, got.known, got.made, got.control, got.source, got.references) == (24, *[None] * 4, ())


@pytest.mark.parametrize(("strength", "change"), [(1.0, 0.05), (0.6, 0.4), (0.02, 0.98)])
def test_a_source_is_followed_as_firmly_as_its_strength_says(housed, strength, change):
    got = scene(housed, {"kind": "source", "video": housed.alpha[0], "strength": strength})
    assert got.frames == 36 and got.change == pytest.approx(change) and got.known is None
    assert np.array_equal(got.source, proxy(housed, housed.alpha[0]))


def test_a_source_of_no_strength_is_not_heard(housed):
    got = scene(housed, {"kind": "source", "video": housed.alpha[0], "strength": 0})
    assert got.source is None and got.change == 1


def test_outside_of_a_mask_the_source_stays(housed):
    film = proxy(housed, housed.alpha[0])
    got = scene(housed, {"kind": "source", "video": housed.alpha[0]}, {"kind": "mask", "box": BOX})
    assert got.exact and got.source is None
    assert got.made[:, 36:108, 64:192].all() and got.made.sum() == 36 * 72 * 128
    assert np.array_equal(got.known[~got.made], film[~got.made])
    grown = scene(housed, {"kind": "source", "video": housed.alpha[0]}, {"kind": "mask", "box": BOX, "grow": 4})
    assert grown.made.sum() > got.made.sum()


def test_a_source_lies_in_a_larger_frame(housed):
    got = scene(
        housed, {"kind": "source", "video": housed.alpha[0]}, {"kind": "outpaint", "scale": 0.5, "at": [0.0, 0.5]}
    )
    assert got.exact and not got.made[:, 36:108, :128].any() and got.made.sum() == 36 * (144 * 256 - 72 * 128)
    assert abs(got.known[:, 36:108, :128].mean() - proxy(housed, housed.alpha[0]).mean()) < 1


def test_a_retake_keeps_all_but_its_frames(housed):
    film = proxy(housed, housed.alpha[0])
    got = scene(housed, {"kind": "retake", "video": housed.alpha[0], "in": 10, "out": 20})
    assert got.frames == 36 and got.exact
    assert got.made[10:20].all() and not got.made[:10].any() and not got.made[20:].any()
    assert np.array_equal(got.known[:10], film[:10]) and np.array_equal(got.known[20:], film[20:])
    assert not got.known[10:20].any(), "nothing is left of frames that nobody was asked about"
    part = scene(
        housed, {"kind": "retake", "video": housed.alpha[0], "in": 10, "out": 20}, {"kind": "mask", "box": BOX}
    )
    assert part.made.sum() == 10 * 72 * 128 and np.array_equal(part.known[~part.made], film[~part.made])


@pytest.mark.parametrize(("kind", "there", "of"), [("extend_forward", slice(0, 8), slice(28, 36)),
                                                   ("extend_backward", slice(22, 30), slice(0, 8))])  # fmt: skip
def test_a_film_goes_on_from_either_end(housed, kind, there, of):
    got = scene(housed, {"kind": kind, "video": housed.alpha[0]}, frames=30)
    assert got.exact and got.made.sum() == 22 * 144 * 256 and not got.made[there].any()
    assert np.array_equal(got.known[there], proxy(housed, housed.alpha[0])[of])


def test_each_control_has_its_place_in_the_one_picture(housed):
    film = housed.alpha[0]
    luma = {"depth": {"kind": "depth", "video": film}, "edges": {"kind": "edges", "video": film}}
    chroma = {
        "motion": {"kind": "motion", "video": film},
        "sketch": {"kind": "sketch", "strokes": [STROKE]},
        "camera": {"kind": "camera", "moves": [{"move": "pan"}]},
        "poses": {"kind": "camera", "poses": [{"at": 0}, {"at": 1, "position": [1, 0, 0]}]},
    }
    for name, one in (luma | chroma).items():
        grey, motion = picture.split(scene(housed, one, frames=36).control)
        assert (np.abs(grey).max() > 0.05) == (name in luma), name
        assert (np.abs(motion).max() > 0.05) == (name in chroma), name
        half = scene(housed, {**one, "strength": 0.5}, frames=36).control
        assert np.allclose(half * 2, scene(housed, one, frames=36).control, atol=1e-6), name


def test_a_camera_goes_through_a_depth_that_is_given_and_strokes_lie_on_top(housed):
    truck = {"kind": "camera", "moves": [{"move": "truck"}]}
    depth, sketch = {"kind": "depth", "video": housed.alpha[0]}, {"kind": "sketch", "strokes": [STROKE]}
    flows = [
        picture.split(scene(housed, truck, *more, frames=36).control)[1] for more in ([], [depth], [depth, sketch])
    ]
    assert not np.allclose(flows[0], flows[1], atol=0.01)
    differs = np.abs(flows[1] - flows[2]).max(-1) > 1e-6
    assert differs[10, 72].any() and not differs[10, :20].any()


def test_references_are_pictures_that_pale(housed):
    strong, weak = (
        scene(housed, {"kind": "reference", "of": "look", "name": housed.alpha[1], "strength": s}).references
        for s in (1, 0.5)
    )
    assert np.array_equal(strong[0], proxy(housed, housed.alpha[1])[0])
    assert np.allclose(weak[0], strong[0] / 2 + 127.5, atol=0.51)
    assert scene(housed, {"kind": "reference", "of": "look", "name": housed.alpha[1], "strength": 0}).references == ()


@pytest.mark.parametrize("kind", ["source", "depth", "edges", "motion"])
def test_a_film_of_another_length_or_rate_is_refused_with_both_numbers(housed, kind):
    with pytest.raises(FilmwrightError, match=f"this {kind} has 36 frames at 12 a second, the take 24 frames at 12"):
        staged(housed, {"kind": kind, "video": housed.alpha[0]}, frames=24)
    film = str(housed.folder / "alpha.mp4")
    with pytest.raises(FilmwrightError, match=f"this {kind} has 360 frames at 24 a second, the take 360 frames at 12"):
        staged(housed, {"kind": kind, "video": film})


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ([{"kind": "extend_forward", "video": "SHOT", "frames": 37}], "goes on from 37 frames, and this has 36"),
        ([{"kind": "extend_forward", "video": "FILM"}], "runs at 24 a second, the take at 12 a second"),
        ([{"kind": "retake", "video": "SHOT", "in": 30, "out": 40}], "retake reaches outside of a shot of 36"),
        ([{"kind": "retake", "video": "SHOT", "in": 3, "out": 4}, {"kind": "source", "video": "SHOT"}], "cannot both"),
        ([{"kind": "source", "video": "SHOT", "strength": 0.5}, {"kind": "mask", "box": BOX}], "strength says nothing"),
        ([{"kind": "first_frame", "picture": "0123456789"}], "no file, shot or take"),
        ([{"kind": "depth", "video": "nowhere.mp4"}], "no such file"),
    ],
)
def test_what_does_not_fit_is_one_line(housed, conditions, said):
    names = {"SHOT": housed.alpha[0], "FILM": str(housed.folder / "alpha.mp4")}
    asked = [{key: names.get(str(value), value) for key, value in one.items()} for one in conditions]
    with pytest.raises(FilmwrightError, match=said) as caught:
        staged(housed, *asked)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["depth", "edges", "motion", "mask", "source", "retake", "extend_forward"])
def test_a_film_that_nobody_registered_is_refused_as_a_control_too(housed, tmp_path, kind):
    with H264Writer(tmp_path / "theirs.mp4", 256, 144, Fraction(12), 20.0, "ultrafast") as writer:
        for level in range(24):
            writer.write_rgb(np.full((144, 256, 3), level, np.uint8))
    more = {"retake": {"in": 3, "out": 5}}.get(kind, {})
    with pytest.raises(FilmwrightError, match="nobody has registered the rights") as caught:
        staged(housed, {"kind": kind, "video": str(tmp_path / "theirs.mp4"), **more})
    assert "filmwright add" in caught.value.do


def test_a_mask_that_is_black_leaves_nothing_to_make(house, tmp_path):
    from filmwright.library import catalogue

    (tmp_path / "black.png").write_bytes(stills.png(np.zeros((144, 256, 3), np.uint8)))
    rights = (house.folder / "alpha.yaml").read_text().replace("Alpha", "Masks")
    (tmp_path / "masks.yaml").write_text(rights)
    catalogue.add(house.studio, [tmp_path / "black.png"], "Masks", tmp_path / "masks.yaml")
    with pytest.raises(FilmwrightError, match="leave nothing to make"):
        scene(
            house,
            {"kind": "source", "video": house.alpha[0]},
            {"kind": "mask", "video": str(tmp_path / "black.png")},
        )


def test_rows_name_the_frames_that_are_used_in_the_films_own_time(housed):
    shot = library_shots.find(housed.studio, housed.alpha[1])
    begin = shot.in_frame

    def spans(*conditions: dict[str, Any], frames: int | None = None) -> list[list[list[int]]]:
        return [row["spans"] for row in staged(housed, *conditions, frames=frames).rows()]

    film = {"video": shot.shot}
    assert spans({"kind": "keyframe", "picture": shot.shot, "at": 3}) == [[[begin, begin + 1]]]
    assert spans({"kind": "source", **film}) == [[[begin, begin + 71]]]
    retake = {"kind": "retake", **film, "in": 10, "out": 20}
    assert spans(retake) == [[[begin, begin + 19], [begin + 40, begin + 71]]]
    assert spans(retake, {"kind": "mask", "box": BOX}) == [[[begin, begin + 71]]]
    assert spans({"kind": "extend_forward", **film}) == [[[begin + 56, begin + 71]]]
    assert spans({"kind": "sketch", "strokes": [STROKE]}) == []
    rows = staged(housed, {"kind": "depth", **film}, {"kind": "edges", **film}).rows()
    assert [row["seen"] for row in rows] == [False, True]
    assert {span.asset for span in behind.spans(housed.studio, rows)} == {shot.asset}
