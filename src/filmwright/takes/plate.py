"""The plate: the picture that a take begins with, and the frames of the library that it is taken from.

A plate is film of somebody's, so it must be known to the library: a shot, or a file that is one of its assets.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.library import catalogue
from filmwright.library import shots as library_shots
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio


@dataclass(frozen=True)
class Plate:
    """Frame ``frame`` of an asset; ``shot`` is the shot that it opens, "" where a whole file was named."""

    asset: str
    title: str
    frame: int
    shot: str

    @property
    def span(self) -> Span:
        """The one frame whose rights are asked about."""
        return Span(asset=self.asset, in_frame=self.frame, out_frame=self.frame + 1)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the take's record."""
        return {"asset": self.asset, "title": self.title, "frame": self.frame, "shot": self.shot}

    def picture(self, studio: Studio) -> NDArray[np.uint8]:
        """The picture at the training proxy's size: uint8 (H, W, 3), RGB."""
        return _of_shot(studio, self.shot) if self.shot else _of_file(studio, self.asset)


def find_plate(studio: Studio, name: str) -> Plate:
    """The plate that ``--first-frame`` names: a file if there is one of this name, else a shot by its id.

    Raises:
        FilmwrightError: if it is neither, or a file whose rights nobody has registered.
    """
    path = Path(name)
    if path.suffix or path.is_dir():
        files.need_file(path, "name a file, or a shot by its id")
    if files.is_file(path):
        digest = file_sha256(path)
        found = next((asset for asset in catalogue.listing(studio) if asset.id == digest), None)
        if found is None:
            do = f"filmwright add {path} --title TITLE --rights RIGHTS.yaml"
            raise FilmwrightError("nobody has registered the rights in this picture", name, do)
        return Plate(found.id, found.title, 0, "")
    shot = library_shots.find(studio, name)
    return Plate(shot.asset, shot.title, shot.in_frame, shot.shot)


def _of_shot(studio: Studio, shot: str) -> NDArray[np.uint8]:
    from filmwright.media.encode import read_clip_range

    # The proxy's first frame is the shot's first frame, in the very form that the model was trained on.
    return np.asarray(read_clip_range(library_shots.proxy(studio, shot), 0, 1)[0])


def _of_file(studio: Studio, asset_id: str) -> NDArray[np.uint8]:
    from filmwright.media import decode, stills

    asset = catalogue.find(studio, asset_id)
    catalogue.check_unchanged(asset)
    settings = studio.settings
    width, height = settings.proxy_width, settings.proxy_height
    limits = catalogue.limits(studio)
    if asset.probe.kind == "still":
        return stills.load_still(asset.path, width, height, limits)
    for picture in decode.pictures(asset.path, asset.probe, width, height, limits):
        return picture.rgb()
    raise FilmwrightError("the file has no picture", str(asset.path), "name another")
