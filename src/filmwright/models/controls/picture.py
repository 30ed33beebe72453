"""The control picture: depth and lines on its luma axis, motion on its two chroma axes, added up.

T frames, H and W pixels, 3 colours (red, green, blue). Values lie in [-1, 1]; neutral grey, 0, says nothing.
The axes are those of the house codec's colour transform, so each stays apart in the latents too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError

Floats = npt.NDArray[np.float32]

LUMA = np.array([1, 1, 1], np.float32) / np.sqrt(np.float32(3))
CHROMA_X = np.array([1, 0, -1], np.float32) / np.sqrt(np.float32(2))
CHROMA_Y = np.array([-1, 2, -1], np.float32) / np.sqrt(np.float32(6))
"""Unit vectors, each at right angles to the others: depth and lines; motion to the right; motion downwards."""

DEPTH_GAIN, EDGES_GAIN = 0.3, 0.25
MOTION_GAIN = 0.45 / float(np.abs(CHROMA_X[0]) + np.abs(CHROMA_Y[0]))
"""How much of the range each has. Together they just fill it, so that whatever is added nothing is ever clipped: a
control reads the same whether others are there or not, and motion can be taken out of the picture again. Motion has
most, since it seldom comes near its full scale."""


@dataclass(frozen=True)
class Strengths:
    """How strongly each control holds: 1 as it is, 0 not at all; between, scaled towards neutral.

    Raises:
        FilmwrightError: one of them is not in 0 to 1.
    """

    depth: float = 1.0
    edges: float = 1.0
    motion: float = 1.0

    def __post_init__(self) -> None:
        """Hold them to their range."""
        for name, value in vars(self).items():
            if not 0 <= value <= 1:  # not so for NaN either
                raise FilmwrightError(f"a strength of {value}", name, "choose one from 0 to 1")


def compose(
    depth_THW: npt.NDArray[np.floating] | None = None,
    edges_THW: npt.NDArray[np.floating] | None = None,
    motion_THW2: npt.NDArray[np.floating] | None = None,
    strengths: Strengths | None = None,
) -> Floats:
    """The control picture of a clip.

    Args:
        depth_THW: [-1, 1], near is 1 (``depth``).
        edges_THW: [0, 1], a line is 1 (``edges``).
        motion_THW2: [-1, 1], x to the right and y downwards (``motion.encode``).
        strengths: of the three.

    Returns:
        float32 (T, H, W, 3) in [-1, 1].

    Raises:
        FilmwrightError: the controls differ in length or size.
        ValueError: there is no control at all; ``neutral`` is the picture of none.
    """
    held = strengths or Strengths()
    given = {"depth": depth_THW, "edges": edges_THW, "motion": motion_THW2}
    shapes = {name: values.shape[:3] for name, values in given.items() if values is not None}
    if not shapes:
        raise ValueError("no control is given")
    first = next(iter(shapes))
    for name, shape in shapes.items():
        if shape != shapes[first]:
            said = f"{name} is {_size(shape)}, {first} is {_size(shapes[first])}"
            raise FilmwrightError(said, "", "bring the controls to one length and size")
    picture = neutral(*shapes[first])
    if depth_THW is not None:
        picture += _unit(depth_THW, -1)[..., None] * np.float32(held.depth * DEPTH_GAIN)
    if edges_THW is not None:
        picture += _unit(edges_THW, 0)[..., None] * np.float32(held.edges * EDGES_GAIN)
    if motion_THW2 is not None:
        axes = np.stack([CHROMA_X, CHROMA_Y]) * np.float32(held.motion * MOTION_GAIN)
        picture += _unit(motion_THW2, -1) @ axes
    return np.clip(picture, -1, 1, out=picture)  # for the last bit alone


def neutral(frames: int, height: int, width: int) -> Floats:
    """The picture that says nothing, float32 (T, H, W, 3)."""
    return np.zeros((frames, height, width, 3), np.float32)


def split(picture_THW3: Floats) -> tuple[Floats, Floats]:
    """A control picture taken apart: what is on its luma axis and what on its chroma axes.

    Returns:
        float32 (T, H, W), depth times its gain and lines times theirs, added; float32 (T, H, W, 2), motion in [-1, 1]
        at the strength that it was composed with.
    """
    axes = np.stack([CHROMA_X, CHROMA_Y], -1) / np.float32(MOTION_GAIN)
    return picture_THW3.mean(-1), picture_THW3 @ axes


def show(picture_THW3: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """For eyes: [-1, 1] as 0 to 255, of any shape; 0, neutral, is 128."""
    return np.clip(np.round((picture_THW3 + 1) * 127.5), 0, 255).astype(np.uint8)


def _unit(values: npt.NDArray[np.floating], low: float) -> Floats:
    return np.clip(values, low, 1, dtype=np.float32, casting="unsafe")


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[0]} frames of {shape[2]}x{shape[1]}"
