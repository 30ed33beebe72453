"""Triangles with what the renderer and the truth need to know of them, and the simple bodies that worlds are built of.

Metres; y is up; a figure's rest pose looks along +z. Colours are linear, 0 to 1. V vertices, F faces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.materials import Material, number
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Colour = Sequence[float]


@dataclass(frozen=True)
class Mesh:
    """Triangles.

    Args:
        vertices: (V, 3) float32, metres.
        normals: (V, 3) float32, unit length, pointing out.
        colours: (V, 3) float32, the first colour of the material's pattern.
        accents: (V, 3) float32, its second colour (mortar of bricks, stripes of a shirt, light of a window).
        rest: (V, 3) float32, where the pattern is looked up: for what stands still its place, for a figure its place
            in the rest pose, so that stripes go with the sleeve.
        faces: (F, 3) int32.
        materials: (F,) int32, numbers of ``materials.MATERIALS``.
        semantics: (F,) int32, numbers of ``vocabulary.SEMANTICS``.
        instances: (F,) int32; 0 is the set, others are given by the scene.
    """

    vertices: Floats
    normals: Floats
    colours: Floats
    accents: Floats
    rest: Floats
    faces: Ints
    materials: Ints
    semantics: Ints
    instances: Ints

    def moved(self, by: Colour) -> Mesh:
        """The same, moved by (x, y, z) metres; its pattern moves with it."""
        return replace(self, vertices=self.vertices + np.asarray(by, np.float32))

    def turned(self, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Mesh:
        """The same, turned about the origin: first rolled (z), then pitched (x), then yawed (y); degrees."""
        turn = rotation(yaw, pitch, roll).astype(np.float32)
        return replace(self, vertices=self.vertices @ turn.T, normals=self.normals @ turn.T)

    def scaled(self, x: float, y: float | None = None, z: float | None = None) -> Mesh:
        """The same, scaled about the origin."""
        by = np.array([x, x if y is None else y, x if z is None else z], np.float32)
        normals = self.normals / by
        return replace(self, vertices=self.vertices * by, normals=unit(normals))

    def placed(self) -> Mesh:
        """The same, its pattern fixed where it now stands (call it last, for what never moves)."""
        return replace(self, rest=self.vertices.copy())

    def coloured(self, colour: Colour, accent: Colour | None = None) -> Mesh:
        """The same in another colour."""
        first = np.broadcast_to(np.asarray(colour, np.float32), self.colours.shape).copy()
        second = first if accent is None else np.broadcast_to(np.asarray(accent, np.float32), first.shape).copy()
        return replace(self, colours=first, accents=second)

    def bent(self, vertices: Floats) -> Mesh:
        """The same triangles with other vertices (V, 3), and smooth normals made anew."""
        return replace(self, vertices=vertices.astype(np.float32), normals=smooth_normals(vertices, self.faces))

    @property
    def low(self) -> Floats:
        """(3,) the least x, y and z."""
        return np.asarray(self.vertices.min(0), np.float32)

    @property
    def high(self) -> Floats:
        """(3,) the greatest x, y and z."""
        return np.asarray(self.vertices.max(0), np.float32)


def unit(vectors: npt.NDArray[Any]) -> Floats:
    """(…, 3) vectors, each divided by its length."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12), np.float32)


def rotation(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> npt.NDArray[np.float64]:
    """(3, 3) matrix: roll about z, then pitch about x, then yaw about y; degrees, right-handed."""
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z)


def smooth_normals(vertices: npt.NDArray[Any], faces: Ints) -> Floats:
    """(V, 3) normals, each the mean of its faces' weighted by area."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    of_faces = np.cross(b - a, c - a)
    corners = faces.T.reshape(-1)
    total = np.stack([np.bincount(corners, np.tile(of_faces[:, axis], 3), len(vertices)) for axis in range(3)], -1)
    return unit(total)


def mesh(
    vertices: npt.ArrayLike,
    faces: npt.ArrayLike,
    colour: npt.ArrayLike,
    material: Material | str = "plain",
    semantic: Semantic = Semantic.PROP,
    accent: npt.ArrayLike | None = None,
    normals: npt.ArrayLike | None = None,
) -> Mesh:
    """A mesh of one material and one meaning.

    Args:
        vertices: (V, 3).
        faces: (F, 3), counter-clockwise seen from outside.
        colour: (3,) or (V, 3).
        material: a material or its name.
        semantic: what it is.
        accent: (3,) or (V, 3), the second colour; the first unless said.
        normals: (V, 3); smooth ones unless said.
    """
    points = np.asarray(vertices, np.float32).reshape(-1, 3)
    corners = np.asarray(faces, np.int32).reshape(-1, 3)
    first = np.broadcast_to(np.asarray(colour, np.float32), points.shape).copy()
    second = first.copy() if accent is None else np.broadcast_to(np.asarray(accent, np.float32), points.shape).copy()
    outward = smooth_normals(points, corners) if normals is None else unit(np.asarray(normals, np.float32))
    of_faces = np.zeros(len(corners), np.int32)
    return Mesh(
        points,
        outward,
        first,
        second,
        points.copy(),
        corners,
        of_faces + number(material),
        of_faces + SEMANTICS.index(semantic),
        of_faces,
    )


def join(meshes: Sequence[Mesh]) -> Mesh:
    """All in one, in this order."""
    if not meshes:
        return mesh(np.zeros((0, 3)), np.zeros((0, 3)), (0, 0, 0))
    starts = np.cumsum([0] + [len(part.vertices) for part in meshes[:-1]])
    faces = [part.faces + np.int32(start) for part, start in zip(meshes, starts, strict=True)]

    def of(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in meshes])

    return Mesh(
        of("vertices"),
        of("normals"),
        of("colours"),
        of("accents"),
        of("rest"),
        np.concatenate(faces),
        of("materials"),
        of("semantics"),
        of("instances"),
    )
