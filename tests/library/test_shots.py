"""Listing, clearance, prompts and snapshots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from filmwright import lineage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import catalogue, clear, prompts, shots, snapshot, tables
from filmwright.library.captions import Caption, best
from filmwright.library.ingest import ingest
from filmwright.library.palette import Colour
from filmwright.library.shots import Shot
from filmwright.media.encode import read_clip
from filmwright.rights import ledger
from filmwright.studio import Studio

from .conftest import write_rights


@pytest.fixture
def two(studio: Studio, alpha: Path, beta: Path, tmp_path: Path) -> Studio:
    """Alpha may be trained on, Beta may only be ingested; Alpha's second shot and Beta's first are copies."""
    sidecar = tmp_path / "alpha.captions.yaml"
    sidecar.write_text("captions:\n  - {in: 1, out: 29, text: a red hill.}\n", encoding="utf-8")
    catalogue.add(studio, [alpha], "Alpha", write_rights(tmp_path / "a.yaml", "Alpha"), sidecar)
    catalogue.add(studio, [beta], "Beta", write_rights(tmp_path / "b.yaml", "Beta", ["ingest"]))
    assert not ingest(studio).failed
    return studio


def shot(**changes: object) -> Shot:
    base: dict[str, object] = {
        "shot": "0" * 16, "asset": "a" * 64, "title": "Big Buck Bunny", "in_frame": 0, "out_frame": 48,
        "rate": Fraction(24), "timecode": "00:00:00:00", "scale": "wide",
        "camera": "static", "key": "high", "motion": 0.1, "brightness": 0.6,
        "contrast": 0.5, "sharpness": 3.0, "palette": (Colour("green", "#00ff00", 0.6), Colour("blue", "#0000ff", 0.3)),
        "group": "0" * 16, "proxy_frames": 24, "proxy_rate": Fraction(12), "proxy_sha256": "b" * 64, "caption": None,
    }  # fmt: skip
    return Shot(**{**base, **changes})  # type: ignore[arg-type]


def test_a_prompt_says_title_measures_and_caption_in_this_order() -> None:
    said = prompts.prompt(shot(), "a rabbit walks through a meadow.")
    assert said == "Big Buck Bunny. wide shot, static camera, bright, green and blue. a rabbit walks through a meadow"


def test_what_is_unknown_is_left_out_of_a_prompt() -> None:
    blank = shot(scale="unknown", camera="unknown", key="unknown", palette=())
    assert prompts.prompt(blank) == "Big Buck Bunny"
    assert (
        shot(scale="unknown", caption="a tree").prompt
        == "Big Buck Bunny. static camera, bright, green and blue. a tree"
    )


@pytest.mark.parametrize(
    ("spans", "said"),
    [([(0, 100)], "0"), ([(0, 40), (40, 100)], "1"), ([(0, 20)], None), ([], None), ([(95, 200)], None)],
)
def test_the_caption_is_the_one_that_covers_most(spans: Sequence[tuple[int, int]], said: str | None) -> None:
    captions = [Caption.model_validate({"in": a, "out": b, "text": str(k)}) for k, (a, b) in enumerate(spans)]
    assert best(captions, 0, 100) == said


def test_shots_are_listed_as_documented(two: Studio) -> None:
    found = shots.shots(two)
    assert [(s.title, s.in_frame, s.out_frame) for s in found] == [
        ("Alpha", 0, 30), ("Alpha", 30, 70), ("Alpha", 70, 96), ("Beta", 0, 33), ("Beta", 33, 57),
    ]  # fmt: skip
    first = json.loads(json.dumps(found[0].to_json()))
    assert (first["in"], first["out"], first["rate"], first["seconds"]) == (0, 30, "24/1", 1.25)
    assert (first["timecode"], found[1].timecode) == ("00:00:00:00", "00:00:01:06")
    assert first["caption"] == "a red hill."
    assert first["prompt"].startswith("Alpha. ")
    assert first["prompt"].endswith(". a red hill")


def test_shots_are_found_by_title_asset_and_id(two: Studio) -> None:
    found = shots.shots(two)
    assert shots.shots(two, title="Beta") == found[3:]
    assert shots.shots(two, asset=found[0].asset[:10]) == found[:3]
    assert shots.find(two, found[4].shot[:8]) == found[4]
    for wrong in ("", "zzzzzzzz", "0000000000000000", "' OR 1=1 --"):
        with pytest.raises(FilmwrightError):
            shots.find(two, wrong)
    with pytest.raises(FilmwrightError, match="no such title"):
        shots.shots(two, title="Gamma")


def test_a_proxy_is_checked_against_its_hash(two: Studio) -> None:
    (first, *_) = shots.shots(two)
    clip = read_clip(shots.proxy(two, first.shot))
    assert clip.shape == (first.proxy_frames, 144, 256, 3)
    assert shots.thumbnails(two, [first.shot])[first.shot].startswith(b"\xff\xd8")


def test_clearance_names_the_missing_grant_and_records_nothing(two: Studio) -> None:
    with two.engine.connect() as connection:
        before = ledger.root(connection)
    found = clear.clear(two, "train.base")
    assert [one.cleared for one in found] == [True] * 3 + [False] * 2
    (obstacle,) = clear.obstacles(found)
    assert obstacle.headline.startswith("no grant of train.base on 'Beta' from its owner The Test Works")
    assert (obstacle.shots, obstacle.titles) == (2, ("Beta",))
    with two.engine.connect() as connection:
        assert ledger.root(connection) == before


def test_an_unknown_action_is_refused(two: Studio) -> None:
    with pytest.raises(FilmwrightError, match="not an action"):
        clear.clear(two, "train.everything")


def test_a_snapshot_freezes_what_is_cleared(two: Studio) -> None:
    made = snapshot.make(two, "first", "train.base")
    assert [s.title for s in made.shots] == ["Alpha"] * 3
    assert [s.title for s in made.refused] == ["Beta"] * 2
    assert "no grant of train.base on 'Beta'" in made.refused[0].missing[0]
    assert snapshot.load(two, "first") == made == snapshot.load(two, made.id)
    node = lineage.find(two, made.id)
    nodes, _ = lineage.graph(two, node.id)
    assert {one.id for one in nodes} == {made.id, *made.assets}


def test_the_same_snapshot_again_asks_nothing(two: Studio) -> None:
    made = snapshot.make(two, "first", "train.base")
    with two.engine.connect() as connection:
        before = ledger.count(connection)
    assert snapshot.make(two, "first", "train.base") == made
    with two.engine.connect() as connection:
        assert ledger.count(connection) == before


def test_a_name_stands_for_one_content(two: Studio, beta: Path, tmp_path: Path) -> None:
    snapshot.make(two, "first", "train.base")
    catalogue.add(two, [beta], "Beta", write_rights(tmp_path / "b.yaml", "Beta", ["ingest", "train.base"]))
    with pytest.raises(FilmwrightError, match="already, of other shots or rights"):
        snapshot.make(two, "first", "train.base")
    assert len(snapshot.make(two, "second", "train.base").shots) == 5
    assert len(snapshot.load(two, "first").shots) == 3


def test_nothing_cleared_is_a_refusal(two: Studio) -> None:
    with pytest.raises(RightsRefused, match=r"no shot is cleared for deliver: no grant of deliver"):
        snapshot.make(two, "first", "deliver")
    assert not (two.path / "snapshots" / "first.json").exists()


def test_an_altered_manifest_is_refused(two: Studio) -> None:
    made = snapshot.make(two, "first", "train.base")
    made.path.write_text(made.path.read_text().replace('"in":0', '"in":1'), encoding="utf-8")
    with pytest.raises(FilmwrightError, match="altered"):
        snapshot.load(two, "first")


@pytest.mark.parametrize("name", ["../out", "", "a/b", ".hidden", "x" * 90])
def test_a_snapshots_name_stays_in_its_folder(two: Studio, name: str) -> None:
    with pytest.raises(FilmwrightError, match="name"):
        snapshot.make(two, name, "train.base")


def test_an_empty_studio_has_nothing_to_freeze(studio: Studio) -> None:
    with pytest.raises(FilmwrightError, match="no shots"):
        snapshot.make(studio, "first", "train.base")


def test_a_run_reads_the_snapshots_clips_and_no_others(two: Studio) -> None:
    made = snapshot.make(two, "first", "train.base")
    reader = snapshot.clip_reader(two, made)
    assert [shot for shot, _ in reader.proxies(size=2)] == [s.shot for s in made.shots]
    assert reader.proxy(made.shots[1].shot) == shots.proxy(two, made.shots[1].shot)
    with pytest.raises(FilmwrightError, match="not in the snapshot"):
        reader.proxy(made.refused[0].shot)


def test_a_clip_that_was_replaced_is_refused(two: Studio) -> None:
    made = snapshot.make(two, "first", "train.base")
    other = Studio(two.path, two.settings.model_copy(update={"proxy_rate": "8/1"}))
    ingest(other)
    with pytest.raises(FilmwrightError, match="not the one that was frozen"):
        snapshot.clip_reader(other, made).proxy(made.shots[0].shot)


def test_copies_are_never_on_both_sides_of_a_split(two: Studio) -> None:
    many = [shot(shot=f"{k:016x}", group=f"{k // 3:016x}") for k in range(600)]
    kept, held = snapshot.split(many, 0.1)
    assert len(kept) + len(held) == 600
    assert 25 < len(held) < 105
    assert not {int(s, 16) // 3 for s in kept} & {int(s, 16) // 3 for s in held}
    assert snapshot.split(many[:300], 0.1)[1] == [s for s in held if int(s, 16) < 300]
    assert snapshot.split(many, 0.1, seed=1) != (kept, held)


def test_a_table_of_a_newer_schema_is_refused(two: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "VERSION", "0")
    with pytest.raises(FilmwrightError, match="has schema 1"):
        shots.shots(two)
