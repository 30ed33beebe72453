"""A small film and a signed take of it."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from filmwright.provenance.manifest import Input, TakeClaim, sign
from filmwright.studio import Studio

TAKE = TakeClaim(
    title="take 1",
    model=Input("rabbit-house", "1a" * 32),
    snapshot=Input("rabbits", "2b" * 32),
    ledger_root="3c" * 32,
    decision_ids=("4d" * 32, "5e" * 32),
    attributions=("(c) copyright 2008, Blender Foundation / www.bigbuckbunny.org",),
    plates=(Input("shot-7", "6f" * 32),),
)


@pytest.fixture
def claim() -> TakeClaim:
    """What the take says of itself."""
    return TAKE


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Two seconds of a moving square, 128x72 H.264."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 128, 72, "yuv420p"
        for number in range(24):
            picture = np.full((72, 128, 3), 40, np.uint8)
            picture[20:40, 4 * number : 4 * number + 20] = 200
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture
def signed(studio: Studio, clip: Path, tmp_path: Path) -> Path:
    """The clip, signed by the studio."""
    target = tmp_path / "take.mp4"
    sign(studio, clip, target, TAKE)
    return target
