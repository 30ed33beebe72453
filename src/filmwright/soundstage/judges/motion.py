"""How the picture moves as a whole: grids of optical flow, what a turning camera explains of them, and what is left.

A camera that only turns or zooms moves every pixel by a formula of its place; one that travels moves near things more
than far ones. What the formula leaves over is what tells a dolly from a zoom and a truck from a pan.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.soundstage.judges.canonical import HEIGHT, WIDTH, Frames
from filmwright.soundstage.judges.people import Boxes, covered

Grid = npt.NDArray[np.float32]

ROWS, COLUMNS = 18, 32
"""Cells of a grid."""
CHANNELS = 8
"""Of a grid: flow right and down, what is left of both, texture, people, luma, and colour's warmth."""
_CELL = WIDTH // COLUMNS
_ROUNDS = 4
_LEFT = 6.0
"""What is left over is small: factor on it."""
MIRROR = np.array([[-1, 1, -1, -1, 1, -1], [1, -1, 1, 1, -1, 1]], np.float32)
"""What a mirror does to the factors of 1, x, y, x², xy, y²."""


def grids(frames: Frames, seconds: npt.NDArray[np.float64], boxes: Boxes) -> tuple[Grid, Grid]:
    """How each moment's picture moves until the next.

    Args:
        frames: (S, 144, 256, 3) uint8.
        seconds: (S,) when they are.
        boxes: (S, N, 4) of people; NaN where there is none.

    Returns:
        (S - 1, 8, 18, 32) channels, flow in widths of the frame a second; (S - 1, 2, 6) the formula's factors.
    """
    greys = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    finder.setFinestScale(1)
    made, factors = [], []
    for index in range(len(frames) - 1):
        step = max(float(seconds[index + 1] - seconds[index]), 1e-3)
        flow = finder.calc(greys[index], greys[index + 1], None) / (WIDTH * step)
        cells = _pooled(flow)
        texture = _pooled(_texture(greys[index])[..., None])
        people = covered(boxes[index], ROWS, COLUMNS)
        weights = np.sqrt(texture[..., 0]) * (1 - people)
        fit, terms = explained(cells, weights)
        left = (cells - terms) * _LEFT
        colour = _pooled(frames[index].astype(np.float32)) / 255
        luma = colour.mean(-1, keepdims=True) - 0.5
        warmth = colour[..., :1] - colour[..., 2:]
        made.append(np.concatenate([cells, left, texture, people[..., None], luma, warmth], -1).transpose(2, 0, 1))
        factors.append(fit)
    return np.stack(made).astype(np.float32), np.stack(factors).astype(np.float32)


def explained(flow: Grid, weights: Grid) -> tuple[Grid, Grid]:
    """The flow of a camera that turns, rolls and zooms, fitted so that what moves by itself counts little.

    Args:
        flow: (18, 32, 2).
        weights: (18, 32), how much each cell counts.

    Returns:
        (2, 6) factors of 1, x, y, x², xy, y² for the flow to the right and down, and (18, 32, 2) the flow they give.
    """
    terms = _TERMS
    found = np.zeros((2, 6), np.float64)
    counted = weights.reshape(-1).astype(np.float64) + 1e-4
    values = flow.reshape(-1, 2).astype(np.float64)
    for _ in range(_ROUNDS):
        scaled = terms * counted[:, None]
        found = np.linalg.solve(terms.T @ scaled + 1e-3 * counted.mean() * np.eye(6), scaled.T @ values).T
        off = np.linalg.norm(values - terms @ found.T, axis=-1)
        width = 1.5 * np.median(off) + 1e-3
        counted = (weights.reshape(-1) + 1e-4) / (1 + (off / width) ** 2)
    return found.astype(np.float32), (terms @ found.T).reshape(flow.shape).astype(np.float32)


def at(factors: Grid, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(..., 2) the fitted flow at points of the frame, shares of its width and height from its corner."""
    return np.asarray(_terms(x, y) @ factors.T.astype(np.float64))


def _terms(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    u, v = x - 0.5, (y - 0.5) * HEIGHT / WIDTH
    return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], -1)


_TERMS = _terms(np.tile((np.arange(COLUMNS) + 0.5) / COLUMNS, ROWS), np.repeat((np.arange(ROWS) + 0.5) / ROWS, COLUMNS))


def _pooled(values: npt.NDArray[np.float32]) -> Grid:
    """(144, 256, C) to the means of cells, (18, 32, C)."""
    return np.asarray(values.reshape(ROWS, _CELL, COLUMNS, _CELL, -1).mean((1, 3)), np.float32)


def _texture(grey: npt.NDArray[np.uint8]) -> Grid:
    """(144, 256) how much there is to see motion by, about 0 to 1."""
    values = grey.astype(np.float32) / 255
    across, down = cv2.Sobel(values, cv2.CV_32F, 1, 0), cv2.Sobel(values, cv2.CV_32F, 0, 1)
    return np.asarray(np.minimum(np.hypot(across, down), 1.0), np.float32)
