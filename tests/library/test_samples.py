"""The sample titles: fetched or drawn, re-cut, with rights and captions that fit them."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.library import captions, catalogue, clear, samples, shots
from filmwright.library.ingest import ingest
from filmwright.library.samples import bunny, garden, recutting
from filmwright.media.probe import Limits, probe
from filmwright.studio import Studio

LIMITS = Limits(1 << 40, 10**6, 10**4)


def add(studio: Studio, sample: samples.Sample) -> None:
    catalogue.add(studio, [sample.path], sample.title, sample.rights, sample.captions)


def test_without_a_network_a_title_is_drawn_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garden, "LENGTH", 8)
    monkeypatch.setattr(garden, "RECUT", ((8, 16), (24, 30)))
    own, other = samples.titles(tmp_path, network=False)
    assert "drawn here instead" in own.note
    assert (probe(own.path, LIMITS).frames, probe(other.path, LIMITS).frames) == (80, 14)
    before = own.path.stat().st_mtime_ns
    assert samples.titles(tmp_path, network=False)[0].path.stat().st_mtime_ns == before


def test_every_drawn_shot_has_a_caption() -> None:
    found = captions.load(Path(recutting.__file__).with_name("paper_garden.captions.yaml")).captions
    assert [(c.in_frame, c.out_frame) for c in found] == [(96 * k, 96 * k + 96) for k in range(10)]


def test_the_captions_of_the_film_are_of_this_file() -> None:
    found = captions.load(Path(recutting.__file__).with_name("big_buck_bunny.captions.yaml"))
    assert found.sha256 == bunny.SHA256
    ends = [caption.out_frame for caption in found.captions]
    assert [caption.in_frame for caption in found.captions[1:]] == ends[:-1]


@pytest.mark.film
def test_each_shot_of_the_re_cut_joins_its_original_and_may_not_be_trained_on(
    studio: Studio, film: Path, tmp_path: Path
) -> None:
    """The original here is the part of the film that the re-cut was taken from, to be quick."""
    data = Path(recutting.__file__).parent
    part = recutting.recut(film, tmp_path / "part.mp4", [(2154, 2963)])
    spans = [(a - 2154, b - 2154) for a, b in recutting.BUNNY if a >= 2154 and b <= 2963]
    copy = recutting.recut(part, tmp_path / "copy.mp4", spans)
    catalogue.add(studio, [part], "Big Buck Bunny", data / "big_buck_bunny.rights.yaml")
    catalogue.add(studio, [copy], "Meadow Recut", data / "meadow_recut.rights.yaml")
    assert not ingest(studio).failed
    own = {shot.group for shot in shots.shots(studio, title="Big Buck Bunny")}
    other = shots.shots(studio, title="Meadow Recut")
    assert len(other) == len(spans) == 3
    assert {shot.group for shot in other} <= own
    refused = [one.shot.title for one in clear.clear(studio, "train.base") if not one.cleared]
    assert refused == ["Meadow Recut"] * 3
