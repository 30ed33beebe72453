"""What people write for a place in a film: SMPTE timecode or a frame number, counted from the asset's first frame.

The arithmetic is OpenTimelineIO's ``opentime`` at the rate that timecode counts in (24 for 23.976). Measured against
every frame of a day: right at 24, 25, 30, 48, 50 and 60, drop-frame included; told 48000/1001 itself it turns over
85 seconds early, so it is never given a fractional rate but for drop-frame. It takes skipped numbers, minute 75 and
hour 99; these are refused here, the first by holding what it reads against what it would write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from filmwright.errors import FilmwrightError

_PARTS = re.compile(r"(\d\d):(\d\d):(\d\d)([:;.])(\d\d)", re.ASCII)
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_COUNTED = (24, 25, 30, 48, 50, 60)
END = "end"
"""The word for the frame after the last."""


def _counted(rate: Fraction) -> int:
    """Frames that timecode counts in a second: 24 for 24000/1001.

    Raises:
        FilmwrightError: if there is no SMPTE timecode at this rate.
    """
    nominal = round(rate)
    if nominal not in _COUNTED or rate not in (Fraction(nominal), Fraction(nominal * 1000, 1001)):
        raise FilmwrightError(f"there is no timecode at {rate} frames a second", "", "write frame numbers")
    return nominal


def _drops(rate: Fraction) -> bool:
    """Whether drop-frame timecode exists at this rate: 29.97 and 59.94."""
    return rate in (Fraction(30000, 1001), Fraction(60000, 1001))


def to_timecode(frame: int, rate: Fraction, drop: bool = False) -> str:
    """Frame number as ``hh:mm:ss:ff``, or ``hh:mm:ss;ff`` with drop-frame; it turns over after 24 hours.

    Raises:
        FilmwrightError: if the frame is negative, or there is no such timecode at this rate.
    """
    from opentimelineio import opentime

    nominal = _counted(rate)
    if frame < 0 or (drop and not _drops(rate)):
        raise FilmwrightError(f"there is no {'drop-frame ' * drop}timecode of frame {frame} at {rate}", "", "use ':'")
    counted = float(rate) if drop else float(nominal)
    return str(opentime.to_timecode(opentime.RationalTime(frame % day(rate, drop), counted), counted, drop))


def to_frame(timecode: str, rate: Fraction) -> int:
    """``hh:mm:ss:ff`` as a frame number; ``;`` or ``.`` before the frames means drop-frame.

    Raises:
        FilmwrightError: if it is no timecode, or one that does not occur at this rate.
    """
    from opentimelineio import opentime

    nominal = _counted(rate)
    found = _PARTS.fullmatch(timecode)
    if found is None:
        raise FilmwrightError("this is no timecode", repr(timecode), "write hh:mm:ss:ff, or a frame number")
    hours, minutes, seconds, mark, frames = found.groups()
    if int(frames) >= nominal:
        what = f"there is no frame {frames} in a second of {nominal}: this timecode is of another rate"
        raise FilmwrightError(what, timecode, f"conform it to {rate} frames a second")
    if int(hours) > 23 or int(minutes) > 59 or int(seconds) > 59:
        raise FilmwrightError("a day has 24 hours of 60 minutes of 60 seconds", timecode, "mend the timecode")
    drop = mark != ":"
    if drop and not _drops(rate):
        what = f"this is drop-frame timecode, which there is none of at {rate} frames a second"
        raise FilmwrightError(what, timecode, "write ':' before the frames, or conform it")
    plain = f"{hours}:{minutes}:{seconds}{';' if drop else ':'}{frames}"
    frame: int = round(opentime.from_timecode(plain, float(rate) if drop else float(nominal)).value)
    if drop and to_timecode(frame, rate, drop) != plain:
        do = f"the first number of that minute is {plain[:-2]}{nominal // 15:02}"
        raise FilmwrightError("drop-frame timecode skips this number", timecode, do)
    return frame


def day(rate: Fraction, drop: bool = False) -> int:
    """Frames in 24 hours of timecode."""
    nominal = _counted(rate)
    # Drop-frame skips 2 of 30 numbers in each minute but every tenth: 9 x 6 x 24 times a day.
    return nominal * 86_400 - (nominal // 15 * 9 * 6 * 24 if drop else 0)


@dataclass(frozen=True)
class Clock:
    """How an asset counts: ``frames`` at ``rate``, its first at the timecode ``start`` ("": the file has none)."""

    rate: Fraction
    frames: int
    start: str = ""

    @cached_property
    def _first(self) -> int:
        try:
            return to_frame(self.start, self.rate) if self.start else 0
        except FilmwrightError as error:
            what = f"the file begins at {self.start}, which is no timecode at {self.rate} frames a second"
            raise FilmwrightError(what, "", "write frame numbers") from error

    def frame(self, text: str) -> int:
        """The frame number that a person means: a frame number, a timecode, or ``end``.

        Frame numbers count from 0 at the first frame; timecode counts from ``start``, and may pass midnight.

        Raises:
            FilmwrightError: if it is none of these, of another rate, or outside the asset.
        """
        plain = text.strip()
        if plain == END:
            return self.frames
        frame = int(plain) if _NUMBER.fullmatch(plain) else self._from_timecode(plain)
        if frame > self.frames:
            last = f" ({self.timecode(self.frames)})" if not _NUMBER.fullmatch(plain) else ""
            raise FilmwrightError(f"this is past the end of the asset: frame {self.frames}{last}", plain, "mend it")
        return frame

    def _from_timecode(self, plain: str) -> int:
        frame = to_frame(plain, self.rate)
        drop = plain[8] != ":"
        if not self.start:
            return frame
        if drop != (self.start[8] != ":"):
            said = "drop-frame: write ';' before the frames" if not drop else "without drop-frame: write ':'"
            raise FilmwrightError(f"the asset counts {said}, as in {self.start}", plain, "conform the timecode")
        passed = (frame - self._first) % day(self.rate, drop)
        if passed > self.frames and frame < self._first:
            raise FilmwrightError(f"this is before the asset begins, at {self.start}", plain, "mend the timecode")
        return passed

    def timecode(self, frame: int) -> str:
        """The timecode of a frame; "" at a rate that has none."""
        try:
            return to_timecode(self._first + frame, self.rate, bool(self.start) and self.start[8] != ":")
        except FilmwrightError:
            return ""
