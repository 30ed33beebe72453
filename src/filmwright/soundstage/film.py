"""A whole film rendered into a folder: the picture, its description, its papers and its truth.

The folder holds ``film.mp4``, ``film.json`` (the description), ``shots.json`` (what is known of each shot),
``film.otio``, ``captions.yaml``, ``appearances.csv``, ``rights.yaml`` and, unless it is left out, ``truth.lance``.
While it is made, finished shots lie under ``work``; whoever stops it and runs it again goes on at the first that is
not there. All but the truth's table is the same to the byte whenever and wherever on a CPU it is made; the table holds
the same rows.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filmwright import files
from filmwright.errors import Busy, FilmwrightError
from filmwright.pipeline import processes
from filmwright.pipeline.progress import Progress, Silent
from filmwright.pipeline.stage import Item, Outcome, Stage
from filmwright.soundstage import owned, reels, tables
from filmwright.soundstage.assembly import PICTURE, SHOTS, assemble, shots_json
from filmwright.soundstage.description import Film, Shot
from filmwright.soundstage.filmfile import DESCRIPTION, check_known, description, read_film
from filmwright.soundstage.papers import CAPTIONS, RIGHTS, owner_of, write_papers
from filmwright.soundstage.render.device import chosen, warp
from filmwright.soundstage.stages import render_stage

_WORK, _LOCK = "work", ".lock"


@dataclass(frozen=True)
class Written:
    """A rendered film.

    Args:
        folder: where it lies.
        film: its description.
        rendered: shots that this run rendered; the others were there.
    """

    folder: Path
    film: Film
    rendered: int

    @property
    def picture(self) -> Path:
        """The film's file."""
        return self.folder / PICTURE

    @property
    def truth(self) -> Path:
        """The table of what is known of each frame; not there where it was left out."""
        return self.folder / tables.NAME

    @property
    def rights(self) -> Path:
        """Whose it is."""
        return self.folder / RIGHTS

    @property
    def captions(self) -> Path:
        """What is to be seen."""
        return self.folder / CAPTIONS


def write_film(
    film: Film,
    folder: Path,
    *,
    truth: bool = True,
    device: str = "",
    workers: int = 1,
    on: str = "local",
    owner: str = "",
    progress: Progress | None = None,
) -> Written:
    """Render a film, or go on with it where an earlier run stopped; one that is whole is left as it is.

    Args:
        film: what.
        folder: a new or empty one, or that of an earlier run of the same film.
        truth: keep what is known of each frame.
        device: "cpu", "cuda:0"; by default a GPU where there is one.
        workers: processes that render, a shot each.
        on: "local", or "ray" (a local or given cluster, all of whose machines see the folder); the film is the same.
        owner: who owns it, the studio's name; "" for whom its rights file names, or whoever runs the soundstage.
        progress: counts frames.

    Raises:
        FilmwrightError: the folder holds something else, or a film of another owner; no renderer is installed, or the
            disk is full.
        Busy: another process renders into this folder.
    """
    if on not in ("local", "ray"):
        raise FilmwrightError("a film is rendered on 'local' or on 'ray'", on, "choose one of them")
    progress = progress or Silent()
    owned.check_title(film.title)
    owned.check_owner(owner)
    check_known(film)
    work = (folder / _WORK).absolute()
    if not _whole(folder, truth) and _left(film, work, truth):
        # Said before anything is made; what devices the machines of a cluster have, only they know.
        warp() if on == "ray" else chosen(device)
    with _claimed(folder, film):
        owner = owner_of(folder, owned.by_name(owner))
        rendered = 0
        if not _whole(folder, truth):
            left = _left(film, work, truth)
            rendered = _rendered(film, left, render_stage(work, truth, device), workers, on, progress)
            assemble(film, folder, work, truth, progress)
        write_papers(film, folder, owner)
        shutil.rmtree(work, ignore_errors=True)
    return Written(folder, film, rendered)


def describe_film(film: Film, folder: Path, progress: Progress | None = None) -> None:
    """Write what a film is, without rendering: its description, and of each shot its facts and captions.

    ``write_film`` into the same folder goes on from there; what it wrote, which says more, is left as it is.

    Args:
        film: what.
        folder: a new or empty one, or that of the same film.
        progress: counts shots.

    Raises:
        FilmwrightError: the folder holds something else, or the disk is full.
        Busy: another process renders into this folder.
    """
    owned.check_title(film.title)
    check_known(film)
    with _claimed(folder, film):
        if not (folder / PICTURE).exists():
            files.write_text(folder / SHOTS, shots_json(film, progress=progress))


@contextmanager
def _claimed(folder: Path, film: Film) -> Iterator[None]:
    """Hold the folder for this film alone."""
    if folder.exists() and not folder.is_dir():
        raise FilmwrightError("this is no folder", str(folder), "name a new folder")
    ours = (_LOCK, f".part-????????-{DESCRIPTION}")
    strange = folder.is_dir() and any(not any(item.match(one) for one in ours) for item in folder.iterdir())
    if strange and not (folder / DESCRIPTION).is_file():
        raise FilmwrightError("this folder holds something else", str(folder), "name a new folder")
    with files.disk_full_said(folder), _alone(folder):
        if not (folder / DESCRIPTION).is_file():
            files.write_text(folder / DESCRIPTION, description(film))
        elif (there := read_film(folder / DESCRIPTION)).id != film.id:
            what = f"this folder holds another film ('{there.title}')"
            raise FilmwrightError(what, str(folder), "name a new folder")
        yield


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock."""
    try:
        with files.lock(folder / _LOCK, "rendering into this folder"):
            yield
    except Busy as error:
        raise Busy(error.what, str(folder), error.do) from error


def _whole(folder: Path, truth: bool) -> bool:
    """Whether nothing has to be rendered for this folder."""
    return all((folder / name).exists() for name in (PICTURE, SHOTS, *([tables.NAME] if truth else [])))


def _left(film: Film, work: Path, truth: bool) -> list[Shot]:
    """The shots that are not rendered yet, each once."""
    shots = {cut.shot.id: cut.shot for cut in film.cuts}.values()
    return [shot for shot in shots if not reels.file_of(shot, work, truth).is_file()]


def _rendered(film: Film, left: list[Shot], stage: Stage, workers: int, on: str, progress: Progress) -> int:
    """Render these shots of a film; how many they were.

    Raises:
        FilmwrightError: one of them cannot be rendered; those before it stay.
    """
    total = sum(shot.frames for shot in dict.fromkeys(cut.shot for cut in film.cuts))
    progress.start("rendering", total, total - sum(shot.frames for shot in left))
    items = [{"shot": shot.to_json()} for shot in left]
    try:
        for outcome in _outcomes(stage, items, workers, on):
            if outcome.failure is not None:
                number = next(n for n, cut in enumerate(film.cuts, 1) if cut.shot.to_json() == outcome.item["shot"])
                raise FilmwrightError(outcome.failure.error, f"shot {number} of '{film.title}'")
            progress.advance(outcome.item["shot"]["frames"])
    finally:
        progress.finish()
    return len(left)


def _outcomes(stage: Stage, items: list[Item], workers: int, on: str) -> Iterator[Outcome]:
    if on == "ray":
        from filmwright.pipeline import ray

        return ray.run([stage], items, Silent())
    return processes.run([stage], items, Silent(), workers)
