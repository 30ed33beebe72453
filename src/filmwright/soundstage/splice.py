"""Which shots each frame of a film shows, and how dissolves and fades mix them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from filmwright.soundstage.description import Film
from filmwright.soundstage.render.finish import Picture
from filmwright.soundstage.vocabulary import Transition


@dataclass(frozen=True)
class Spliced:
    """One frame of a film.

    Args:
        frame: its number in the film.
        shot: the shot that it belongs to; in a dissolve, the one that comes.
        within: its number in that shot.
        before: the frame of the shot before that it shows too; -1 outside a dissolve.
        mix: share of the shot before, 0 to 1.
        black: share of black in a fade, 0 to 1.
    """

    frame: int
    shot: int
    within: int
    before: int = -1
    mix: Fraction = Fraction(0)
    black: Fraction = Fraction(0)


def spliced(film: Film) -> Iterator[Spliced]:
    """Every frame of a film in order.

    In a dissolve or fade of n frames the share of what goes falls in equal steps from n/(n + 1) to 1/(n + 1), so that
    no frame of it is the same as one outside; a fade at the end of the film goes down in the same steps.
    """
    starts = film.starts
    lasts = [*starts[1:], film.frames]
    for index, (cut, start, end) in enumerate(zip(film.cuts, starts, lasts, strict=True)):
        for within in range(end - start):
            share = Fraction(max(cut.overlap - within, 0), cut.overlap + 1)
            if cut.transition is Transition.DISSOLVE and share:
                before = film.cuts[index - 1].shot.frames - cut.overlap + within
                yield Spliced(start + within, index, within, before, mix=share)
            elif cut.transition is Transition.FADE and share:
                yield Spliced(start + within, index, within, black=share)
            else:
                frames = start + within
                going = Fraction(max(frames - (film.frames - film.fade_out) + 1, 0), film.fade_out + 1)
                yield Spliced(frames, index, within, black=going)


def mixed(picture: Picture, other: Picture | None, share: Fraction) -> Picture:
    """``share`` of another picture (None: black) over this one, in display light, as editing systems mix.

    Whole numbers throughout, halves rounded up: the same on every machine.

    Args:
        picture, other: (H, W, 3) uint8, sRGB.
        share: 0 to 1.
    """
    if not share:
        return picture
    part, whole = share.numerator, share.denominator
    summed = picture.astype(np.int32) * (whole - part) + whole // 2
    if other is not None:
        summed += other.astype(np.int32) * part
    return np.asarray(summed // whole, np.uint8)
