"""``stage judge``: what clips show, and how well that is what a film's description asks for."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from tests.cli.test_json import printed, promised

from filmwright.cli.main import app
from filmwright.media.encode import encode_take, read_clip
from filmwright.soundstage.description import Cut, Film
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.film import Written, write_film
from filmwright.soundstage.filmfile import description
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.timeline import joints_of
from filmwright.soundstage.vocabulary import Action, Scale, SetFamily, Transition


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Three shots, one character in the first and the last; a dissolve between the first two."""
    asked = [
        (SetFamily.DESERT, Action.WAVE, CAST[3].id),
        (SetFamily.STAGE, Action.SIT, CAST[40].id),
        (SetFamily.DESERT, Action.WALK, CAST[3].id),
    ]
    shots = [
        stage_shot(
            70 + number,
            family=family,
            action=action,
            scale=Scale.FULL,
            cast=[who],
            frames=24,
            width=192,
            height=108,
            rate=12,
        )
        for number, (family, action, who) in enumerate(asked)
    ]
    cuts = tuple(
        Cut(shot=shot, transition=Transition.DISSOLVE if number == 1 else Transition.CUT, overlap=4 * (number == 1))
        for number, shot in enumerate(shots)
    )
    return write_film(Film(title="Three", cuts=cuts), tmp_path_factory.mktemp("filmed") / "film", truth=False)


@pytest.fixture
def judge(capsys, monkeypatch, tmp_path):
    """Run ``filmwright stage judge ...`` in ``tmp_path``: its exit code, what it answered, what it complained of."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as done:
            app(["stage", "judge", *map(str, arguments)])
        said = capsys.readouterr()
        return int(done.value.code or 0), said.out, said.err

    return run


def test_a_film_that_shows_what_was_asked_for_is_seen_to(judge, filmed):
    code, said, _ = judge(filmed.picture, "--film", filmed.folder / "film.json", "--json")
    facts = json.loads(said)
    assert code == 0 and [one["shot"] for one in facts["clips"]] == [1, 2, 3]
    assert [one["set"] for one in facts["clips"]] == ["desert", "stage", "desert"]
    assert {question: one["mean"] for question, one in facts["scores"].items()}.items() >= {"set": 1, "look": 1}.items()
    assert facts["scores"]["cast"]["mean"] >= 2 / 3
    for question in ("set", "look", "cast"):
        one = facts["scores"][question]
        assert 0 <= one["chance"] < 0.5 and 0.8 < one["low"] <= one["ceiling"] <= one["high"] <= 1
    (kept,) = facts["kept"]
    assert kept["gap"] == 1 and kept["count"] == 1 and kept["changed"] > 5
    assert facts["apart"]["count"] == 2 and facts["apart"]["same"] == 0
    keys = promised("stage judge")
    assert printed(facts, keys) == keys


def test_another_film_scores_lower(judge, filmed, tmp_path):
    swapped = Film(title="Three", cuts=tuple(Cut(shot=filmed.film.cuts[number].shot) for number in (1, 0, 2)))
    (tmp_path / "other.json").write_text(description(swapped))
    clips = _shots(filmed, tmp_path)
    right = json.loads(judge(*clips, "--film", filmed.folder / "film.json", "--json")[1])["scores"]
    wrong = json.loads(judge(*clips, "--film", "other.json", "--json")[1])["scores"]
    assert right["set"]["mean"] == 1 and wrong["set"]["mean"] == pytest.approx(1 / 3, abs=1e-3)
    assert wrong["cast"]["mean"] <= right["cast"]["mean"] - 1 / 3


def test_clips_are_told_without_a_film_and_from_any_shot_on(judge, filmed, tmp_path):
    clips = _shots(filmed, tmp_path)
    code, said, _ = judge(clips[1])
    assert code == 0 and "stage" in said and "asked for" not in said
    assert "of any film that was not made with its cast and sets, this means nothing" in said
    code, said, _ = judge(*clips[1:], "--film", filmed.folder / "film.json", "--first", 2)
    assert code == 0 and "shot 3" in said and "a flawless video gets" in said


def test_a_clip_of_another_rate_or_length_is_one_shot_and_no_film(judge, filmed, tmp_path):
    still = read_clip(filmed.picture)[:1]
    for frames, rate in ((69, 36), (25, 12), (31, 12)):
        encode_take(still.repeat(frames, 0), Fraction(rate), tmp_path / "odd.mp4")
        code, said, _ = judge("odd.mp4", "--film", filmed.folder / "film.json", "--json")
        assert code == 0 and [one["shot"] for one in json.loads(said)["clips"]] == [1]


def test_a_part_of_the_prompt_is_scored_as_all_of_it_is(judge, filmed, tmp_path):
    clips = _shots(filmed, tmp_path)
    film = filmed.folder / "film.json"
    whole = json.loads(judge(*clips, "--film", film, "--json")[1])
    for question in ("action", "direction", "set"):
        part = json.loads(judge(*clips, "--film", film, "--asked", question, "--json")[1])
        assert part["scores"] == {key: one for key, one in whole["scores"].items() if key == question}


def test_who_asks_amiss_is_told_so(judge, filmed, tmp_path):
    clips = _shots(filmed, tmp_path)
    film = filmed.folder / "film.json"
    two = Film(title="Two", cuts=tuple(Cut(shot=cut.shot) for cut in filmed.film.cuts[:2]))
    (tmp_path / "short.json").write_text(description(two))
    document = json.loads(film.read_text())
    del document["id"]
    (tmp_path / "odd.json").write_text(json.dumps(document).replace(CAST[3].id, f"nobody-{CAST[3].id}"))
    for arguments, complaint in (
        ((*clips, clips[0], "--film", film), "4 clips from shot 1 on, and the film has 3 shots"),
        ((clips[0], "--first", 2), "--first: without --film this has no effect"),
        ((clips[0], "--film", "nothing.json"), "no such file"),
        (("nothing.mp4",), "no such file"),
        ((clips[0], "--film", film, "--asked", "lok"), "--asked: there is no question 'lok' -> did you mean 'look'"),
        ((clips[0], "--film", film, "--after", "hous codec"), "--after: the judges were not measured after"),
        ((filmed.picture, "--film", "short.json"), "no shot of this film is longer than 2.0 s"),
        ((filmed.picture, "--film", film, "--first", 2), "no shot of this film is longer than 2.0 s"),
        ((filmed.picture, clips[0], "--film", film), "no shot of this film is longer than 2.0 s"),
        ((clips[0], "--film", film, "--asked", "set,"), "--asked: one name in 'set,' is empty"),
        ((clips[0], "--film", "odd.json"), f"there is no character 'nobody-{CAST[3].id}'"),
        ((film,), "film.json"),
    ):
        code, _, said = judge(*arguments)
        assert code == 2 and complaint in said and said.count("\n") == 1, said


def _shots(filmed: Written, folder: Path) -> list[Path]:
    """Each shot of the film in a file of its own."""
    frames, joints = read_clip(filmed.picture), joints_of(filmed.film)
    paths = [folder / f"{number}.mp4" for number in range(len(joints) - 1)]
    for path, begin, end in zip(paths, joints, joints[1:], strict=False):
        encode_take(frames[begin:end], Fraction(12), path)
    return paths
