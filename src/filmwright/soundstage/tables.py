"""The truth of a film as a Lance table, one row a frame: packed when it is written, arrays again when it is read.

Depth and flow are kept as half floats, each within 1 part in 2048 of what was rendered (a depth beyond 65,504 m becomes
65,504 m, the sky stays infinite); all else is exact. ``mix`` is the share of the shot before in a dissolve, whose truth
is that of the shot that comes; ``black`` is the share of black in a fade.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import lance
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.library.tables import damage_said, full_disk_said
from filmwright.soundstage.figures.skeleton import KEYPOINTS
from filmwright.soundstage.geometry import Floats
from filmwright.soundstage.truth import Frame, Mask

NAME = "truth.lance"
VERSION = "1"
_MOST = float(np.finfo(np.float16).max)
_CODEC = pa.Codec("zstd", compression_level=3)

CHANNELS = [
    ("depth", pa.binary()),
    ("instances", pa.binary()),
    ("semantics", pa.binary()),
    ("flow", pa.binary()),
    ("hidden", pa.binary()),
    ("keypoints", pa.list_(pa.float32())),
    ("seen", pa.list_(pa.float32())),
    ("intrinsics", pa.list_(pa.float64(), 9)),
    ("extrinsics", pa.list_(pa.float64(), 16)),
]
"""Columns that a frame gives; the first five packed, each (H, W) but ``flow``, which is (H, W, 2)."""
ROWS = pa.schema(
    [
        ("frame", pa.int64()),
        ("shot", pa.int32()),
        ("frame_in_shot", pa.int32()),
        ("seconds_numerator", pa.int64()),
        ("seconds_denominator", pa.int64()),
        ("mix", pa.float64()),
        ("black", pa.float64()),
        ("shown", pa.list_(pa.uint8())),
        *CHANNELS,
    ]
)
"""``shown`` lists the instances of which any pixel is seen, but for the set."""


@dataclass(frozen=True)
class Truth:
    """What is known of one frame of a film. H, W pixels; N roles; channels as in ``truth.Frame``.

    Args:
        frame, shot, frame_in_shot: where it is; ``shot`` counts from 0 as in ``shots.json``.
        seconds: when it is, from the film's beginning.
        mix: share of the shot before (a dissolve).
        black: share of black (a fade).
        shown: instances that are seen.
        depth: (H, W) float16, metres.
        instances, semantics: (H, W) uint8.
        flow: (H, W, 2) float16, pixels to the next frame of the shot.
        hidden: (H, W) bool.
        keypoints: (N, 17, 3) float32.
        seen: (N,) float32.
        intrinsics: (3, 3) float64.
        extrinsics: (4, 4) float64.
    """

    frame: int
    shot: int
    frame_in_shot: int
    seconds: Fraction
    mix: float
    black: float
    shown: tuple[int, ...]
    depth: npt.NDArray[np.float16]
    instances: Mask
    semantics: Mask
    flow: npt.NDArray[np.float16]
    hidden: npt.NDArray[np.bool_]
    keypoints: Floats
    seen: Floats
    intrinsics: npt.NDArray[np.float64]
    extrinsics: npt.NDArray[np.float64]


def packed(frame: Frame) -> dict[str, Any]:
    """A frame's channels as they are kept: a value for each of ``CHANNELS``."""
    return {
        "depth": _halves(frame.depth),
        "instances": _squeezed(frame.instances),
        "semantics": _squeezed(frame.semantics),
        "flow": _halves(frame.flow),
        "hidden": _squeezed(np.packbits(frame.hidden)),
        "keypoints": frame.keypoints.ravel(),
        "seen": frame.seen,
        "intrinsics": frame.view.intrinsics.ravel(),
        "extrinsics": frame.view.extrinsics.ravel(),
    }


def shown(frame: Frame) -> list[int]:
    """Instances of which any pixel is seen, but for the set."""
    return [int(number) for number in np.unique(frame.instances) if number]


def write(folder: Path, rows: Iterable[pa.RecordBatch], facts: dict[str, str]) -> None:
    """Write the table whole or not at all; there must be none yet.

    Args:
        folder: of the film.
        rows: batches of ``ROWS``, frames in order.
        facts: "width", "height" and whatever else shall stand in the table's metadata.

    Raises:
        FilmwrightError: the disk is full.
    """
    schema = ROWS.with_metadata({"filmwright.schema": VERSION, **facts})
    reader = pa.RecordBatchReader.from_batches(
        schema, (batch.replace_schema_metadata(schema.metadata) for batch in rows)
    )
    with full_disk_said(folder / NAME), files.new_folder(folder / NAME) as part:
        lance.write_dataset(reader, str(part), schema=schema, mode="create")


def read_truth(folder: Path, frame: int) -> Truth:
    """The truth of one frame of a rendered film.

    Args:
        folder: what ``film.write_film`` made.
        frame: its number in the film.

    Raises:
        FilmwrightError: there is no truth here, or no such frame; or the table is damaged.
    """
    path = folder / NAME
    if not path.is_dir():
        raise FilmwrightError("there is no truth of a film here", str(folder), "render it without --no-truth")
    with damage_said(path):
        table = lance.dataset(str(path))
        facts = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
        if facts.get("filmwright.schema") != VERSION:
            raise FilmwrightError("this truth has another schema", str(path), "render it with this Filmwright")
        count = table.count_rows()
        if not 0 <= frame < count:
            raise FilmwrightError(f"there is no frame {frame}", str(path), f"ask for 0 to {count - 1}")
        (row,) = table.take([frame]).to_pylist()
        return _unpacked(row, int(facts["height"]), int(facts["width"]))


def _unpacked(row: dict[str, Any], height: int, width: int) -> Truth:
    size, pixels = (height, width), height * width
    bits = np.frombuffer(_swollen(row["hidden"], -(-pixels // 8)), np.uint8)
    return Truth(
        frame=row["frame"],
        shot=row["shot"],
        frame_in_shot=row["frame_in_shot"],
        seconds=Fraction(row["seconds_numerator"], row["seconds_denominator"]),
        mix=row["mix"],
        black=row["black"],
        shown=tuple(row["shown"]),
        depth=_whole(row["depth"], size),
        instances=np.frombuffer(_swollen(row["instances"], pixels), np.uint8).reshape(size),
        semantics=np.frombuffer(_swollen(row["semantics"], pixels), np.uint8).reshape(size),
        flow=_whole(row["flow"], (*size, 2)),
        hidden=np.unpackbits(bits, count=pixels).reshape(size).astype(bool),
        keypoints=np.array(row["keypoints"], np.float32).reshape(-1, len(KEYPOINTS), 3),
        seen=np.array(row["seen"], np.float32),
        intrinsics=np.array(row["intrinsics"]).reshape(3, 3),
        extrinsics=np.array(row["extrinsics"]).reshape(4, 4),
    )


def _halves(values: Floats) -> bytes:
    """Half floats, each as the difference of its bits from its left neighbour's, high bytes apart from low ones.

    Neighbours are mostly alike: this way they take half the room.
    """
    finite = np.where(np.isfinite(values), np.clip(values, -_MOST, _MOST), values)
    bits = finite.astype(np.float16).view(np.uint16)
    steps = np.diff(bits, axis=1, prepend=np.zeros_like(bits[:, :1]))
    return _squeezed(np.concatenate([(steps >> 8).astype(np.uint8).ravel(), (steps & 255).astype(np.uint8).ravel()]))


def _whole(data: bytes, shape: tuple[int, ...]) -> npt.NDArray[np.float16]:
    count = int(np.prod(shape))
    high, low = np.frombuffer(_swollen(data, 2 * count), np.uint8).astype(np.uint16).reshape(2, *shape)
    return np.cumsum((high << 8) | low, axis=1, dtype=np.uint16).view(np.float16)


def _squeezed(values: npt.NDArray[np.uint8]) -> bytes:
    return bytes(_CODEC.compress(np.ascontiguousarray(values), asbytes=True))


def _swollen(data: bytes, size: int) -> bytes:
    return bytes(_CODEC.decompress(data, size, asbytes=True))
