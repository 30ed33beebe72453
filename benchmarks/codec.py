"""How well the house codec keeps film, beside a plain block DCT of as many coefficients chosen by the same rule.

Both keep the same places of a 4x8x8 block; the house codec laps its blocks in space, the plain one does not. Frames are
those that training sees: the film at 256x144 and 12 frames a second.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import _results
import numpy as np
import torch

from filmwright.media import decode
from filmwright.media.probe import Limits, probe
from filmwright.models import house_codec
from filmwright.models.house_codec import SIDE, HouseCodec

WIDTH, HEIGHT, RATE = 256, 144, 12
LIMITS = Limits(1 << 40, 10_000_000, 16_384)
BUDGETS = {
    64: [[27, 10, 7, 4], [6, 2, 1, 1], [3, 1, 1, 1]],
    128: [[48, 24, 14, 8], [12, 5, 2, 2], [7, 3, 2, 1]],
}
"""K, and how many coefficients of each colour and temporal frequency; 64 is the house's."""


class PlainCodec(HouseCodec):
    """The same places of the same blocks, with no lapping."""

    def _axis(self, length: int, like: torch.Tensor) -> torch.Tensor:
        return torch.block_diag(*[house_codec._dct2(SIDE)] * (length // SIDE)).float().to(like.device)


def clips(film: Path, every: int) -> list[torch.Tensor]:
    """Four frames from every ``every``-th block of the film, (1, 3, 4, H, W) in [-1, 1]."""
    known = probe(film, LIMITS)
    step = round(known.rate / RATE)
    made: list[torch.Tensor] = []
    block: list[np.ndarray] = []
    for picture in decode.pictures(film, known, WIDTH, HEIGHT, LIMITS):
        if picture.index % step or picture.index // step // 4 % every:
            continue
        block.append(picture.rgb())
        if len(block) == 4:
            made.append(torch.from_numpy(np.stack(block)).permute(3, 0, 1, 2)[None].float() / 127.5 - 1)
            block = []
    return made


def steps_at_edges(videos: list[torch.Tensor]) -> float:
    """Mean step across block borders over mean step elsewhere, along rows; 1 where blocks do not show."""
    gaps = torch.stack([video.diff(dim=-1).abs().mean((0, 1, 2, 3)) for video in videos]).mean(0)
    border = torch.arange(1, WIDTH) % SIDE == 0
    return float(gaps[border].mean() / gaps[~border].mean())


def main() -> None:
    """Measure both codecs at each budget; print a table and add it to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--film", type=Path, help="default: $FILMWRIGHT_FILM, or Big Buck Bunny, fetched and cached")
    parser.add_argument("--every", type=int, default=12, help="measure every so many blocks of four frames")
    options = parser.parse_args()
    film = options.film or os.environ.get("FILMWRIGHT_FILM")
    if film is None:
        from filmwright.library import samples

        film = samples.fetch()
    footage = clips(Path(film), options.every)
    lines = [
        f"{4 * len(footage)} frames of the film at {WIDTH}x{HEIGHT}, {RATE} a second; PSNR is over all of them.",
        "",
        f"Edges: steps across block borders over steps elsewhere, {steps_at_edges(footage):.3f} in the film.",
        "",
        "| codec | K | compression | PSNR, dB | edges | ms to encode and decode 24 frames |",
        "|---|---|---|---|---|---|",
    ]
    for count, kept in BUDGETS.items():
        for name, codec in (("house", HouseCodec(kept=kept)), ("plain block DCT", PlainCodec(kept=kept))):
            assert codec.channels == count
            began = time.perf_counter()
            back = [codec.unblock(codec.block(clip)).clamp(-1, 1) for clip in footage]
            spent = (time.perf_counter() - began) * 6000 / len(footage)
            error = np.mean([float((one - clip).pow(2).mean()) for one, clip in zip(back, footage, strict=True)])
            psnr, shown = 10 * np.log10(4 / error), steps_at_edges(back)
            lines.append(f"| {name} | {count} | {768 // count}:1 | {psnr:.2f} | {shown:.3f} | {spent:.0f} |")
    _results.append("The house codec against a plain block DCT", lines)


if __name__ == "__main__":
    main()
