"""One rendered shot in a file of its own: pictures and truth, kept until the film it belongs to is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow as pa

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.soundstage import tables
from filmwright.soundstage.description import Shot
from filmwright.soundstage.render.finish import Picture
from filmwright.soundstage.render.threads import one_thread
from filmwright.soundstage.scene import Scene
from filmwright.soundstage.truth import filmed

_PLAIN = [("picture", pa.binary()), ("shown", pa.list_(pa.uint8()))]
_OWNERS = "filmwright.owners"
_APART = "\n"
_QUICK = [cv2.IMWRITE_PNG_COMPRESSION, 1]


def file_of(shot: Shot, folder: Path, truth: bool) -> Path:
    """Where a rendered shot is kept: under the id of its description."""
    return folder / f"{shot.id}.{'truth' if truth else 'plain'}.arrow"


def kept(shot: Shot, folder: Path, truth: bool = True, device: str = "") -> Path:
    """The file of a shot; rendered unless it is there.

    Args:
        shot: what.
        folder: where the files are kept.
        truth: keep what is known of each frame beside its picture.
        device: "cpu", "cuda:0"; by default a GPU where there is one.

    Raises:
        FilmwrightError: no renderer is installed, or the disk is full; nothing half-written is left.
    """
    path = file_of(shot, folder, truth)
    if path.is_file():
        return path
    one_thread()
    scene = Scene(shot)
    schema = pa.schema([*_PLAIN, *(tables.CHANNELS if truth else [])])
    schema = schema.with_metadata({_OWNERS: _APART.join(scene.owners)})
    with files.new_file(path) as part, pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for row in _rows(scene, truth, device):
            writer.write_batch(pa.RecordBatch.from_pylist([row], schema))
    return path


def _rows(scene: Scene, truth: bool, device: str) -> Iterator[dict[str, Any]]:
    for frame in filmed(scene, device):
        picture = cv2.imencode(".png", cv2.cvtColor(frame.picture, cv2.COLOR_RGB2BGR), _QUICK)[1].tobytes()
        row = {"picture": picture, "shown": tables.shown(frame)}
        yield {**row, **tables.packed(frame)} if truth else row


class Reel:
    """A rendered shot, read frame by frame in any order.

    Args:
        path: what ``kept`` gave.
    """

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            FilmwrightError: it is damaged.
        """
        try:
            self._file = pa.ipc.open_file(pa.memory_map(str(path)))
            self.owners = tuple(self._file.schema.metadata[_OWNERS.encode()].decode().split(_APART))
            """What each instance is: "" for the set, a character's id, a prop's name."""
        except (ValueError, OSError, KeyError, TypeError) as error:
            do = "delete it and run the command again"
            raise FilmwrightError("this rendered shot is damaged", str(path), do) from error

    @property
    def frames(self) -> int:
        """How many there are."""
        return int(self._file.num_record_batches)

    def picture(self, frame: int) -> Picture:
        """(H, W, 3) uint8, sRGB."""
        data = np.frombuffer(self._file.get_batch(frame).column("picture")[0].as_buffer(), np.uint8)
        return np.asarray(cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)

    def row(self, frame: int) -> pa.RecordBatch:
        """One row with the columns ``shown`` and ``tables.CHANNELS``."""
        return self._file.get_batch(frame)

    def spans(self) -> dict[str, tuple[int, int]]:
        """Owner -> the frames [in, out) of the shot from the first to the last in which it is seen."""
        found: dict[str, tuple[int, int]] = {}
        for frame in range(self.frames):
            for number in self._file.get_batch(frame).column("shown")[0].as_py():
                if number < len(self.owners):
                    owner = self.owners[number]
                    found[owner] = (found.get(owner, (frame, 0))[0], frame + 1)
        return found
