"""What a run reads of a snapshot: the frozen proxies and no others; and which shots are held out."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, clips, snapshot, tables
from filmwright.library.frozen import Snapshot
from filmwright.library.ingest import ingest
from filmwright.studio import Studio, create

from .conftest import write_rights
from .test_shots import shot


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory, alpha: Path) -> tuple[Studio, Snapshot]:
    """A snapshot of the three shots of *Alpha*; not to be written to."""
    folder = tmp_path_factory.mktemp("clips")
    studio = create(folder / "studio", "Test studio")
    catalogue.add(studio, [alpha], "Alpha", write_rights(folder / "alpha.yaml", "Alpha"))
    ingest(studio)
    return studio, snapshot.make(studio, "first", "train.base")


def test_proxies_come_in_the_order_asked_a_few_at_a_time(frozen: tuple[Studio, Snapshot]) -> None:
    studio, made = frozen
    reader = clips.clip_reader(studio, made)
    stored = {row["shot"]: bytes(row["proxy"]) for row in tables.shot_rows(studio, ("shot", "proxy"))}
    backwards = [one.shot for one in reversed(made.shots)]
    for size in (1, 2, 32):
        assert list(reader.proxies(backwards, size)) == [(one, stored[one]) for one in backwards]
    assert [one for one, _ in reader.proxies()] == backwards[::-1]
    assert list(reader.proxies([])) == []


def test_a_shot_that_is_not_in_the_snapshot_is_not_read(frozen: tuple[Studio, Snapshot]) -> None:
    studio, made = frozen
    reader = clips.clip_reader(studio, made)
    for foreign in ("0" * 16, "' OR 1=1 --"):
        with pytest.raises(FilmwrightError, match="not in the snapshot"):
            reader.proxy(foreign)


def test_a_lost_proxy_is_said(frozen: tuple[Studio, Snapshot], tmp_path: Path) -> None:
    empty = create(tmp_path / "other", "Another studio")
    with pytest.raises(FilmwrightError, match="not the one that was frozen"):
        clips.clip_reader(empty, frozen[1]).proxy(frozen[1].shots[0].shot)


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.1, 50, 150), (0.5, 430, 570), (1.0, 1000, 1000)])
def test_the_share_that_is_held_out(share: float, least: int, most: int) -> None:
    many = [shot(shot=f"{n:016x}", group=f"{n:016x}") for n in range(1000)]
    kept, held = clips.split(many, share)
    assert least <= len(held) <= most and sorted(kept + held) == [one.shot for one in many]


def test_a_shot_stays_on_its_side_when_more_is_held_out_or_added() -> None:
    many = [shot(shot=f"{n:016x}", group=f"{n // 2:016x}") for n in range(400)]
    few, more = (set(clips.split(many, share)[1]) for share in (0.1, 0.3))
    assert few < more
    assert set(clips.split(many[:100], 0.1)[1]) == {one for one in few if int(one, 16) < 100}
