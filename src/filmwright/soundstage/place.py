"""What a set's builder makes: a place to stage in, with its lamps and the room that actors and cameras have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import Mesh

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Lamp:
    """A light of the set.

    Args:
        at: metres.
        colour: radiant intensity, linear; (8, 7, 5) lights a room three metres away well.
        radius: of the glowing ball, metres; larger is softer.
    """

    at: Vector
    colour: Vector
    radius: float = 0.12


def level(x: npt.NDArray[np.float64], z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A floor at y = 0."""
    return np.zeros(np.broadcast(x, z).shape)


@dataclass(frozen=True)
class Place:
    """A set, its middle at the origin.

    Args:
        mesh: all that stands still.
        lamps: the two strongest cast shadows.
        indoors: True where the sky lights it only through openings.
        fill: radiance of the light that comes from all sides indoors, linear; what outdoors the sky does.
        radius: metres around the origin in which actors may go: level enough, nothing in the way.
        camera_room: metres from the origin at which a camera may stand.
        azimuths: degrees (from, to) at which a camera may stand; (-180, 180) is all round.
        floor: height of the ground, metres, at arrays of x and z.
        seats: (x, height of the seat, z, facing in degrees) of what may be sat on.
        moving: what moves by itself (a sea) as a function of seconds: always the same triangles.
        ceiling: metres; a camera stays below it; 0 for none.
        haze: density of the air's own haze, 1/m.
        about: words for it in a caption, e.g. "a pine forest with ferns".
    """

    mesh: Mesh
    lamps: tuple[Lamp, ...] = ()
    indoors: bool = False
    fill: Vector = (0.25, 0.25, 0.27)
    radius: float = 4.0
    camera_room: float = 14.0
    azimuths: tuple[float, float] = (-180.0, 180.0)
    floor: Callable[[npt.NDArray[np.float64], npt.NDArray[np.float64]], npt.NDArray[np.float64]] = level
    seats: tuple[tuple[float, float, float, float], ...] = ()
    moving: Callable[[float], Mesh] | None = None
    ceiling: float = 0.0
    haze: float = 0.004
    about: str = ""

    def height(self, x: float, z: float) -> float:
        """Height of the ground at one point, metres."""
        return float(self.floor(np.array([x]), np.array([z]))[0])
