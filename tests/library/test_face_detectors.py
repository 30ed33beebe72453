"""Face detectors: boxes, which weights are taken, and what is seen of drawn faces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import face_detectors
from filmwright.library.face_detectors import Detector, Face
from filmwright.media.planes import Picture, from_rgb, plane

from . import face_films
from .conftest import scene


def picture(*middles: tuple[int, int], width: int = 120, height: int = 360) -> Picture:
    """A picture 640 wide with faces drawn at these places."""
    rgb = scene(4, 640, height)
    for middle in middles:
        face_films.draw_face(rgb, middle, width)
    frame = from_rgb(rgb)
    return Picture(0, *(np.ascontiguousarray(plane(frame, index)) for index in range(3)))


def test_overlap() -> None:
    one = Face(0, 0, 10, 10, 1)
    assert one.overlap(one) == 1.0
    assert one.overlap(Face(5, 0, 10, 10, 1)) == pytest.approx(1 / 3)
    assert one.overlap(Face(10, 0, 10, 10, 1)) == 0.0 and one.overlap(Face(50, 50, 1, 1, 1)) == 0.0
    assert Face(0, 0, 0, 0, 1).overlap(Face(0, 0, 0, 0, 1)) == 0.0


@pytest.mark.parametrize("data", [b"", b"onnx", b"x" * (5 << 20)])
def test_weights_that_nobody_knows_are_never_opened(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "face.onnx"
    path.write_bytes(data)
    with pytest.raises(FilmwrightError, match="not the weights of a known face detector"):
        face_detectors.find(path)
    with pytest.raises(FilmwrightError, match="no such file"):
        face_detectors.find(tmp_path / "none.onnx")


def test_without_weights_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face_detectors.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FilmwrightError, match=r"weights are not installed .* --weights"):
        face_detectors.find()


def holds(detector: Detector) -> None:
    """What any of them must do: see drawn faces where they are, and none in an empty scene."""
    assert detector.faces(picture()) == []
    left, right = sorted(detector.faces(picture((160, 180), (480, 180))), key=lambda face: face.x)
    for face, middle in ((left, 160), (right, 480)):
        assert face.x < middle < face.x + face.width and face.y < 180 < face.y + face.height
        assert 80 < face.width < 220 and 0.0 <= face.confidence <= 1.0
    assert detector.faces(picture((160, 180), (480, 180))) == detector.faces(picture((160, 180), (480, 180)))


def test_yunet_sees_drawn_faces() -> None:
    detector = face_detectors.find()
    holds(detector)
    assert detector.settings["detector"] == "yunet-2023mar" and detector.settings["score"] == 0.7


@pytest.mark.parametrize("width", [30, 120, 300, 420])
def test_yunet_sees_a_face_once_from_afar_and_in_a_close_up(width: int) -> None:
    (face,) = face_detectors.find().faces(picture((320, 320), width=width, height=640))
    assert 0.6 * width < face.width < 1.5 * width and face.confidence >= 0.7
