"""One media file, read once before anything is registered: what it is, its hash, the captions beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.library import captions
from filmwright.media.probe import Limits, Probe, probe

_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:/")
"""One slash: a Path has joined the two already."""


@dataclass(frozen=True)
class FilmFile:
    """What was read of one file before anything is written."""

    id: str
    path: Path
    probe: Probe
    size: int
    sidecar: captions.Sidecar | None


def read(path: Path, caps: Limits, captions_path: Path | None) -> FilmFile:
    """Read a file and the captions for it (those given, else those beside it).

    Raises:
        FilmwrightError: if it is no whole film, is being written, or the captions are not its own.
    """
    if _ADDRESS.match(str(path)):
        raise FilmwrightError("this is an address, not a file", str(path), "download it and add the file")
    place = path.expanduser().absolute()
    found = probe(place, caps)
    before = place.stat()
    digest = file_sha256(place)
    after = place.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FilmwrightError(
            "this file is still being written", str(path), "wait until it is whole, then add it again"
        )
    beside = captions_path or captions.beside(place)
    sidecar = None
    if beside is not None:
        sidecar = captions.load(beside)
        captions.check_fits(sidecar, digest, found.rate, found.frames, beside)
    return FilmFile(digest, place, found, after.st_size, sidecar)
