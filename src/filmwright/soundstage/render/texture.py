"""Textures that belong to a look: the grain of paper, and the finger marks of clay."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from scipy import ndimage

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Floats
from filmwright.soundstage.view import View

_TILE = 256


def _fibres(name: str, sigmas: tuple[float, ...], shape: tuple[int, int]) -> Floats:
    """Noise of several grain sizes, mean 0, standard deviation 1."""
    total = np.zeros(shape, np.float32)
    for index, sigma in enumerate(sigmas):
        layer = draws(0, "texture", name, index).normal(size=shape).astype(np.float32)
        layer = ndimage.gaussian_filter(layer, sigma, mode="wrap")
        total += layer / max(float(layer.std()), 1e-6)
    return np.asarray((total - total.mean()) / total.std(), np.float32)


@lru_cache(maxsize=4)
def pulp(size: tuple[int, int]) -> tuple[Floats, Floats]:
    """A sheet of paper: (H, W) its grain, about -1 to 1, and (H, W, 2) how far a brush's edge wanders, pixels."""
    width, height = size
    scale = width / 256
    paper = _fibres("paper", (0.9 * scale, 1.8 * scale), (height, width)) * 0.5
    wander = [_fibres(f"wander {axis}", (4 * scale,), (height, width)) for axis in "xy"]
    return np.clip(paper, -1, 1), np.stack(wander, -1) * (0.8 * scale)


@lru_cache(maxsize=1)
def _thumbs() -> Floats:
    """(256, 256) a tile of finger marks, repeating in both ways, -1 to 1."""
    lumps = _fibres("thumbs", (5.0,), (_TILE, _TILE))
    y, x = np.mgrid[:_TILE, :_TILE].astype(np.float32)
    ridges = np.sin((x + y) * (2 * np.pi * 24 / _TILE) + lumps * 2.2)
    return np.asarray(np.clip(lumps * 0.6 + ridges * 0.25, -1, 1), np.float32)


def grain(view: View, depth: Floats, pose: int) -> Floats:
    """(H, W) finger marks on what is seen, -1 to 1: they lie in the world, and are pressed anew with each pose."""
    x = (np.arange(view.width) + 0.5 - view.width / 2) / view.focal
    y = (view.height / 2 - np.arange(view.height) - 0.5) / view.focal
    away = np.where(np.isfinite(depth), depth, 0)[..., None]
    ways = view.forward + x[None, :, None] * view.right + y[:, None, None] * view.up
    places = (view.eye + away * ways) * 150 + pose * 37.0
    across = np.asarray(places[..., 0] + places[..., 2] * 0.7, np.float32)
    along = np.asarray(places[..., 1] + places[..., 2] * 0.7, np.float32)
    return np.asarray(
        cv2.remap(_thumbs(), across % _TILE, along % _TILE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32
    )
