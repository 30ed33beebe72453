"""Conditions as people write them: they go round through YAML and JSON, and what is wrong is said in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from filmwright.canonical import printable
from filmwright.errors import FilmwrightError
from filmwright.models import conditions as c
from filmwright.models.controls.words import DIRECTIONS, Move, Pose, Stroke

from ..effort import examples

WRITTEN = """\
conditions:
  - kind: first_frame
    picture: plates/opening.png
  - kind: keyframe
    picture: 01HZX
    at: 12
  - kind: depth
    video: previs/depth.mp4
    inverted: true
    strength: 0.6
  - kind: sketch
    strokes:
      - points: [[0.2, 0.5, 0], [0.8, 0.5, 1]]
        radius: 0.08
  - kind: camera
    moves:
      - {move: dolly, direction: in}
      - {move: zoom, direction: out, amount: 0.5}
  - {kind: reference, of: character, name: osric}
  - {kind: retake, video: take-7, in: 4, out: 20}
"""


def _shown(text: str) -> bool:
    try:
        printable(text)
    except ValueError:
        return False
    return True


NAMES = st.text(min_size=1, max_size=30).filter(_shown) | st.sampled_from(["NO", "12", "null", "0.5", "a: b", "- x"])
SHARES, FRAMES = st.floats(0, 1), st.integers(0, 900)
NUMBERS = st.floats(-100, 100)
TIMES = st.lists(st.integers(0, 1000), min_size=2, max_size=5, unique=True).map(
    lambda ks: [k / 1000 for k in sorted(ks)]
)
STROKES = TIMES.map(lambda times: Stroke(points=tuple((0.5, t, t) for t in times)))
MOVES = st.sampled_from([(move, way) for move, ways in DIRECTIONS.items() for way in ("", *ways)]).flatmap(
    lambda told: st.builds(Move, move=st.just(told[0]), direction=st.just(told[1]), amount=st.floats(0, 3))
)
POSES = st.builds(Pose, at=SHARES, position=st.tuples(NUMBERS, NUMBERS, NUMBERS), lens=st.floats(8, 400))
ANY = st.one_of(
    st.builds(c.FirstFrame, picture=NAMES),
    st.builds(c.LastFrame, picture=NAMES),
    st.builds(c.Keyframe, picture=NAMES, at=FRAMES),
    st.builds(c.Source, video=NAMES, strength=SHARES),
    st.builds(c.Mask, video=NAMES, grow=st.integers(-256, 256)),
    st.builds(c.Mask, box=st.tuples(st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0.5, 1), st.floats(0.5, 1))),
    st.builds(c.Outpaint, at=st.tuples(SHARES, SHARES), scale=st.floats(0.01, 1)),
    st.builds(c.Depth, video=NAMES, inverted=st.booleans(), strength=SHARES),
    st.builds(c.Edges, video=NAMES, drawn=st.booleans(), strength=SHARES),
    st.builds(c.Motion, video=NAMES, strength=SHARES),
    st.builds(c.Sketch, strokes=st.lists(STROKES, min_size=1, max_size=3).map(tuple), strength=SHARES),
    st.builds(c.Camera, moves=st.lists(MOVES, min_size=1, max_size=3).map(tuple), lens=st.floats(8, 400)),
    st.builds(c.Camera, poses=st.tuples(POSES)),
    st.builds(c.Reference, of=st.sampled_from(["character", "set", "look", "prop"]), name=NAMES, strength=SHARES),
    st.builds(c.ExtendForward, video=NAMES, frames=st.integers(1, 99)),
    st.builds(c.ExtendBackward, video=NAMES, frames=st.integers(1, 99)),
    FRAMES.flatmap(lambda n: st.builds(c.Retake, video=NAMES, in_=st.just(n), out=st.integers(n + 1, 999))),
)


@given(st.lists(ANY, max_size=5).map(tuple))
@settings(max_examples=examples(100))
def test_conditions_go_round_through_yaml_and_json(
    tmp_path_factory: pytest.TempPathFactory, made: c.Conditions
) -> None:
    path = tmp_path_factory.mktemp("conditions") / "conditions.yaml"
    path.write_text(c.dump(made), encoding="utf-8")
    assert c.read(path) == made
    assert c.parse(json.loads(json.dumps(c.plain(made)))) == made


def test_what_people_write_is_read(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(WRITTEN, encoding="utf-8")
    first, key, depth, sketch, camera, who, retake = c.read(tmp_path / "c.yaml")
    assert first == c.FirstFrame(picture="plates/opening.png")
    assert isinstance(key, c.Keyframe)
    assert key.at == 12
    assert depth == c.Depth(video="previs/depth.mp4", inverted=True, strength=0.6)
    assert isinstance(sketch, c.Sketch)
    assert sketch.strokes[0].radius == 0.08
    assert camera == c.Camera(
        moves=(Move(move="dolly", direction="in"), Move(move="zoom", direction="out", amount=0.5))
    )
    assert who == c.Reference(of="character", name="osric")
    assert retake == c.Retake(video="take-7", in_=4, out=20)


def test_a_fault_in_a_file_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(WRITTEN.replace("strength: 0.6", "strength: 6"), encoding="utf-8")
    with pytest.raises(FilmwrightError, match=r"c\.yaml, line 10: condition 3 \(depth\): strength must be 1.* or less"):
        c.read(path)
    for wrong in ("conditions: 3\n", "conditions: []\nmore: 1\n", "wishes: []\n", "- a\n", "conditions: &a [*a]\n"):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(FilmwrightError):
            c.read(path)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"kind": "hologram"}, "condition 1: it needs a 'kind', one of first_frame, last_frame"),
        ({}, "it needs a 'kind'"),
        (7, "it needs a 'kind'"),
        ({"kind": "keyframe", "picture": "a"}, r"condition 1 \(keyframe\): at is missing"),
        ({"kind": "keyframe", "picture": "a", "at": -1}, "at must be 0 or more"),
        ({"kind": "keyframe", "picture": "a", "at": 1, "frame": 1}, "frame is unknown here"),
        ({"kind": "depth", "video": ""}, "video is empty"),
        ({"kind": "depth", "video": "a\u202eb"}, "video the character"),
        ({"kind": "depth", "video": "a", "strength": "nan"}, "strength must be a number"),
        ({"kind": "retake", "video": "a", "in": 5, "out": 5}, r"condition 1 \(retake\): a retake from 5 to 5 holds no"),
        ({"kind": "mask"}, "a mask is either a video or a box"),
        ({"kind": "mask", "video": "a", "box": [0, 0, 1, 1]}, "a mask is either a video or a box"),
        ({"kind": "mask", "box": [0.5, 0, 0.5, 1]}, "right is more than left"),
        ({"kind": "camera"}, "either by moves or by poses"),
        ({"kind": "camera", "poses": [{"at": 0.5}, {"at": 0.5}]}, "the times of poses must grow"),
        ({"kind": "camera", "moves": [{"move": "tilt", "direction": "in"}]}, "a tilt goes up or down, not 'in'"),
        ({"kind": "sketch", "strokes": []}, "strokes is empty"),
        ({"kind": "reference", "of": "actor", "name": "a"}, "'actor' is not one of character, set, look or prop"),
        ({"kind": "first_frame", "picture": "a", "strength": 1}, "strength is unknown here"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(told: Any, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said) as error:
        c.parse([told], "wishes")
    assert str(error.value).startswith("wishes: ")
    assert "\n" not in str(error.value)


def test_conditions_are_frozen_and_capped() -> None:
    with pytest.raises(ValidationError):
        c.Source(video="a").video = "b"
    with pytest.raises(FilmwrightError):
        c.parse([{"kind": "reference", "of": "set", "name": str(n)} for n in range(1001)])
