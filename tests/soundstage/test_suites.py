"""The benchmark sets are what their hashes and their cards say, and a part drawn anew is the part that ships."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.recurrence import GAPS
from filmwright.soundstage.suites import suite as suites
from filmwright.soundstage.suites.made import CANARIES, PLANTED, UNSEEN, part
from filmwright.soundstage.suites.suite import CARDS, FOLDER, suite
from filmwright.soundstage.vocabulary import Action, Look, SetFamily


@pytest.mark.parametrize("name", CARDS)
def test_each_has_a_card_and_every_shot_is_whole(name: str) -> None:
    found = suite(name)
    card = " ".join((FOLDER / "cards" / f"{name}.md").read_text().split())
    assert card.startswith(f"# {name} ") and "names this set's id and the version of Filmwright" in card
    assert found.entries
    assert found.frames == sum(shot.frames for shot in found.shots)
    assert len({shot.picture.width for shot in found.shots}) == 1


@pytest.mark.parametrize(
    ("name", "index"), [("STAGE-1k", 500), ("STAGE-PAIRS", 17), ("STAGE-CANARY", 3), ("STAGE-CANARY", 165)]
)
def test_a_part_drawn_anew_is_what_ships(name: str, index: int) -> None:
    drawn = part(name, index)
    shipped = [{"shot": entry.shot.to_json(), "tags": entry.tags} for entry in suite(name).entries]
    start = shipped.index(drawn[0])
    assert shipped[start : start + len(drawn)] == drawn


def test_a_thousand_shots_are_spread_evenly_over_unseen_sets() -> None:
    shots = suite("STAGE-1k").shots
    assert len(shots) == len({shot.id for shot in shots}) == 1000
    for counted, kinds in (
        (Counter(shot.set.family for shot in shots), SetFamily),
        (Counter(shot.picture.look for shot in shots), Look),
        (Counter(shot.cast[0].action for shot in shots), Action),
    ):
        assert set(counted) == set(kinds)
        assert max(counted.values()) - min(counted.values()) <= 1
    assert min(shot.set.seed for shot in shots) >= UNSEEN


def test_the_thousand_shots_have_as_many_sets_as_their_card_says() -> None:
    sets = Counter((shot.set.family, shot.set.seed) for shot in suite("STAGE-1k").shots)
    card = (FOLDER / "cards" / "STAGE-1k.md").read_text()
    assert set(Counter(family for family, _ in sets).values()) == {8}
    assert (
        f"{len(sets)} different ones" in card and f"({min(sets.values())} to {max(sets.values())} shots each)" in card
    )


def test_stories_bring_each_character_back_after_its_gap() -> None:
    entries = suite("STAGE-STORY").entries
    assert Counter(entry.tags["sequence"] for entry in entries) == dict.fromkeys(range(8), 50)
    for sequence in range(8):
        places: dict[str, list[int]] = {}
        for entry in entries:
            if entry.tags["sequence"] == sequence:
                assert [role.character for role in entry.shot.cast] == [entry.tags["character"]]
                places.setdefault(entry.tags["character"], []).append(entry.tags["place"])
        assert Counter(second - first - 1 for first, second in places.values()) == Counter(GAPS)


def test_pairs_differ_in_their_look_alone() -> None:
    scenes: dict[int, list[dict]] = {}
    for entry in suite("STAGE-PAIRS").entries:
        told = entry.shot.to_json()
        look = told["picture"].pop("look")
        scenes.setdefault(entry.tags["scene"], []).append({"look": look, **told})
    for shots in scenes.values():
        assert {shot.pop("look") for shot in shots} == {look.value for look in Look}
        assert all(shot == shots[0] for shot in shots)
        assert shots[0]["picture"]["hold"] == 1


def test_titles_share_no_character_and_no_set() -> None:
    cast: dict[str, set[str]] = {}
    sets: dict[str, set[tuple[str, int]]] = {}
    for entry in suite("STAGE-TITLES").entries:
        title = entry.tags["title"]
        cast.setdefault(title, set()).update(role.character for role in entry.shot.cast)
        sets.setdefault(title, set()).add((entry.shot.set.family, entry.shot.set.seed))
    assert len(cast) == 8
    for shared in (cast, sets):
        assert sum(map(len, shared.values())) == len(set().union(*shared.values()))  # type: ignore[arg-type]


def test_canaries_are_planted_as_often_as_they_say() -> None:
    entries = [entry for entry in suite("STAGE-CANARY").entries if entry.tags["canary"] >= 0]
    planted = Counter(entry.tags["canary"] for entry in entries if entry.tags["planted"])
    assert Counter(planted.values()) == dict.fromkeys(PLANTED, CANARIES)
    assert sum(entry.tags["planted"] == 0 for entry in entries) == CANARIES
    for number in planted:
        assert len({entry.shot.id for entry in entries if entry.tags["canary"] == number}) == 1


def test_an_altered_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (FOLDER / "STAGE-PAIRS.json.gz").read_bytes()
    altered = gzip.decompress(whole).replace(b'"frames":24', b'"frames":25', 1)
    monkeypatch.setattr(suites, "FOLDER", tmp_path)
    (tmp_path / "ids.json").write_bytes((FOLDER / "ids.json").read_bytes())
    for body in (gzip.compress(altered), whole[:200], b"", b"{}"):
        (tmp_path / "STAGE-PAIRS.json.gz").write_bytes(body)
        with pytest.raises(FilmwrightError, match="STAGE-PAIRS"):
            suite.__wrapped__("STAGE-PAIRS")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(FilmwrightError, match="STAGE-STORY"):
        suite("STAGE-STORIES")
