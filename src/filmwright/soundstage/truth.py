"""Frames with their truth: what is seen at each pixel, how far it is, where it goes, and who is hidden by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Shot
from filmwright.soundstage.geometry import Floats, Mesh
from filmwright.soundstage.render.finish import Picture
from filmwright.soundstage.render.looks import Drawn, draw
from filmwright.soundstage.render.raster import Channels, Raster
from filmwright.soundstage.render.weather import fallen
from filmwright.soundstage.scene import Scene
from filmwright.soundstage.view import View
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic

Mask = npt.NDArray[np.uint8]
OUTSIDE, HIDDEN, SEEN = 0, 1, 2
"""States of a keypoint."""
_NEAREST = 0.05
"""Metres before the camera within which nothing is counted."""
_NEAR = np.array([0.1] * 5 + [0.3] * 12)
"""Metres that a keypoint may lie under the skin, hair or cloth that shows it: those of the face lie on it."""


@dataclass(frozen=True)
class Frame:
    """One frame. H, W pixels; N roles; a pixel's middle is at its index plus one half.

    Args:
        picture: (H, W, 3) uint8, sRGB.
        depth: (H, W) float32, metres along the camera's axis; infinite for the sky.
        instances: (H, W) uint8; 0 the set, then roles, then props (``Scene.owners``).
        semantics: (H, W) uint8, numbers of ``vocabulary.SEMANTICS``.
        flow: (H, W, 2) float32, pixels (x, y) that what is seen here moves until the next frame.
        hidden: (H, W) bool, True where what is seen here is out of sight in the next frame.
        keypoints: (N, 17, 3) float32: x, y in pixels and OUTSIDE, HIDDEN or SEEN.
        seen: (N,) float32, the share of each figure's outline in the frame that nothing hides; 0 where it is outside.
        view: the camera.
    """

    picture: Picture
    depth: Floats
    instances: Mask
    semantics: Mask
    flow: Floats
    hidden: npt.NDArray[np.bool_]
    keypoints: Floats
    seen: Floats
    view: View


@dataclass(frozen=True)
class Taken:
    """A frame before its flow is known."""

    channels: Channels
    moving: Mesh | None
    picture: Picture
    instances: Mask
    semantics: Mask
    view: View


def frames(shot: Shot, device: str = "") -> Iterator[Frame]:
    """Render a shot, frame after frame.

    Args:
        shot: what.
        device: "cpu", "cuda:0"; by default a GPU where there is one.
    """
    return filmed(Scene(shot), device)


def filmed(scene: Scene, device: str = "") -> Iterator[Frame]:
    """The same for who has the scene already: building it takes as long as some frames do."""
    raster, last = _raster(scene, device), scene.shot.frames - 1
    taken = take(scene, raster, 0)
    for frame in range(last + 1):
        after = take(scene, raster, frame + 1, draw_it=frame < last)
        yield _told(scene, frame, taken, after)
        taken = after


def still(shot: Shot, frame: int = 0, device: str = "") -> Picture:
    """One frame's picture alone, (H, W, 3) sRGB."""
    scene = Scene(shot)
    return take(scene, _raster(scene, device), frame).picture


def _raster(scene: Scene, device: str) -> Raster:
    picture = scene.shot.picture
    return Raster(scene.place.mesh, (picture.width, picture.height), device)


def take(scene: Scene, raster: Raster, frame: int, draw_it: bool = True) -> Taken:
    """One frame before its flow is known; ``draw_it`` is False where only its channels are wanted."""
    view, moving = scene.views[frame], scene.moving(frame)
    seconds = scene.posed_at(frame)
    channels = raster.frame(moving, view, scene.light, seconds, shaded=draw_it)
    moves = channels.faces >= channels.moving_from
    solid = channels.faces >= 0
    instances = np.zeros(channels.faces.shape, np.uint8)
    semantics = np.full(channels.faces.shape, SEMANTICS.index(Semantic.SKY), np.uint8)
    there = solid & ~moves
    semantics[there] = scene.place.mesh.semantics[channels.faces[there]]
    if moving is not None:
        of_moving = channels.faces[moves] - channels.moving_from
        instances[moves] = moving.instances[of_moving]
        semantics[moves] = moving.semantics[of_moving]
    picture = np.zeros((0, 0, 3), np.uint8)
    if draw_it:
        falling = fallen(channels, view, scene.shot, scene.place.indoors, scene.seconds(frame), scene.light)
        drawn = Drawn(falling, instances, instances > 0, scene.light, view, frame // scene.hold)
        picture = draw(scene.shot.picture.look, drawn)
    return Taken(channels, moving, picture, instances, semantics, view)


def _told(scene: Scene, frame: int, now: Taken, after: Taken) -> Frame:
    flow, ahead = _flow(now, after, scene.place.mesh)
    hidden = _out_of_sight(flow, ahead, after.channels.depth)
    points, depth = now.view.project(scene.keypoints(frame))
    keypoints = np.concatenate([points, _states(points, depth, now)[..., None]], -1).astype(np.float32)
    seen = np.array([_share(now, role) for role in range(1, len(scene.puppets) + 1)], np.float32)
    return Frame(now.picture, now.channels.depth, now.instances, now.semantics, flow, hidden, keypoints, seen, now.view)


def _flow(now: Taken, after: Taken, place: Mesh) -> tuple[Floats, Floats]:
    """(H, W, 2) pixels that each point moves, and (H, W) how deep it lies in the next frame's camera."""
    view, channels = now.view, now.channels
    x = (np.arange(view.width) + 0.5 - view.width / 2) / view.focal
    y = (view.height / 2 - np.arange(view.height) - 0.5) / view.focal
    ways = view.forward + x[None, :, None] * view.right + y[:, None, None] * view.up
    depth = np.where(np.isfinite(channels.depth), channels.depth, 1e7)
    points = view.eye + ways * depth[..., None]
    moves = channels.faces >= channels.moving_from
    if now.moving is not None and after.moving is not None and moves.any():
        corners = now.moving.faces[channels.faces[moves] - channels.moving_from]
        weights = channels.weights[moves]
        shares = np.stack([weights[:, 0], weights[:, 1], 1 - weights.sum(-1)], -1)[..., None]
        # The difference between two frames of the same weights: what stands still gets exactly no motion of its own.
        step = (after.moving.vertices[corners] - now.moving.vertices[corners]).astype(np.float64)
        points[moves] += (step * shares).sum(1)
    pixels, ahead = after.view.project(points)
    here, _ = view.project(view.eye + ways)
    return (pixels - here).astype(np.float32), ahead.astype(np.float32)


def _out_of_sight(flow: Floats, ahead: Floats, depth: Floats) -> npt.NDArray[np.bool_]:
    height, width = ahead.shape
    y, x = np.mgrid[:height, :width]
    column = np.floor(x + 0.5 + flow[..., 0]).astype(np.int64)
    row = np.floor(y + 0.5 + flow[..., 1]).astype(np.int64)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height) & (ahead > 0)
    # The nearest four pixels: a point at an edge is in sight if any of them shows something as deep.
    deepest = cv2.dilate(np.minimum(depth, 1e7), np.ones((3, 3), np.uint8))
    there = deepest[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    return np.asarray(~inside | (ahead > there * 1.02 + 0.05))


def _states(points: npt.NDArray[np.float64], depth: npt.NDArray[np.float64], now: Taken) -> npt.NDArray[np.float64]:
    """(N, 17) OUTSIDE, HIDDEN or SEEN."""
    height, width = now.instances.shape
    x, y = points[..., 0], points[..., 1]
    inside = (depth > _NEAREST) & (x >= 0) & (x < width) & (y >= 0) & (y < height)
    column, row = (np.where(inside, axis, 0).astype(np.int64) for axis in (x, y))
    own = now.instances[row, column] == np.arange(1, len(points) + 1)[:, None]
    near = now.channels.depth[row, column] > depth - _NEAR
    return np.where(inside, np.where(own & near, SEEN, HIDDEN), OUTSIDE).astype(np.float64)


def _share(now: Taken, instance: int) -> float:
    """The share of one figure's outline in the frame that is seen."""
    shown = int((now.instances == instance).sum())
    if now.moving is None or not shown:
        return 0.0
    corners = now.moving.faces[now.moving.instances == instance]
    # A figure's vertices lie together; each is a corner of some six triangles.
    first = int(corners.min())
    pixels, depth = (
        told[corners - first] for told in now.view.project(now.moving.vertices[first : int(corners.max()) + 1])
    )
    ahead = depth > _NEAREST
    if not ahead.all(-1).any():
        return 1.0  # It is at the lens: nothing stands before it.
    middle = float(np.median(depth[ahead]))
    outline = np.zeros(now.instances.shape, np.uint8)
    # Sixteenths of a pixel; a pixel's middle lies at whole coordinates for OpenCV.
    fixed = np.round((pixels[ahead.all(-1)] - 0.5) * 16).clip(-(2**20), 2**20).astype(np.int32)
    across, down = fixed[..., 0], fixed[..., 1]
    corner = np.maximum([across.min() // 16 - 1, down.min() // 16 - 1], 0).astype(np.int32)
    box = (slice(corner[1], max(down.max() // 16 + 2, 0)), slice(corner[0], max(across.max() // 16 + 2, 0)))
    # What else is seen within its box, and lies before it, may hide it; OpenCV also fills pixels that a rim only
    # touches, and those show what lies behind the figure.
    hiding = (now.instances[box] != instance) & (now.channels.depth[box] < middle)
    if not hiding.any():
        return 1.0
    for triangle in fixed[_over(hiding, fixed - corner * 16)]:
        cv2.fillConvexPoly(outline, triangle, 1, shift=4)
    hidden = int(((outline[box] > 0) & hiding).sum())
    return shown / (shown + hidden)


def _over(marked: npt.NDArray[np.bool_], triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which of (T, 3, 2) triangles, in sixteenths of a pixel, may cover something marked: the others are not drawn."""
    sums = cv2.integral(marked.astype(np.uint8))
    size = marked.shape[::-1]
    # A pixel more on each side than they reach: OpenCV fills what a rim touches.
    left, top = np.clip(triangles.min(1) // 16 - 2, 0, size).T
    right, bottom = np.clip(triangles.max(1) // 16 + 3, 0, size).T
    return np.asarray(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left] > 0)
