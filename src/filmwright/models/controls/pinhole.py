"""What a world that stands still does in the picture while a camera moves through it: exact, by a pinhole's geometry.

T frames, H and W pixels. A path has a camera more than there are frames, since the last frame moves on too. Cameras are
as OpenCV has them: x right, y down, z forward; a pixel's middle is at its index plus one half. The world's y is up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filmwright.models.controls.picture import Floats

Values = npt.NDArray[np.float64]

EYES, WALL = 1.4, 12.0
"""Metres on a bare stage: from the ground up to the camera's path, and from its path to the wall."""
_BEHIND = 1e-3
"""Least share of its depth that a point keeps: what the camera passes leaves the picture, as far as it may."""


@dataclass(frozen=True)
class Path:
    """A camera at each frame and one frame on.

    Args:
        intrinsics: (T + 1, 3, 3) camera matrices, pixels.
        extrinsics: (T + 1, 4, 4) world to camera.
        width, height: pixels.
    """

    intrinsics: Values
    extrinsics: Values
    width: int
    height: int


def known(intrinsics: Values, extrinsics: Values, width: int, height: int) -> Path:
    """The path of T cameras that are known; after the last it goes on as it went.

    Args:
        intrinsics: (T, 3, 3), pixels.
        extrinsics: (T, 4, 4), world to camera.
        width, height: pixels.
    """
    before = -min(2, len(extrinsics))
    onward = extrinsics[-1] @ np.linalg.inv(extrinsics[before]) @ extrinsics[-1]
    lens, focal = intrinsics[-1].copy(), ([0, 1], [0, 1])
    lens[focal] *= intrinsics[-1][focal] / intrinsics[before][focal]
    return Path(np.concatenate([intrinsics, lens[None]]), np.concatenate([extrinsics, onward[None]]), width, height)


def field(path: Path, depth_THW: npt.NDArray[np.floating] | None = None) -> Floats:
    """The flow of a world that stands still.

    Args:
        path: the camera's.
        depth_THW: metres along the axis, infinite for the sky; by default that of a bare stage (``stage``).

    Returns:
        float32 (T, H, W, 2), pixels a frame.
    """
    depths = stage(path) if depth_THW is None else depth_THW
    rows = zip(depths, path.intrinsics, path.extrinsics, path.intrinsics[1:], path.extrinsics[1:], strict=False)
    return np.stack([_step(*row) for row in rows])


def stage(path: Path) -> Floats:
    """Depth where none is known: level ground beneath the path's lowest point, and a round wall about all of it.

    Returns:
        float32 (T, H, W), metres along the camera's axis.
    """
    turns = path.extrinsics[:, :3, :3].transpose(0, 2, 1)
    eyes = -np.einsum("tij,tj->ti", turns, path.extrinsics[:, :3, 3])
    ground, middle = eyes[:, 1].min() - EYES, (eyes.min(0) + eyes.max(0)) / 2
    reach = WALL + float(np.hypot(*(eyes - middle)[:, [0, 2]].T).max())
    made = []
    for lens, turn, eye in zip(path.intrinsics[:-1], turns, eyes, strict=False):
        # A ray goes one metre along the axis for each metre of depth.
        ways = _rays(lens, path.height, path.width) @ turn.T
        level, off = ways[..., [0, 2]], (eye - middle)[[0, 2]]
        a, b, c = np.maximum((level**2).sum(-1), 1e-12), level @ off, off @ off - reach**2
        wall = (np.sqrt(b**2 - a * c) - b) / a
        floor = (ground - eye[1]) / np.minimum(ways[..., 1], -1e-9)
        made.append(np.minimum(wall, floor))
    return np.stack(made).astype(np.float32)


def _step(depth: Floats, lens: Values, here: Values, next_lens: Values, there: Values) -> Floats:
    """(H, W, 2) where each pixel goes from one camera to the next."""
    between = there @ np.linalg.inv(here)
    rays = _rays(lens, *depth.shape)
    # By nearness, which the sky has too.
    point = rays @ between[:3, :3].T + between[:3, 3] / np.asarray(depth, np.float64)[..., None]
    seen = point[..., :2] / np.maximum(point[..., 2:], _BEHIND)
    focal, middle = next_lens[[0, 1], [0, 1]], next_lens[:2, 2]
    start = rays[..., :2] * lens[[0, 1], [0, 1]] + lens[:2, 2]
    return (seen * focal + middle - start).astype(np.float32)


def _rays(lens: Values, height: int, width: int) -> Values:
    """(H, W, 3) where each pixel looks, in the camera's axes, z = 1."""
    x = (np.arange(width) + 0.5 - lens[0, 2]) / lens[0, 0]
    y = (np.arange(height) + 0.5 - lens[1, 2]) / lens[1, 1]
    return np.stack([*np.meshgrid(x, y), np.ones((height, width))], -1)
