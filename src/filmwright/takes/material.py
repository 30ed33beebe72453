"""Material: a film, a shot or a take that a condition names; how long it is, whose frames it is, and its pictures.

Whatever a shot is made from is film of somebody's, a control as much as a picture that is seen. So it must be known
here: a file that is an asset of the studio, a shot, or a take. A file that nobody has registered is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.library import catalogue
from filmwright.library import shots as library_shots
from filmwright.studio import Studio
from filmwright.takes import deliver, records
from filmwright.takes.records import Take

Pictures = NDArray[np.uint8]
_NONE = ("this is not a shot's id", "there is no such shot", "there is no take")
"""What is said where a name stands for nothing of its kind; any other fault is the name's own."""


@dataclass(frozen=True)
class Material:
    """One film, in its own time: an asset's and a take's frames are those of the file, a shot's those of its proxy.

    ``id`` is the asset's or the take's; ``shot`` the shot's, "" where it is none. Its frame k is frame
    ``first + round(k * pace)`` of the asset or take. ``width`` and ``height``, in pixels, are 0 for a shot's proxy.
    """

    kind: Literal["asset", "shot", "take"]
    id: str
    title: str
    frames: int
    rate: Fraction
    width: int = 0
    height: int = 0
    still: bool = False
    shot: str = ""
    first: int = 0
    pace: Fraction = Fraction(1)

    def frames_of(self, begin: int, end: int) -> tuple[int, int]:
        """Frames [begin, end) of it as frames of the asset or take: the first that is shown to after the last."""
        return self.first + round(begin * self.pace), self.first + round((end - 1) * self.pace) + 1


def find(studio: Studio, name: str) -> Material:
    """What a name stands for: a file if there is one of this name, else a shot by its id, else a take.

    Raises:
        FilmwrightError: if it is none of these, or a file whose rights nobody has registered.
    """
    path = Path(name)
    if path.suffix or path.is_dir():
        files.need_file(path, "name a file, a shot or a take")
    if files.is_file(path):
        return _of_file(studio, path)
    found: list[Material] = []
    for seek in (_shot, _take):
        try:
            found.append(seek(studio, name))
        except FilmwrightError as error:
            if not error.what.startswith(_NONE):
                raise
    if len(found) != 1:
        what = "both a shot and a take answer to this" if found else "this is no file, shot or take of the studio"
        raise FilmwrightError(what, name, "name a file that was added, a shot from filmwright shots, or a take")
    return found[0]


def _shot(studio: Studio, name: str) -> Material:
    return _of_shot(library_shots.find(studio, name))


def _take(studio: Studio, name: str) -> Material:
    return _of_take(studio, deliver.find_take(studio, name))


def _of_file(studio: Studio, path: Path) -> Material:
    digest = file_sha256(path)
    take = records.by_id(studio, digest)
    if take is not None:  # even where somebody has added its file as a film: it stays what it was made from
        return _of_take(studio, take)
    asset = next((one for one in catalogue.listing(studio) if one.id == digest), None)
    if asset is not None:
        probe = asset.probe
        size = probe.width, probe.height
        return Material("asset", asset.id, asset.title, probe.frames, probe.rate, *size, probe.kind == "still")
    do = f"filmwright add {path} --title TITLE --rights RIGHTS.yaml"
    raise FilmwrightError("nobody has registered the rights in this film", str(path), do)


def _of_shot(shot: library_shots.Shot) -> Material:
    pace = shot.rate / shot.proxy_rate
    at = {"shot": shot.shot, "first": shot.in_frame, "pace": pace}
    return Material("shot", shot.asset, shot.title, shot.proxy_frames, shot.proxy_rate, **at)  # type: ignore[arg-type]


def _of_take(studio: Studio, take: Take) -> Material:
    if not records.whole(take.file(studio), take.id):
        raise FilmwrightError("the take's file is gone or was altered", take.name, "restore it from a copy")
    size = int(take.body["width"]), int(take.body["height"])
    return Material("take", take.id, f"take {take.name}", take.body["frames"], Fraction(take.body["rate"]), *size)


def pictures(studio: Studio, film: Material, begin: int, end: int, width: int, height: int) -> Pictures:
    """Frames [begin, end) of a film at the model's size: uint8 (end - begin, height, width, 3), RGB.

    An asset's centre is cut to fill the picture. A still gives its one picture however many are asked for.

    Raises:
        FilmwrightError: it is gone or was altered, or a shot or take is of another size than the model's pictures.
    """
    if film.kind == "asset":
        return _decoded(studio, film, begin, end, width, height)
    made = stored(studio, film, begin, end)
    if made.shape[1:3] != (height, width):
        said = f"the {film.kind} is {made.shape[2]}x{made.shape[1]}, the model makes {width}x{height}"
        raise FilmwrightError(said, film.shot or film.title, "name one of that size, or a file that was added")
    return made


def stored(studio: Studio, film: Material, begin: int, end: int) -> Pictures:
    """Frames [begin, end) of a shot's proxy or of a take at the size that they have: uint8 (end - begin, H, W, 3)."""
    from filmwright.media.encode import read_clip, read_clip_range

    if film.kind == "shot":
        # The proxy is in the very form that the model was trained on.
        return read_clip_range(library_shots.proxy(studio, film.shot), begin, end - begin)
    take = records.by_id(studio, film.id)
    if take is None or not records.whole(take.file(studio), take.id):
        raise FilmwrightError("the take's file is gone or was altered", film.title, "restore it from a copy")
    made = read_clip(take.file(studio))
    if len(made) < end:
        raise FilmwrightError(f"the take ends at frame {len(made)}", film.title, "restore it from a copy")
    return made[begin:end]


def _decoded(studio: Studio, film: Material, begin: int, end: int, width: int, height: int) -> Pictures:
    from filmwright.media import decode, stills

    asset = catalogue.find(studio, film.id)
    catalogue.check_unchanged(asset)
    limits = catalogue.limits(studio)
    if film.still:
        return np.repeat(stills.load_still(asset.path, width, height, limits)[None], end - begin, 0)
    made = np.empty((end - begin, height, width, 3), np.uint8)
    for picture in decode.pictures(asset.path, asset.probe, width, height, limits):
        if picture.index >= begin:
            made[picture.index - begin] = picture.rgb()
        if picture.index == end - 1:
            return made
    raise FilmwrightError(f"the film has no frame {end - 1}", str(asset.path), "copy it again from its source")
