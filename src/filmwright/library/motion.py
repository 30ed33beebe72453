"""How the picture moves: dense flow between pictures about 1/12 s apart, and the camera move that explains most of it.

Flow is Dense Inverse Search (Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016), from OpenCV,
on luma of 128x72. The camera is a shift, a zoom and a roll (four numbers) per pair of pictures, fitted by reweighted
least squares (Tukey's biweight) to a grid of flow vectors that lie on texture; the border counts more, since actors
stand in the middle. Lengths are in picture widths.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 128, 72
_STEP = 8
_HALF = _STEP // 2
_TEXTURE_EVERY = 3
"""Texture stays where it is for a quarter of a second."""
_SQUARE = np.ones((3, 3), np.uint8)
_CHUNK = 240
_ROUNDS = 5
_FIRST_WIDTH, _WIDTH = 0.012, 0.006
"""Beyond this distance, in widths, a flow vector is not the camera's."""

_ROWS, _COLUMNS = np.mgrid[_STEP // 2 : HEIGHT : _STEP, _STEP // 2 : WIDTH : _STEP]
_X = ((_COLUMNS - (WIDTH - 1) / 2) / WIDTH).ravel()
_Y = ((_ROWS - (HEIGHT - 1) / 2) / WIDTH).ravel()
_NONE, _ALL = np.zeros(_X.size), np.ones(_X.size)
_MODEL_M4 = np.concatenate([np.stack([_ALL, _NONE, _X, -_Y], 1), np.stack([_NONE, _ALL, _Y, _X], 1)])
_SQUARES_M16 = (_MODEL_M4[:, :, None] * _MODEL_M4[:, None, :]).reshape(-1, 16)
_BORDER = np.where((np.abs(_X) > 0.3) | (np.abs(_Y) > 0.17), 1.0, 0.45)


@dataclass(frozen=True)
class Camera:
    """Camera and subject movement of one shot, one row per pair of pictures.

    ``shift`` (P, 2) in widths, right and down positive, is how the *picture* moves: a pan right shifts it left.
    ``zoom`` (P,) is the relative growth, ``fit`` (P,) the share of weighted texture that the camera explains,
    ``texture`` (P,) the share of the picture that has any; ``speed`` (P,) the mean length of the flow on texture;
    ``subject`` (P,) the mean that is left over.
    """

    shift: NDArray[np.float64]
    zoom: NDArray[np.float64]
    fit: NDArray[np.float64]
    texture: NDArray[np.float64]
    speed: NDArray[np.float64]
    subject: NDArray[np.float64]


def _fit(flow_PN2: NDArray[np.float64], weight_PN: NDArray[np.float64]) -> NDArray[np.float64]:
    pairs, points = weight_PN.shape
    target_PM = np.concatenate([flow_PN2[..., 0], flow_PN2[..., 1]], axis=1)
    base = weight_PN * _BORDER
    # The first guess is the median flow: with the mean, a large actor would drag the camera along.
    middle = _median(flow_PN2, base)
    error = np.hypot(*np.moveaxis(flow_PN2 - middle[:, None], 2, 0))
    robust = np.clip(1 - (error / _FIRST_WIDTH) ** 2, 0, 1) ** 2
    result = np.zeros((pairs, 4))
    for _ in range(_ROUNDS):
        weight_PM = np.concatenate([base * robust, base * robust], axis=1)
        normal = (weight_PM @ _SQUARES_M16).reshape(pairs, 4, 4) + 1e-6 * np.eye(4)
        right = (weight_PM * target_PM) @ _MODEL_M4
        result = np.linalg.solve(normal, right[..., None])[..., 0]
        left = target_PM - result @ _MODEL_M4.T
        error = np.hypot(left[:, :points], left[:, points:])
        width = _WIDTH + 0.15 * np.abs(result[:, :2]).sum(axis=1, keepdims=True)
        robust = np.clip(1 - (error / width) ** 2, 0, 1) ** 2
    explained = (base * (error < 0.5 * width)).sum(axis=1) / np.maximum(base.sum(axis=1), 1e-9)
    subject = (weight_PN * error).sum(axis=1) / np.maximum(weight_PN.sum(axis=1), 1e-9)
    return np.concatenate([result, explained[:, None], subject[:, None]], axis=1)


def _median(flow_PN2: NDArray[np.float64], weight_PN: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted median of each component of the flow, (P, 2)."""
    order = np.argsort(flow_PN2, axis=1)
    weight = np.take_along_axis(np.broadcast_to(weight_PN[..., None], flow_PN2.shape), order, axis=1).cumsum(axis=1)
    place = (weight >= 0.5 * weight[:, -1:]).argmax(axis=1)
    return np.take_along_axis(np.take_along_axis(flow_PN2, order, axis=1), place[:, None], axis=1)[:, 0]


class Flow:
    """Takes the pictures of one shot in order and keeps seven numbers per pair.

    Memory does not grow with the picture.
    """

    def __init__(self) -> None:
        """A shot of which nothing was seen yet."""
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._last: NDArray[np.uint8] | None = None
        self._edge: NDArray[np.float32] = np.zeros(0, np.float32)
        self._pairs = 0
        self._flow: list[NDArray[np.float32]] = []
        self._texture: list[NDArray[np.float32]] = []
        self._done: list[NDArray[np.float64]] = []

    def push(self, luma: NDArray[np.uint8]) -> None:
        """Take the next picture: luma, uint8 (H, W) of any size."""
        small = np.asarray(cv2.resize(luma, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        if self._last is not None:
            flow = self._search.calc(self._last, small, None)  # type: ignore[call-overload]
            self._flow.append(flow[_HALF::_STEP, _HALF::_STEP].reshape(-1, 2))
            if self._pairs % _TEXTURE_EVERY == 0:
                edge = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_GRADIENT, _SQUARE), (7, 7))
                self._edge = edge[_HALF::_STEP, _HALF::_STEP].ravel().astype(np.float32)
            self._texture.append(self._edge)
            self._pairs += 1
            if len(self._flow) >= _CHUNK:
                self._settle()
        self._last = small

    def _settle(self) -> None:
        if not self._flow:
            return
        flow = np.stack(self._flow).astype(np.float64) / WIDTH
        texture = np.clip((np.stack(self._texture).astype(np.float64) - 4) / 16, 0, 1)
        fitted = _fit(flow, texture)
        speed = (texture * np.hypot(flow[..., 0], flow[..., 1])).sum(axis=1) / np.maximum(texture.sum(axis=1), 1e-9)
        self._done.append(np.column_stack([fitted[:, :3], fitted[:, 4:], texture.mean(axis=1), speed]))
        self._flow, self._texture = [], []

    def finish(self) -> Camera:
        """What was seen; empty arrays where the shot has a single picture."""
        self._settle()
        rows = np.concatenate(self._done) if self._done else np.zeros((0, 7))
        return Camera(rows[:, :2], rows[:, 2], rows[:, 3], rows[:, 5], rows[:, 6], rows[:, 4])
