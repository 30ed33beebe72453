"""What training reads of a snapshot: a Lance table of spatial coefficients, one row a frame, made once and cached.

The house codec's transform is one in space and one in time. What lies here has gone through the first; the second is
four numbers by four and is done when a clip is drawn, so that a clip may begin at any frame, and any of its frames may
be given or left out, without coding a picture twice.

Shapes: T frames, S = 36 spatial coefficients of the pictures, C = 63 of the controls (27 of depth, 27 of lines, 9 of
motion), h and w latent sides. Both are float16.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lance
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import torch

from filmwright import files
from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.library.tables import damage_said, full_disk_said
from filmwright.models.controls import depth, edges, motion, picture
from filmwright.models.house_codec import HouseCodec
from filmwright.models.lessons import CONTROLS
from filmwright.pipeline.progress import Progress

SCHEMA = 1
TABLE, SPANS = "frames.lance", "spans.json"


@dataclass(frozen=True)
class Footage:
    """A cleared shot as training reads it.

    Attributes:
        shot: its id.
        prompts: what may be said of it, the fullest first; one at least.
        held_out: it is not learned from, so that the run can be judged on it.
        frames: of its proxy.
        proxy_sha256: what the cache knows it by.
        read: gives the proxy, uint8 (T, H, W, 3).
        depth: gives metres (T, H, W) where they are known, else None.
    """

    shot: str
    prompts: tuple[str, ...]
    held_out: bool
    frames: int
    proxy_sha256: str
    read: Callable[[], npt.NDArray[np.uint8]]
    depth: Callable[[], npt.NDArray[np.floating] | None] = lambda: None


@dataclass(frozen=True)
class Row:
    """A shot in the table: its frames are rows ``begin`` to ``end``."""

    shot: str
    begin: int
    end: int
    prompts: tuple[str, ...]


class ClipTable:
    """The cached coefficients, and which shots are trained on and which held out."""

    def __init__(self, folder: Path, footage: Sequence[Footage]) -> None:
        """Open the table in ``folder``; the split is that of ``footage``."""
        with damage_said(folder):
            self.table = lance.dataset(str(folder / TABLE))
            told = json.loads((folder / SPANS).read_text(encoding="utf-8"))
        self.h, self.w = told["h"], told["w"]
        there = {one.shot: one for one in footage}
        rows = [(Row(shot, *span, there[shot].prompts), there[shot]) for shot, span in told["spans"].items()]
        self.train = [row for row, one in rows if not one.held_out]
        self.held_out = [row for row, one in rows if one.held_out]

    def clip(self, row: Row, first: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Frames ``first`` to ``first + count`` of a shot: pictures (S, T, h, w) and controls (C, T, h, w), float32."""
        begin = row.begin + first
        taken = self.table.take(list(range(begin, begin + count)), columns=["pictures", "controls"])
        return tuple(self._whole(taken.column(name)) for name in ("pictures", "controls"))  # type: ignore[return-value]

    def _whole(self, column: Any) -> torch.Tensor:
        rows = [np.frombuffer(cell.as_buffer(), np.float16).reshape(-1, self.h, self.w) for cell in column]
        return torch.from_numpy(np.stack(rows, 1).astype(np.float32))


def open_table(
    cache: Path, footage: Sequence[Footage], codec: HouseCodec, size: tuple[int, int], progress: Progress
) -> ClipTable:
    """The table of these shots, made first if it is not there yet; killed, it is made anew.

    Args:
        cache: a folder of the studio.
        footage: shots of one frame at least.
        codec: the house codec.
        size: (width, height) of the pictures.
        progress: counts frames.

    Raises:
        FilmwrightError: if there is nothing to train on, a proxy has another size, or the disk is full.
    """
    if not any(not one.held_out for one in footage):
        raise FilmwrightError("no cleared shot is left to train on", "", "clear more footage, then make a new snapshot")
    told = {
        "shots": [[one.shot, one.frames, one.proxy_sha256] for one in footage],
        "codec": {name: codec.config[name] for name in ("kept", "whitening", "gain")},
        "size": size,
        "schema": SCHEMA,
    }
    folder = cache / content_id(told)[:32]
    if not folder.is_dir():
        _make(folder, footage, codec, size, progress)
    return ClipTable(folder, footage)


def _make(
    folder: Path, footage: Sequence[Footage], codec: HouseCodec, size: tuple[int, int], progress: Progress
) -> None:
    h, w = size[1] // 8, size[0] // 8
    spans, at = {}, 0
    for one in footage:
        spans[one.shot] = [at, at + one.frames]
        at += one.frames
    progress.start("coefficients", at)
    many = len(codec.places), CONTROLS
    schema = pa.schema(
        [(name, pa.binary(2 * n * h * w)) for name, n in zip(("pictures", "controls"), many, strict=True)]
    )

    failed: list[BaseException] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for one in footage:
            try:
                columns = [_cells(x) for x in coefficients(one, codec, size)]
            except BaseException as error:
                failed.append(error)  # Lance would wrap it in an error of its own
                raise
            yield pa.RecordBatch.from_arrays(
                [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)], schema=schema
            )
            progress.advance(one.frames)

    with full_disk_said(folder), files.new_folder(folder) as part:
        try:
            lance.write_dataset(pa.RecordBatchReader.from_batches(schema, batches()), str(part / TABLE), schema=schema)
        except OSError:
            if failed:
                raise failed[0] from None
            raise
        (part / SPANS).write_text(json.dumps({"h": h, "w": w, "spans": spans}), encoding="utf-8")
    progress.finish()


def _cells(x_CThw: torch.Tensor) -> list[bytes]:
    return [frame.tobytes() for frame in x_CThw.transpose(0, 1).half().numpy()]


def coefficients(one: Footage, codec: HouseCodec, size: tuple[int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Spatial coefficients of a shot's pictures, (S, T, h, w), and of its controls at full strength, (C, T, h, w).

    Lines and motion are found in the pictures; depth is grey where nobody knows it.
    """
    frames = np.asarray(one.read())[: one.frames]
    _check(one, frames, size)
    lines = picture.compose(edges_THW=edges.from_pictures(frames))
    moves = picture.compose(motion_THW2=motion.encode(motion.between(frames), size[0]))
    film, drawn, moved = (codec.pictures(_video(x))[0] for x in (frames / np.float32(127.5) - 1, lines, moves))
    metres = one.depth()
    near = torch.zeros_like(drawn)
    if metres is not None:
        near = codec.pictures(_video(picture.compose(depth_THW=depth.from_metres(metres[: one.frames]))))[0]
    return film, torch.cat([near[:27], drawn[:27], moved[27:]])


def _check(one: Footage, frames: npt.NDArray[np.uint8], size: tuple[int, int]) -> None:
    if len(frames) < one.frames:
        raise FilmwrightError("the training proxy is shorter than its row says", one.shot, "ingest the film again")
    height, width = frames.shape[1:3]
    if (width, height) != size:
        raise FilmwrightError(
            f"a training proxy is {width}x{height}; the recipe trains at {size[0]}x{size[1]}",
            one.shot,
            "set proxy_width and proxy_height in studio.yaml, then ingest again",
        )


def _video(x_THW3: npt.NDArray[np.floating]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(x_THW3, np.float32)).permute(3, 0, 1, 2)[None]
