"""Drives the kernels: uploads a world once, then gives one set of channels for each frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import Floats, Mesh
from filmwright.soundstage.lighting import Lighting
from filmwright.soundstage.materials import MATERIALS
from filmwright.soundstage.render.device import chosen, compiled, warp
from filmwright.soundstage.view import View

_REACH = 1.6
"""Metres within which things darken each other's corners."""


@dataclass(frozen=True)
class Channels:
    """What one frame shows. H, W pixels; the first five are one sample at each pixel's middle.

    Args:
        faces: (H, W) int32, the face that is seen: -1 for the sky, ``moving_from`` and more for the moving mesh.
        moving_from: the number of the moving mesh's first face.
        depth: (H, W) float32, metres along the camera's axis; infinite for the sky.
        weights: (H, W, 2) float32, of the face's first and second corner; the third's is what is left.
        normals: (H, W, 3) float32, of the face, towards the camera; 0 for the sky.
        colour: (H, W, 3) float32, linear radiance, smooth at edges.
        albedo: (H, W, 3) float32, of the surface alone.
        diffuse: (H, W, 3) float32, light that falls on it.
        fog: (H, W) float32, share of the colour that is the air's, 0 to 1.
    """

    faces: npt.NDArray[np.int32]
    moving_from: int
    depth: Floats
    weights: Floats
    normals: Floats
    colour: Floats
    albedo: Floats
    diffuse: Floats
    fog: Floats


class Raster:
    """A world on a device, of which frames are taken.

    Args:
        still: all that does not move.
        size: width and height, pixels.
        device: "cpu", "cuda:0"; by default a GPU where there is one.
    """

    def __init__(self, still: Mesh, size: tuple[int, int], device: str = "") -> None:
        """Upload the world and build its tree of boxes."""
        self._wp = wp = warp()
        from filmwright.soundstage.render import kernels, rays

        self._kernels, self._rays = kernels, rays
        self.size = size
        self.device = chosen(device)
        compiled(kernels, self.device)
        table = [[m.pattern, m.scale, m.contrast, m.roughness, m.specular, m.glow, m.bump, m.mirror] for m in MATERIALS]
        self._table = wp.array(np.array(table, np.float32), dtype=wp.float32, device=self.device)
        self._still, self._still_mesh = self._body(still)
        self._moving: Any = None
        self._moving_mesh: Any = None
        self._corners = np.zeros((0, 3), np.int32)
        self._nothing = rays.Body()
        width, height = size

        def grid(dtype: Any) -> Any:
            return wp.zeros((height, width), dtype=dtype, device=self.device)

        self._hits, self._normals, self._faces = grid(rays.Hit), grid(wp.vec3), grid(wp.int32)
        self._distances, self._weights = grid(wp.float32), grid(wp.vec2)
        self._seen, self._smooth = grid(wp.vec4), grid(wp.vec4)
        self._colours, self._albedos, self._diffuses = grid(wp.vec3), grid(wp.vec3), grid(wp.vec3)
        self._fogs = grid(wp.float32)
        self._ways: dict[float, Floats] = {}

    def _body(self, mesh: Mesh) -> tuple[Any, Any]:
        wp = self._wp
        body = self._rays.Body()

        def vectors(values: Floats) -> Any:
            return wp.array(values, dtype=wp.vec3, device=self.device)

        body.indices = wp.array(mesh.faces.reshape(-1), dtype=wp.int32, device=self.device)
        tree = wp.Mesh(vectors(mesh.vertices), body.indices)
        body.mesh = tree.id
        body.normals, body.rest = vectors(mesh.normals), vectors(mesh.rest)
        body.colours, body.accents = vectors(mesh.colours), vectors(mesh.accents)
        body.materials = wp.array(mesh.materials, dtype=wp.int32, device=self.device)
        body.there = 1
        return body, tree

    def frame(self, moving: Mesh | None, view: View, light: Lighting, seconds: float, shaded: bool = True) -> Channels:
        """One frame.

        Args:
            moving: what moves: from frame to frame the same triangles, elsewhere.
            view: the camera; its size must be that of the raster.
            light: the light.
            seconds: for what moves by itself in a pattern (water, clouds).
            shaded: False where only what is seen is wanted: colours, albedos, diffuses and fogs then tell nothing.
        """
        wp, kernels = self._wp, self._kernels
        width, height = self.size
        body = self._nothing
        if moving is not None and len(moving.faces):
            if self._moving is None or not np.array_equal(self._corners, moving.faces):
                self._moving, self._moving_mesh = self._body(moving)
                self._corners = moving.faces
            else:
                self._moving_mesh.points.assign(moving.vertices)
                self._moving.normals.assign(moving.normals)
                self._moving_mesh.refit()
            body = self._moving
        eye, lit = self._eye(view), self._light(light, seconds)
        inputs = [self._still, body]

        def launch(kernel: Any, *arguments: Any) -> None:
            wp.launch(kernel, (height, width), list(arguments), device=self.device)

        launch(
            kernels.find, *inputs, self._table, eye,
            self._hits, self._normals, self._faces, self._distances, self._weights,
        )  # fmt: skip
        if shaded:
            launch(kernels.ask, *inputs, lit, eye, self._hits, self._normals, _REACH, self._seen)
            launch(
                kernels.share, *inputs, lit, eye, self._hits, self._normals, self._seen, _REACH, self._smooth,
            )  # fmt: skip
            launch(
                kernels.resolve, *inputs, self._table, lit, eye, self._hits, self._normals, self._smooth,
                self._colours, self._albedos, self._diffuses, self._fogs,
            )  # fmt: skip
        faces = self._faces.numpy().copy()
        depth = self._distances.numpy() * self._cosines(view)
        return Channels(
            faces,
            int(self._rays.MOVING),
            np.where(faces < 0, np.inf, depth).astype(np.float32),
            self._weights.numpy().copy(),
            self._normals.numpy().copy(),
            self._colours.numpy().copy(),
            self._albedos.numpy().copy(),
            self._diffuses.numpy().copy(),
            self._fogs.numpy().copy(),
        )

    def _cosines(self, view: View) -> Floats:
        """(H, W) cosine between a pixel's ray and the camera's axis."""
        if view.focal not in self._ways:
            width, height = self.size
            x = (np.arange(width) + 0.5 - width / 2) / view.focal
            y = (np.arange(height) + 0.5 - height / 2) / view.focal
            self._ways = {view.focal: (1 / np.sqrt(1 + x[None] ** 2 + y[:, None] ** 2)).astype(np.float32)}
        return self._ways[view.focal]

    def _eye(self, view: View) -> Any:
        eye = self._rays.Eye()
        eye.place, eye.right, eye.up, eye.forward = (
            self._wp.vec3(*map(float, values)) for values in (view.eye, view.right, view.up, view.forward)
        )
        eye.focal, (eye.width, eye.height) = view.focal, self.size
        return eye

    def _light(self, light: Lighting, seconds: float) -> Any:
        wp = self._wp
        made = self._rays.Light()
        for name in ("sun", "sun_colour", "zenith", "horizon", "above", "bounce", "haze"):
            setattr(made, name, wp.vec3(*getattr(light, name)))
        for name in ("sun_softness", "density", "clouds", "stars"):
            setattr(made, name, getattr(light, name))
        made.seconds, made.lamps = seconds, len(light.lamps)
        lamps = light.lamps or ()
        made.lamp_places = wp.array([lamp.at for lamp in lamps] or [(0, 0, 0)], dtype=wp.vec3, device=self.device)
        made.lamp_colours = wp.array([lamp.colour for lamp in lamps] or [(0, 0, 0)], dtype=wp.vec3, device=self.device)
        made.lamp_radii = wp.array([lamp.radius for lamp in lamps] or [0.1], dtype=wp.float32, device=self.device)
        return made
