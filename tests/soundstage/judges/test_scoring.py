from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.judges import labels, measure
from filmwright.soundstage.judges.scoring import apart, bounds, changed, retention, score
from filmwright.soundstage.judges.verdict import Person, Verdict

A, B, C = labels.CHARACTERS[:3]
BOX = np.tile(np.array([0.2, 0.1, 0.5, 0.9], np.float32), (4, 1))


def _sure(word: str, words: tuple[str, ...], share: float = 0.9) -> np.ndarray:
    made = np.full(len(words), (1 - share) / (len(words) - 1), np.float32)
    made[words.index(word)] = share
    return made


def _person(character: str, action: str = "walk", box: np.ndarray = BOX) -> Person:
    mark = np.eye(192, dtype=np.float32)[labels.CHARACTERS.index(character)]
    characters, actions = _sure(character, labels.CHARACTERS), _sure(action, labels.ACTIONS)
    return Person(box, np.ones(len(box), np.float32), characters, actions, mark)


def _verdict(*people: Person, way: str = "pan left", grey: int = 0) -> Verdict:
    return Verdict(
        _sure("forest", labels.SETS),
        _sure("anime", labels.LOOKS),
        _sure("full", labels.SCALES),
        _sure(way, labels.WAYS),
        people,
        np.arange(4) / 8,
        np.full((4, 18, 32, 3), grey, np.uint8),
    )


FACTS = {
    "cast": [A, B],
    "action": "walk",
    "actions": ["walk", "stand"],
    "set": "forest",
    "look": "anime",
    "scale": "full",
    "move": "pan",
    "direction": "left",
}


def test_a_video_that_shows_all_that_was_asked_scores_one_everywhere() -> None:
    right = _verdict(_person(B, "stand"), _person(A))
    assert set(score(right, FACTS).values()) == {1.0}
    assert set(score(right, FACTS)) == {"cast", "action", "set", "look", "scale", "move", "direction"}


def test_each_thing_that_is_wrong_costs_its_own_question() -> None:
    one = score(_verdict(_person(A), _person(C)), FACTS)
    assert one["cast"] == 0.5 and one["action"] == 1.0
    assert score(_verdict(_person(A)), FACTS)["cast"] == 0.5
    assert score(_verdict(_person(A), _person(B), _person(C)), FACTS)["cast"] == pytest.approx(2 / 3)
    assert score(_verdict(_person(A, "jump"), _person(B)), FACTS)["action"] == 0.0
    turned = score(_verdict(_person(A), way="pan right"), FACTS)
    assert turned["move"] == 1.0 and turned["direction"] == 0.0
    assert score(_verdict(_person(A), way="truck left"), FACTS)["direction"] == 0.0
    assert score(_verdict(), FACTS)["action"] == 0.0


def test_what_was_not_asked_is_not_scored() -> None:
    assert score(_verdict(), {"set": "forest"}) == {"set": 1.0}
    assert score(_verdict(), {"cast": [], "move": "pan", "direction": ""}) == {"cast": 1.0, "move": 1.0}


def test_moves_are_the_sum_of_their_directions() -> None:
    ways = np.zeros(16, np.float32)
    ways[labels.WAYS.index("pan left")], ways[labels.WAYS.index("pan right")] = 0.3, 0.25
    ways[labels.WAYS.index("tilt up")] = 0.45
    small = np.zeros((4, 18, 32, 3), np.uint8)
    verdict = Verdict(*(np.ones(4, np.float32),) * 3, ways, (), np.arange(4.0), small)
    assert verdict.answers["move"] == "pan" and verdict.answers["direction"] == "left"


def test_retention_is_told_by_the_number_of_other_shots_between() -> None:
    verdicts = [_verdict(_person(A)), _verdict(_person(B)), _verdict(_person(A)), _verdict(_person(C))]
    kept = {one.gap: one for one in retention(verdicts, [[A], [B], [A], [B]])}
    assert set(kept) == {1}
    assert kept[1].count == 2 and kept[1].right == 0.5 and kept[1].same == 0.5 and kept[1].alike == 0.5
    with pytest.raises(FilmwrightError, match="4 shots and 1 casts"):
        retention(verdicts, [[A]])


def test_the_same_wrong_face_twice_is_the_same_but_not_right() -> None:
    (kept,) = retention([_verdict(_person(C)), _verdict(_person(C))], [[A], [A]])
    assert (kept.gap, kept.right, kept.same) == (0, 0.0, 1.0)


def test_a_trial_counts_who_is_found_where_they_are() -> None:
    there, elsewhere = BOX, np.tile(np.array([0.7, 0.1, 0.9, 0.9], np.float32), (4, 1))
    trial = measure.Trial()
    trial.add(_verdict(_person(A), _person(C, "stand", elsewhere)), FACTS, np.stack([there, elsewhere], 1))
    told = trial.told()
    assert told["identity"]["share"] == 0.5 and told["found"]["share"] == 1.0
    assert told["action"]["share"] == told["set"]["share"] == told["direction"]["share"] == 1.0
    assert trial.tallies["identity"].mistakes[B, C] == 1
    assert any(C in line for line in trial.lines())


def test_wilsons_interval_holds_the_share_and_narrows() -> None:
    share, low, high = measure.wilson(95, 100)
    _, nearer, _ = measure.wilson(950, 1000)
    assert share == 0.95 and low < nearer < 0.95 < high < 1
    assert measure.wilson(10, 10)[2] == 1.0 and measure.wilson(0, 0) == (0.0, 0.0, 1.0)


def test_one_face_for_everybody_keeps_nobody() -> None:
    casts = [[A], [B], [A], [B]]
    everybody = [_verdict(_person(C)) for _ in casts]
    right = [_verdict(_person(one)) for (one,) in casts]
    assert {(one.same, one.alike) for one in retention(everybody, casts)} == {(1.0, 1.0)}
    assert (apart(everybody, casts).same, apart(everybody, casts).alike) == (1.0, 1.0)
    assert (apart(right, casts).count, apart(right, casts).same, apart(right, casts).alike) == (3, 0.0, 0.0)
    assert apart([_verdict(_person(A)), _verdict()], [[A], []]).count == 0


def test_a_copied_shot_has_changed_by_nothing() -> None:
    first, copy, other = _verdict(_person(A)), _verdict(_person(A)), _verdict(_person(A), grey=30)
    assert changed(first, copy) == 0.0 and changed(first, other) == 30.0
    kept = retention([first, copy, other], [[A]] * 3)
    assert [one.changed for one in kept] == [15.0]


def test_words_that_there_are_not_are_refused() -> None:
    with pytest.raises(FilmwrightError, match="no set 'forrest' -> did you mean 'forest'"):
        score(_verdict(), {"set": "forrest"})
    with pytest.raises(FilmwrightError, match="no question 'lok' -> did you mean 'look'"):
        score(_verdict(), {"lok": "anime"})
    with pytest.raises(FilmwrightError, match="no direction 'lefft' of a truck -> did you mean 'left'"):
        score(_verdict(), {"move": "truck", "direction": "lefft"})
    with pytest.raises(FilmwrightError, match="no direction 'left' of a static -> leave it out"):
        score(_verdict(), {"move": "static", "direction": "left"})
    assert score(_verdict(), {"set": "", "look": None, "action": ""}) == {}
    with pytest.raises(FilmwrightError, match="no character 'nobody-at-all'"):
        retention([_verdict()], [["nobody-at-all"]])
    with pytest.raises(FilmwrightError, match="no character"):
        _verdict().person("nobody-at-all")
    assert score(_verdict(_person(A)), {"cast": [member(A).first_name]}) == {"cast": 1.0}


def test_a_trial_says_what_a_prompt_gets_and_what_anothers_does() -> None:
    trial, elsewhere = measure.Trial(), {**FACTS, "set": "cave", "cast": [C]}
    for told, one in ((FACTS, [A, B]), (elsewhere, [C])):
        shown = replace(_verdict(*(_person(who) for who in one)), sets=_sure(told["set"], labels.SETS))
        for _ in range(8):
            trial.add(shown, told, np.stack([BOX] * len(one), 1))
    found = trial.scores()
    assert found["set"]["ceiling"] == found["cast"]["ceiling"] == 1.0 and found["set"]["count"] == 16
    assert found["look"]["chance"] == 1.0 and 0 < found["set"]["chance"] < 1
    card = {"scores": {"usual wear": found, "codec": {}}, "usual": "usual wear", "sha256": "1f", "measured": "1f"}
    assert bounds(card)["set"].low < 1.0 and bounds(card, "codec") == {}
    with pytest.raises(FilmwrightError, match="not measured after 'codek' -> did you mean 'codec'"):
        bounds(card, "codek")
    with pytest.raises(FilmwrightError, match="never measured"):
        bounds({"sha256": "1f"})
    with pytest.raises(FilmwrightError, match="never measured"):
        bounds({**card, "sha256": "2e"})


def test_who_was_found_is_each_of_the_known_once_and_for_as_long_as_they_are_seen() -> None:
    there, elsewhere = _person(A), replace(_person(B), boxes=BOX + np.float32(0.03))
    both = np.stack([BOX, BOX + np.float32(0.05)], 1)
    assert measure.matched([there], both) == [there, None]
    assert measure.matched([elsewhere, there], both) == [there, elsewhere]
    brief = replace(there, boxes=np.where(np.arange(len(BOX))[:, None] < len(BOX) // 5, BOX, np.float32(np.nan)))
    assert measure.matched([brief], both[:, :1]) == [None]
    assert measure.matched([], both) == [None, None]


def test_mistakes_are_kept_with_how_often_they_were_made() -> None:
    tally = measure.Tally()
    for said in ("cave", "cave", "room", "forest"):
        tally.add("forest", said)
    assert tally.told()["mistakes"] == [["forest", "cave", 2], ["forest", "room", 1]]
