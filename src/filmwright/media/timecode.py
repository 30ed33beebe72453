"""Frame numbers as timecode and back (SMPTE ST 12-1, drop-frame included), and as seconds for display."""

from __future__ import annotations

import re
from fractions import Fraction

from filmwright.errors import FilmwrightError

_PARTS = re.compile(r"^(\d\d):([0-5]\d):([0-5]\d)([:;.])(\d\d\d?)$", re.ASCII)


def _base(rate: Fraction) -> int:
    """Frames that timecode counts in a second: 24 for 23.976, 30 for 29.97."""
    return max(1, round(rate))


def _dropped(rate: Fraction) -> int:
    """Frame numbers skipped each minute but every tenth: 2 at 29.97, 4 at 59.94."""
    base = _base(rate)
    if rate.denominator != 1001 or base % 30:
        raise FilmwrightError(
            f"there is no drop-frame timecode at {rate} frames a second", "", "use ':' before the frames"
        )
    return base // 15


def to_timecode(frame: int, rate: Fraction, drop: bool = False) -> str:
    """Frame number as "HH:MM:SS:FF", or "HH:MM:SS;FF" with drop-frame; it wraps after 24 hours.

    Args:
        frame: 0 or more.
        rate: frames per second.
        drop: skip numbers so that the timecode keeps to the clock; only at 29.97 and 59.94.

    Raises:
        FilmwrightError: a negative frame, or drop-frame at a rate that has none.
    """
    if frame < 0:
        raise FilmwrightError(f"{frame} is no frame number", "", "give 0 or more")
    base = _base(rate)
    if drop:
        skipped = _dropped(rate)
        minute, ten = base * 60 - skipped, base * 600 - 9 * skipped
        tens, rest = divmod(frame, ten)
        # The first minute of ten drops nothing.
        frame += 9 * skipped * tens + (skipped * ((rest - base * 60) // minute + 1) if rest >= base * 60 else 0)
    seconds, frames = divmod(frame, base)
    wide = 3 if base > 100 else 2
    hours, minutes = seconds // 3600 % 24, seconds // 60 % 60
    return f"{hours:02}:{minutes:02}:{seconds % 60:02}{';' if drop else ':'}{frames:0{wide}}"


def to_frame(timecode: str, rate: Fraction) -> int:
    """ "HH:MM:SS:FF" as a frame number; ";" or "." before the frames means drop-frame.

    Raises:
        FilmwrightError: not a timecode, or one that doesn't occur at this rate.
    """
    found = _PARTS.match(timecode)
    base = _base(rate)
    if not found or int(found[5]) >= base:
        raise FilmwrightError(f"no timecode at {rate} frames a second", repr(timecode), "write HH:MM:SS:FF")
    hours, minutes, seconds, frames = int(found[1]), int(found[2]), int(found[3]), int(found[5])
    frame = (hours * 3600 + minutes * 60 + seconds) * base + frames
    if found[4] == ":":
        return frame
    skipped = _dropped(rate)
    if seconds == 0 and frames < skipped and minutes % 10:
        raise FilmwrightError("drop-frame timecode skips this number", repr(timecode), f"use :{skipped:02}")
    whole = hours * 60 + minutes
    return frame - skipped * (whole - whole // 10)


def at(frame: int, rate: Fraction, start: str | None) -> str:
    """The timecode of an asset's frame, counted from the asset's own first timecode where it has one."""
    if start is None:
        return to_timecode(frame, rate)
    drop = start[8] != ":"
    return to_timecode(to_frame(start, rate) + frame, rate, drop)


def seconds(frame: int, rate: Fraction) -> float:
    """Seconds from the start, to the millisecond: for display, never for arithmetic."""
    return round(float(frame / rate), 3)
