"""A scene: all that a take is made under besides its words, as arrays; what ``conditions`` become once they are read.

Shapes: T frames, H and W pixels of the model. Nothing here needs torch.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError

Pictures = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Scene:
    """What is known of a take, and what is asked for.

    Attributes:
        frames: T.
        height: H.
        width: W.
        known: uint8 (T, H, W, 3), read where ``made`` is False; None if nothing is known.
        made: bool (T, H, W): pixels that are to be made; None if all are.
        control: float32 (T, H, W, 3) in [-1, 1], the control picture, 0 says nothing; None if nothing is asked for.
        references: pictures of who and what is to be seen, uint8, of any size.
        source: uint8 (T, H, W, 3), a take that this one starts from, or None.
        change: how far it goes from ``source``: above 0, up to 1, which is all the way.
        exact: whether what is known comes out bit by bit, and not as the codec gives it. A picture that a shot begins
            with is better coded, or it would stand out from the frames after it.
    """

    frames: int
    height: int
    width: int
    known: Pictures | None = None
    made: npt.NDArray[np.bool_] | None = None
    control: npt.NDArray[np.float32] | None = None
    references: tuple[Pictures, ...] = field(default=())
    source: Pictures | None = None
    change: float = 1.0
    exact: bool = False

    def __post_init__(self) -> None:
        """Hold the arrays to their shapes.

        Raises:
            FilmwrightError: one of them has another length or size, or ``change`` is out of its range.
        """
        size = self.frames, self.height, self.width
        wanted = {"known": (*size, 3), "made": size, "control": (*size, 3), "source": (*size, 3)}
        for name, shape in wanted.items():
            there = getattr(self, name)
            if there is not None and there.shape != shape:
                raise FilmwrightError(f"{name} is {there.shape}, the take {shape}", "", "bring it to that size")
        if not 0 < self.change <= 1:
            raise FilmwrightError(f"a change of {self.change}", "", "choose one above 0 and up to 1")
        if (self.known is None) != (self.made is None):
            raise FilmwrightError("what is known needs a mask of what is to be made, and the other way round", "")


def from_plate(plate: Pictures, frames: int) -> Scene:
    """A scene that begins with a picture, uint8 (H, W, 3)."""
    known = np.zeros((frames, *plate.shape), np.uint8)
    made = np.ones(known.shape[:3], bool)
    known[0], made[0] = plate, False
    return Scene(frames, *plate.shape[:2], known, made)
