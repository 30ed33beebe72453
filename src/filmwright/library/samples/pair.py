"""The two sample titles: one that may be trained on, and one that may be ingested but not trained on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from filmwright.errors import FilmwrightError
from filmwright.library.samples import bunny, garden, recutting
from filmwright.pipeline.progress import Progress, Silent

DATA = Path(str(resources.files("filmwright.library.samples")))
_TRAINED = "may be ingested, trained on and generated from"
_INGESTED = "may be ingested, but not trained on"


@dataclass(frozen=True)
class Sample:
    """A film with its rights file and, where there are any, its captions.

    ``words`` says what its rights come to, ``note`` what a person must know of it ("" if nothing).
    """

    title: str
    path: Path
    rights: Path
    captions: Path | None
    words: str
    note: str


def titles(folder: Path, progress: Progress | None = None, network: bool = True) -> list[Sample]:
    """The sample titles; what is there already is neither fetched nor made again.

    *Big Buck Bunny* from the user's cache, and a re-cut of a part of it under other rights in ``folder``; without a
    network a small title drawn into ``folder``, and a re-cut of that.

    Args:
        folder: where films that are made here go.
        progress: told how far fetching, cutting and drawing are.
        network: False draws a title without asking anyone.

    Raises:
        FilmwrightError: if the disk is full.
    """
    progress = progress or Silent()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if not network:
            raise FilmwrightError("the network is switched off")
        film = bunny.fetch(progress)
    except FilmwrightError as error:
        return _drawn(folder, progress, str(error))
    cut = recutting.recut(film, folder / "meadow_recut.mp4", recutting.BUNNY, progress)
    captions = DATA / "big_buck_bunny.captions.yaml"
    note = f"Big Buck Bunny: {bunny.ATTRIBUTION}, CC BY 3.0"
    return [
        Sample("Big Buck Bunny", film, DATA / "big_buck_bunny.rights.yaml", captions, _TRAINED, note),
        Sample("Meadow Recut", cut, DATA / "meadow_recut.rights.yaml", None, _INGESTED, ""),
    ]


def _drawn(folder: Path, progress: Progress, why: str) -> list[Sample]:
    film = garden.paper_garden(folder, progress)
    cut = recutting.recut(film, folder / "paper_garden_recut.mp4", garden.RECUT, progress)
    captions = DATA / "paper_garden.captions.yaml"
    note = f"Big Buck Bunny could not be fetched ({why}); this is a small title drawn here instead"
    return [
        Sample("Paper Garden", film, DATA / "paper_garden.rights.yaml", captions, _TRAINED, note),
        Sample("Paper Garden Recut", cut, DATA / "paper_garden_recut.rights.yaml", None, _INGESTED, ""),
    ]
