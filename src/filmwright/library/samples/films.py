"""The two sample titles: one that may be trained on, and one that may be ingested but not trained on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from filmwright.errors import FilmwrightError
from filmwright.library.samples import fetch, garden, recut
from filmwright.pipeline.progress import Progress, Silent

DATA = Path(str(resources.files("filmwright.library.samples")))


@dataclass(frozen=True)
class Sample:
    """A film with its rights file and, where there are any, its captions."""

    title: str
    film: Path
    rights: Path
    captions: Path | None


def films(progress: Progress | None = None, network: bool = True) -> tuple[list[Sample], str]:
    """The sample titles, fetched or made into the cache, and a line about what they are.

    *Big Buck Bunny* and a re-cut of a part of it, under other rights; without a network a small drawn title and its
    re-cut.

    Args:
        progress: told how far fetching and cutting are.
        network: False draws a title without asking anyone.
    """
    progress = progress or Silent()
    try:
        if not network:
            raise FilmwrightError("the network is switched off")
        bunny = fetch.big_buck_bunny(progress)
    except FilmwrightError as error:
        film = garden.paper_garden(fetch.cache(), progress)
        cut = recut.recut(film, fetch.cache() / "paper_garden_recut.mp4", garden.RECUT, progress)
        own = Sample("Paper Garden", film, DATA / "paper_garden.rights.yaml", DATA / "paper_garden.captions.yaml")
        other = Sample("Paper Garden Recut", cut, DATA / "paper_garden_recut.rights.yaml", None)
        return [
            own,
            other,
        ], f"Big Buck Bunny could not be fetched ({error}); the demo draws a small title of its own instead."
    cut = recut.recut(bunny, fetch.cache() / "big_buck_bunny_recut.mp4", recut.BUNNY, progress)
    own = Sample("Big Buck Bunny", bunny, DATA / "big_buck_bunny.rights.yaml", DATA / "big_buck_bunny.captions.yaml")
    other = Sample("Meadow Recut", cut, DATA / "meadow_recut.rights.yaml", None)
    return [own, other], f"Big Buck Bunny: {fetch.ATTRIBUTION}, CC BY 3.0."
