"""``stage``: what can be listed, looked at and rendered, and what is said to whom asks for what is not there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import pytest

from filmwright.cli.main import app
from filmwright.library import catalogue
from filmwright.library.ingest import ingest
from filmwright.soundstage.description import Camera, Cut, Film, Picture, Role, Shot, Stand
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.filmfile import description
from filmwright.soundstage.render.device import warp
from filmwright.soundstage.vocabulary import Scale, SetFamily
from filmwright.studio import open_studio


@pytest.fixture
def stage(capsys, monkeypatch, tmp_path):
    """Run ``filmwright stage ...`` in ``tmp_path``: its exit code, what it answered, what it complained of."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as done:
            app(["stage", *map(str, arguments)])
        said = capsys.readouterr()
        return int(done.value.code or 0), said.out, said.err

    return run


def one_shot(title: str = "One shot", seed: int = 0) -> Film:
    shot = Shot(
        set=Stand(family=SetFamily.DESERT, seed=seed),
        cast=(Role(character=CAST[3].id),),
        camera=Camera(scale=Scale.FULL),
        picture=Picture(width=64, height=36, rate=12),
        frames=4,
    )
    return Film(title=title, cuts=(Cut(shot=shot),))


def test_the_list_has_every_word_and_everybody(stage):
    code, said, _ = stage("list", "--json")
    facts = json.loads(said)
    assert code == 0 and set(facts["sets"]) == set(SetFamily) and len(facts["characters"]) == len(CAST)
    assert {one["id"] for one in facts["characters"]} == {one.id for one in CAST}
    short, whole = stage("list")[1], stage("list", "--cast")[1]
    assert CAST[19].id in short and CAST[20].id not in short and CAST[-1].id in whole
    assert f"{len(CAST) - 20} more" in short


def test_a_preview_is_one_frame_or_a_strip(stage, tmp_path):
    wish = ("--set", "desert", "--scale", "full", "--cast", CAST[0].first_name, "--size", "64x36", "--frames", 6)
    code, said, _ = stage("preview", *wish, "--json")
    facts = json.loads(said)
    assert code == 0 and facts["frames"] == [3] and CAST[0].first_name in facts["caption"]
    assert cv2.imread(facts["file"]).shape == (36, 64, 3)
    assert stage("preview", *wish, "--strip", "5", "--out", "strip.png")[0] == 0
    assert cv2.imread(str(tmp_path / "strip.png")).shape == (2 * 42 + 6, 4 * 70 + 6, 3)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (("--set", "forrest"), "--set: there is no set 'forrest' -> did you mean 'forest'"),
        (("--set", "xyzzy"), "there is no set 'xyzzy' -> write one of: forest"),
        (("--action", "wlak"), "--action: there is no action 'wlak' -> did you mean 'walk'"),
        (("--look", "watercolor"), "did you mean 'watercolour'"),
        (("--move", "dolley"), "did you mean 'dolly'"),
        (("--scale", "closer"), "did you mean 'close'"),
        (("--time", "dusky"), "did you mean 'dusk'"),
        (("--weather", "fogg"), "did you mean 'fog'"),
        (("--cast", f"{CAST[1].id}x"), f"--cast: there is no character '{CAST[1].id}x' -> did you mean '{CAST[1].id}'"),
        (("--cast", ",".join(one.id for one in CAST[:4])), "not 4"),
        (("--cast", f"{CAST[0].id},{CAST[0].name}"), f"'{CAST[0].id}' and '{CAST[0].name}' are the same character"),
        (("--cast", ",,"), "--cast: commas alone name nothing -> write names"),
        (("--cast", f"{CAST[0].id},"), f"--cast: one name in '{CAST[0].id},' is empty"),
        (("--cast", CAST[0].id, "--action", "give"), "cannot give"),
        (("--size", "257x144"), "no picture is 257 by 144 pixels"),
        (("--size", "8x8"), "no picture is 8 by 8 pixels"),
        (("--size", "99998x144"), "no picture is 99998 by 144 pixels"),
        (("--size", "big"), "no picture is 'big'"),
        (("--rate", "0.5"), "too few"),
        (("--rate", "1000"), "too many"),
        (("--rate", "fast"), "no rate above zero"),
        (("--rate", "59.94005994"), "--rate: no film has 59.94005994 frames a second -> write the fraction that it"),
        (("--rate", "23.9760239"), "stands for: 24000/1001"),
        (("--seed", "-1"), "--seed"),
        (("--frames", "4", "--frame", "9", "--size", "64x36"), "there is no frame 9"),
        (("--out", "still.jpeg"), "name it .png"),
        (("--strip", "3", "--frame", "2"), "--frame: a strip goes from the first frame to the last"),
        (("--sheet", "looks", "--set", "forest"), "--set: with --sheet this has no effect"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(stage, wish, said):
    code, out, err = stage("preview", *wish)
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err


def test_without_a_renderer_it_is_said_what_to_install(stage, monkeypatch):
    monkeypatch.setitem(sys.modules, "warp", None)
    warp.cache_clear()
    for wish in (("preview", "--set", "desert"), ("render", "--shots", 1, "--sets", "desert")):
        code, out, err = stage(*wish, "--size", "32x18")
        assert (code, out, err.count("\n")) == (2, "", 1) and "pip install 'filmwright[stage]'" in err


def test_a_film_is_rendered_and_added_and_ingested(stage, studio, tmp_path):
    (tmp_path / "one.json").write_text(description(one_shot()))
    code, said, err = stage("render", "--from", "one.json", "--out", "one", "--add", "--studio", studio.path, "--json")
    facts = json.loads(said)
    assert code == 0, err
    assert (facts["title"], facts["frames"], facts["shots"], facts["rendered"]) == ("One shot", 4, 1, 1)
    (asset,) = catalogue.listing(open_studio(studio.path))
    assert (asset.id, asset.title) == (facts["asset"], "One shot")
    assert (tmp_path / "one" / "truth.lance").is_dir() and f"owner: {studio.settings.name}" in (
        tmp_path / "one" / "rights.yaml"
    ).read_text(encoding="utf-8")
    report = ingest(studio)
    assert [one.state for one in report.assets] == ["done"]
    again = stage("render", "--from", "one.json", "--out", "one", "--add", "--studio", studio.path)
    assert again[0] == 0 and "1 were there already" in again[1]


def test_other_footage_of_that_title_is_no_part_of_what_a_rendered_film_is_granted(stage, studio, tmp_path):
    (tmp_path / "one.json").write_text(description(one_shot()))
    wish = ("render", "--from", "one.json", "--add", "--studio", studio.path)
    assert stage(*wish, "--out", "one")[0] == 0
    code, out, err = stage(*wish, "--out", "two")
    assert (code, out) == (2, "") and "has other footage of that title" in err and "--title" in err
    assert not (tmp_path / "two").exists()
    (tmp_path / "two.json").write_text(description(one_shot(seed=2)))
    wish = ("render", "--from", "two.json", "--add", "--studio", studio.path)
    code, out, err = stage(*wish, "--out", "two", "--title", "Another title", "--json")
    assert code == 0 and json.loads(out)["title"] == "Another title"


def test_what_the_ledger_knows_otherwise_is_said_before_anything_is_rendered(stage, studio, tmp_path):
    (tmp_path / "one.json").write_text(description(one_shot()))
    (tmp_path / "two.json").write_text(description(one_shot("Two")))
    wish = ("--add", "--studio", studio.path)
    assert stage("render", "--from", "one.json", "--out", "one", *wish)[0] == 0
    for name, owner in (("one", "Somebody else"), ("two", studio.settings.name.upper())):
        code, out, err = stage("render", "--from", f"{name}.json", "--out", "new", *wish, "--owner", owner)
        assert (code, out, err.count("\n")) == (2, "", 1) and not (tmp_path / "new").exists()
    assert "the ledger has this subject as" in err and f"--owner '{studio.settings.name}'" in err
    before = (tmp_path / "one" / "rights.yaml").read_bytes()
    code, _, err = stage("render", "--from", "one.json", "--out", "one", *wish, "--owner", "Somebody else")
    assert code == 2 and f"belongs to '{studio.settings.name}'" in err
    assert (tmp_path / "one" / "rights.yaml").read_bytes() == before


def test_a_film_is_drawn_from_its_seed(stage, tmp_path):
    wish = ("--seed", 5, "--shots", 1, "--sets", "desert", "--cast", CAST[7].id, "--look", "clay", "--size", "32x18")
    code, said, err = stage("render", *wish, "--rate", 2, "--no-truth")
    assert code == 0, err
    film = json.loads((tmp_path / "soundstage-5" / "film.json").read_text())["film"]
    assert film["title"] == "Soundstage 5" and film["cuts"][0]["shot"]["picture"]["look"] == "clay"
    assert not (tmp_path / "soundstage-5" / "truth.lance").exists() and "with --add" in said


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (("--from", "gone.json"), "there is no such file"),
        (("--from", "text.json"), "not readable as JSON"),
        (("--from", "list.json"), "this describes no film"),
        (("--from", "odd.json"), "odd.json, line 1: is empty (at film.cuts)"),
        (("--sets", "forest,strete"), "did you mean 'street'"),
        (("--cast", "nobody-at-all"), "there is no character 'nobody-at-all'"),
        (("--look", "oil"), "--look: there is no look 'oil'"),
        (("--from", "odd.json", "--seed", "4"), "--seed: with --from this has no effect"),
        (("--on", "ray", "--workers", "2"), "--workers: with --on ray this has no effect"),
        (("--on", "mars"), "--on: there is no 'mars' to work on -> write one of: local, ray"),
        (("--sets", ","), "--sets: commas alone name nothing"),
        (("--sets", "forest,,sea"), "--sets: one name in 'forest,,sea' is empty"),
        (("--cast", "osric,Osric"), "--cast: 'osric' and 'Osric' are the same character, Osric"),
        (("--rate", "59.94005994"), "--rate: no film has"),
        (("--shots", "0"), "--shots"),
        (("--shots", "1000000"), "shots"),
        (("--size", "64"), "no picture is '64'"),
        (("--out", "full"), "this folder holds something else"),
        (("--out", "text.json"), "this is no folder"),
        (("--add",), "studio"),
    ],
)
def test_what_cannot_be_rendered_is_said_in_one_line(stage, tmp_path, wish, said):
    (tmp_path / "text.json").write_text("a film")
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / "odd.json").write_text(json.dumps({"schema": 1, "film": {"title": "X", "cuts": [], "stars": 4}}))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear")
    before = sorted(path.name for path in Path(tmp_path).rglob("*"))
    code, out, err = stage("render", *(wish if wish[0] != "--out" else ("--shots", 1, *wish)))
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err
    assert sorted(path.name for path in Path(tmp_path).rglob("*")) == before


def test_the_benchmark_sets_are_listed_with_their_cards(stage):
    code, said, _ = stage("bench", "--json")
    listed = {one["suite"]: one for one in json.loads(said)}
    assert code == 0 and listed["STAGE-1k"]["shots"] == 1000 and len(listed) == 5
    facts = json.loads(stage("bench", "STAGE-TITLES", "--json")[1])
    assert facts["id"] == listed["STAGE-TITLES"]["id"] and facts["card"].startswith("# STAGE-TITLES")
    assert "STAGE-TITLES" in stage("bench", "STAGE-TITLES")[1]


def test_a_benchmark_set_that_there_is_not_is_said_in_one_line(stage):
    code, out, err = stage("bench", "STAGE-STOREY")
    assert (code, out, err.count("\n")) == (2, "", 1) and "did you mean 'STAGE-STORY'" in err
    assert "--out: no benchmark set is named" in stage("bench", "--out", "x")[2]
    assert "--describe: no benchmark set is named" in stage("bench", "--describe", "x")[2]
    assert "--workers: without --out this has no effect" in stage("bench", "STAGE-1k", "--workers", 2)[2]
    for wish in (("--out", "x"), ("--workers", 2), ("--no-truth",)):
        code, out, err = stage("bench", "STAGE-1k", "--describe", "x", *wish)
        assert (code, out, err.count("\n")) == (2, "", 1) and ("--describe" if "--out" in wish else wish[0]) in err


def test_a_benchmark_set_cannot_be_described_where_something_else_lies(stage, tmp_path):
    strange = tmp_path / "sets" / "stage-pairs-naturalistic"
    strange.mkdir(parents=True)
    (strange / "letter.txt").write_text("dear")
    code, out, err = stage("bench", "STAGE-PAIRS", "--describe", "sets", "--json")
    assert (code, out, err.count("\n")) == (2, "", 1) and "this folder holds something else" in err


def test_a_contact_sheet_that_there_is_not_is_said_in_one_line(stage):
    code, out, err = stage("preview", "--sheet", "look")
    assert (code, out, err.count("\n")) == (2, "", 1) and "did you mean 'looks'" in err
