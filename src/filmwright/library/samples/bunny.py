"""The film *Big Buck Bunny*: fetched with pip out of the sources of moviepy, checked by hash, kept in the cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import platformdirs

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.pipeline.progress import Progress, Silent

SHA256 = "475fbbf34c4c367998f80c29ea03b15a743941179b12da3373fc6706e68621d0"
BYTES = 50_195_281
ATTRIBUTION = "(c) copyright 2008, Blender Foundation / www.bigbuckbunny.org"
_SDIST = "moviepy==2.2.1"
_SDIST_SHA256 = "c80cb56815ece94e5e3e2d361aa40070eeb30a09d23a24c4e684d03e16deacb1"
_MEMBER = "docs/_static/medias/getting_started/moviepy_10_minutes/moviepy_10_minutes.zip"
_FILM = "bbb.mp4"
_SECONDS = 600


def cache() -> Path:
    """The folder for sample films: ``FILMWRIGHT_CACHE``, or Filmwright's own in the user's cache folder."""
    folder = Path(os.environ.get("FILMWRIGHT_CACHE") or platformdirs.user_cache_path("filmwright"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fetch(progress: Progress | None = None) -> Path:
    """The film, fetched on the first call (58 MB); later calls check its hash and ask nobody.

    Raises:
        FilmwrightError: if it cannot be fetched, or is not the film that it should be.
    """
    progress = progress or Silent()
    path = cache() / "big_buck_bunny.mp4"
    with files.lock(path.with_suffix(".lock"), "fetching the sample film", wait=True):
        if path.is_file() and path.stat().st_size == BYTES and file_sha256(path) == SHA256:
            return path
        progress.start("fetching Big Buck Bunny (58 MB)", None)
        try:
            with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fetch-") as folder:
                _unpack(_download(Path(folder)), path)
        finally:
            progress.finish()
    return path


def _download(folder: Path) -> Path:
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{_SDIST} --hash=sha256:{_SDIST_SHA256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "-q", "--no-deps"]
    command += ["--no-binary", "moviepy", "--require-hashes", "-r", str(wanted), "-d", str(folder)]
    env = {**os.environ, "PIP_CONSTRAINT": ""}  # a constraint of the caller's must not choose another release
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, env=env, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FilmwrightError(
            f"pip could not fetch the sample film ({type(error).__name__})", _SDIST, "try again later"
        ) from error
    found = next(iter(folder.glob("moviepy-*.tar.gz")), None)
    if done.returncode or found is None:
        last = ([line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no answer"])[-1]
        raise FilmwrightError(f"pip could not fetch the sample film ({last[:160]})", _SDIST, "check the network")
    return found


def _unpack(sdist: Path, path: Path) -> None:
    """Take the film out of the archive in the archive; no other member is written, and no path of theirs is used."""
    inner = sdist.with_name("inner.zip")
    with tarfile.open(sdist) as archive:
        member = next((one for one in archive if one.isfile() and one.name.endswith(_MEMBER)), None)
        stream = archive.extractfile(member) if member is not None else None
        if stream is None:
            raise FilmwrightError("the sample film is not where it was", sdist.name, "report it")
        with inner.open("wb") as out:
            shutil.copyfileobj(stream, out)
    with files.new_file(path) as part, zipfile.ZipFile(inner) as outer:
        name = next(
            (one.filename for one in outer.infolist() if Path(one.filename).name == _FILM and one.file_size == BYTES),
            None,
        )
        if name is None:
            raise FilmwrightError("the sample film is not where it was", sdist.name, "report it")
        digest = hashlib.sha256()
        with outer.open(name) as source, part.open("wb") as out:
            while block := source.read(1 << 20):
                digest.update(block)
                out.write(block)
        if digest.hexdigest() != SHA256:
            raise FilmwrightError("the sample film has another hash than it should", sdist.name, "fetch it again")
