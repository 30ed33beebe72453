"""A film's frames brought to one size: the centre cut to fill it, upright, in BT.709."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter

from filmwright.errors import FilmwrightError
from filmwright.media import color, planes
from filmwright.media.planes import Picture, Plane
from filmwright.media.probe import Probe


class Fit:
    """Scales whole frames by area so that their centre fills the picture, cuts that out, turns it upright.

    Cutting the small picture saves a copy of the large one; the scale is rounded to whole chroma samples, which
    stretches a picture by at most one part in its side.

    Args:
        probe: the film.
        width, height: the picture's, even, in pixels.
        name: the file, for errors.
        max_side: cap on the scaled side, in pixels.

    Raises:
        FilmwrightError: a picture so narrow that filling the frame would need more than ``max_side``.
    """

    def __init__(self, probe: Probe, width: int, height: int, name: str, max_side: int) -> None:
        """See the class."""
        self._probe, self._name = probe, name
        self._reformatter = VideoReformatter()
        across, down = (height, width) if probe.rotation in (90, 270) else (width, height)
        shown = Fraction(probe.coded_width, probe.coded_height) * Fraction(probe.sample_aspect)
        if shown > Fraction(across, down):
            self._scaled = max(across, 2 * round(down * shown / 2)), down
        else:
            self._scaled = across, max(down, 2 * round(across / shown / 2))
        if max(self._scaled) > max_side:
            raise FilmwrightError("the picture is too narrow to fill the frame", name, "crop it first")
        # The surplus is cut evenly from both sides, on a chroma sample.
        self._left, self._top = (self._scaled[0] - across) // 4 * 2, (self._scaled[1] - down) // 4 * 2
        self._across, self._down = across, down
        self._hdr = VideoReformatter() if probe.color["transfer"] in color.HDR else None
        self._matrix = Colorspace[color.scaler_matrix(probe.color["matrix"], probe.coded_height)]
        self._range = ColorRange.JPEG if probe.color["range"] == "full" else ColorRange.MPEG

    def picture(self, index: int, frame: VideoFrame) -> Picture:
        """The frame, scaled, cut and turned.

        Raises:
            FilmwrightError: a frame of another size than the film's.
        """
        if (frame.width, frame.height) != (self._probe.coded_width, self._probe.coded_height):
            raise FilmwrightError(
                f"the picture changes size at frame {index:,}", self._name, "split it there and add the parts"
            )
        small = self._from_hdr(frame) if self._hdr else self._reformat(self._reformatter, frame)
        return Picture(index, self._cut(small, 0, 1), self._cut(small, 1, 2), self._cut(small, 2, 2))

    def _reformat(self, reformatter: VideoReformatter, frame: VideoFrame, **colors: int) -> VideoFrame:
        width, height = self._scaled
        return reformatter.reformat(
            frame,
            width,
            height,
            "yuv420p",
            src_colorspace=self._matrix,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=self._range,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
            threads=1,
            **colors,
        )

    def _from_hdr(self, frame: VideoFrame) -> VideoFrame:
        """PQ or HLG to BT.709: diffuse white (203 cd/m2, ITU-R BT.2408) becomes white, what is brighter clips.

        The scaler's colour table is slow, so the frame is made small first, still in 10 bits.
        """
        assert self._hdr is not None
        width, height = self._scaled
        small = self._reformatter.reformat(
            frame, width, height, "yuv420p10le", interpolation=Interpolation.AREA, threads=1
        )
        return self._reformat(self._hdr, small, dst_color_trc=ColorTrc.BT709, dst_color_primaries=ColorPrimaries.BT709)

    def _cut(self, frame: VideoFrame, index: int, shrink: int) -> Plane:
        top, left = self._top // shrink, self._left // shrink
        cut = planes.plane(frame, index)[top : top + self._down // shrink, left : left + self._across // shrink]
        if self._probe.mirrored:
            cut = cut[:, ::-1]
        if self._probe.rotation:
            cut = np.rot90(cut, -self._probe.rotation // 90)
        return np.ascontiguousarray(cut)
