"""One constant frame rate from a film's timestamps, or the refusal of a variable one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from av.video.stream import VideoStream

from filmwright.errors import FilmwrightError

STANDARD = tuple(
    Fraction(rate, per)
    for rate, per in (
        (24, 1), (24000, 1001), (25, 1), (30000, 1001), (30, 1), (48, 1), (48000, 1001), (50, 1), (60000, 1001),
        (60, 1), (12, 1), (15, 1), (12000, 1001), (15000, 1001), (100, 1), (120000, 1001), (120, 1), (240, 1),
    )
)  # fmt: skip

_STEP_SLACK = 0.05
"""A frame may last this share longer or shorter than the rate says ..."""
_DRIFT_SLACK = 0.25
"""... and lie this share of a frame away from its place on the grid of frame numbers."""

_COARSE = 0.25
"""A clock of ticks longer than this share of a frame cannot tell a constant rate from a variable one."""


def constant_rate(times: Sequence[int | None], stream: VideoStream, name: str) -> Fraction:
    """The rate at which frame ``k`` is shown at ``start + k / rate``.

    Rounding to the container's clock (23.976 in milliseconds) is allowed for; a longer or a missing frame is not.

    Args:
        times: presentation time of every packet in the stream's time base, in any order.
        stream: the picture stream, for its time base and stated rates.
        name: the file, for the error.

    Raises:
        FilmwrightError: the rate varies, or two frames share a time.
    """
    stated = [Fraction(r) for r in (stream.base_rate, stream.guessed_rate, stream.average_rate) if r]
    known = [time for time in times if time is not None]
    if len(times) == 1:
        return stated[0] if stated else Fraction(24)
    if len(known) < len(times) or not stream.time_base:  # a raw stream has no timestamps: only its own word is left
        if stated:
            return stated[0]
        raise FilmwrightError("the frames carry no times", name, "rewrap it at a constant rate first")
    ticks = np.sort(np.asarray(known, dtype=np.int64))
    ticks -= ticks[0]
    clock = Fraction(stream.time_base)
    measured = Fraction(len(known) - 1, 1) / (int(ticks[-1]) * clock) if ticks[-1] else Fraction(0)
    best: tuple[float, Fraction] | None = None
    for candidate in _candidates(stated, measured):
        drift = _drift(ticks, clock, candidate)
        if drift is None:
            continue
        if drift <= float(clock * candidate) * 1.01:  # within one tick of the clock everywhere: exact
            return candidate
        if best is None or drift < best[0]:
            best = (drift, candidate)
    if best is None:
        steps = np.diff(ticks)
        low, high = (float(int(s) * clock) * 1000 for s in (steps.min(), steps.max()))
        raise FilmwrightError(
            f"the frame rate varies (frames last {low:.1f} to {high:.1f} ms)",
            name,
            "conform it to a constant rate first",
        )
    return best[1]


def _candidates(stated: Sequence[Fraction], measured: Fraction) -> Iterator[Fraction]:
    if measured <= 0:
        return
    near = sorted(STANDARD, key=lambda r: abs(r - measured))[:2]
    # A container that rounds its clock states 19001/317 for 60000/1001; 24 and 23.976 lie five times further apart.
    snapped = [rate for said in stated for rate in STANDARD if abs(rate / said - 1) < Fraction(1, 5000)]
    for rate in (*snapped, *stated, *near, measured.limit_denominator(1001)):
        if rate > 0 and abs(rate / measured - 1) < Fraction(1, 10):
            yield rate


def _drift(ticks: np.ndarray[tuple[int], np.dtype[np.int64]], clock: Fraction, rate: Fraction) -> float | None:
    """The largest distance of a frame from its place, in frames; None if the rate does not hold."""
    tick = float(clock * rate)  # one tick of the clock, in frames
    slack = max(_STEP_SLACK, 1.01 * tick if tick <= _COARSE else 0.0)
    steps = np.diff(ticks) * tick
    if np.abs(steps - 1).max() > slack:
        return None
    drift = float(np.abs(ticks * tick - np.arange(len(ticks))).max())
    return drift if drift <= _DRIFT_SLACK else None
