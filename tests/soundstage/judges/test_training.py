"""The networks learn, stop and go on, are kept and judge; on made-up examples, without rendering."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.soundstage.judges import found, labels, lessons, motion, people, performances, reading, tracks, weights
from filmwright.soundstage.judges.examples import Part
from filmwright.soundstage.judges.judge import Judges, _acted, _merged, judge
from filmwright.soundstage.judges.lessons import LESSONS, Lesson
from filmwright.soundstage.judges.network import NETWORKS, TRACK
from filmwright.soundstage.judges.people import Track
from filmwright.soundstage.judges.reading import Kept, Store, found_of
from filmwright.soundstage.judges.train import ship, taught

S = 6


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Eight videos in which the whole picture slides left or right."""
    folder: Path = tmp_path_factory.mktemp("judges")
    (folder / "training").mkdir()
    draw = np.random.default_rng(0)
    for number in range(8):
        way = "pan left" if number % 2 else "pan right"
        motion = draw.normal(0, 0.01, (S - 1, 8, 18, 32))
        motion[:, 0] += 0.2 if number % 2 else -0.2
        factors = np.zeros((S - 1, 2, 6), np.float32)
        factors[:, 0, 0] = 0.2 if number % 2 else -0.2
        boxes = np.tile(np.array([0.2, 0.1, 0.5, 0.9], np.float32), (S, 1, 1))
        if number == 3:
            boxes[:2] = np.nan
        np.save(folder / "training" / f"{number:06d}-0.npy", draw.integers(0, 255, (S, 144, 256, 3), np.uint8))
        np.savez(
            folder / "training" / f"{number:06d}-0.npz",
            seconds=np.arange(S) / 8,
            boxes=boxes,
            keypoints=draw.random((S, 1, 17, 2)).astype(np.float32),
            motion=motion.astype(np.float16),
            factors=factors,
            set=number % 12,
            look=number % 4,
            scale=number % 4,
            way=labels.WAYS.index(way),
            characters=np.array([number]),
            actions=np.array([number]),
        )
    return Store(folder, Part.TRAINING)


def test_every_lesson_runs_and_gives_a_finite_loss_to_all_weights_that_ship(store: Store) -> None:
    for name, lesson in LESSONS.items():
        network = NETWORKS[name]().train()
        batch = lesson.batch(store, np.random.default_rng(1), 2, True)
        loss, right = lesson.loss(network, lessons.tensors(batch, torch.device("cpu")))
        loss.backward()
        assert torch.isfinite(loss), name
        assert all(0 <= value <= 1 for question, value in right.items() if question != "off"), name
        still = [key for key, weight in network.named_parameters() if weight.grad is None]
        assert not still, (name, still)


def test_the_camera_network_learns_which_way_the_picture_slides(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = LESSONS["camera"]
    monkeypatch.setitem(LESSONS, "camera", Lesson(usual.batch, usual.loss, 6, 24, 2e-3))
    network = taught("camera", tmp_path, store, None).averaged
    batch = reading.camera(store, np.random.default_rng(9), 16, False)
    with torch.no_grad():
        _, right = usual.loss(network, lessons.tensors(batch, torch.device("cpu")))
    assert right["way"] == 1.0


def test_a_stopped_training_goes_on_to_the_same_weights(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = LESSONS["camera"]
    monkeypatch.setitem(LESSONS, "camera", Lesson(usual.batch, usual.loss, 2, 4, 1e-3))
    (tmp_path / "whole").mkdir()
    (tmp_path / "parts").mkdir()
    whole = taught("camera", tmp_path / "whole", store, None).averaged
    for _ in range(5):
        parts = taught("camera", tmp_path / "parts", store, None, minutes=0.0).averaged
    for one, other in zip(whole.state_dict().values(), parts.state_dict().values(), strict=True):
        assert torch.allclose(one.float(), other.float(), atol=1e-5)


def test_a_performance_is_seen_otherwise_each_time_that_it_is_learned_from(store: Store) -> None:
    plain = performances.performance(store.clips[3], 0)
    assert plain["track"].shape == (S, TRACK) and plain["pictures"].shape == (S, 3, 64, 64)
    assert (plain["track"][:2, 0] == 0).all() and (plain["track"][2:, 0] == 1).all()
    off = np.full((9, 4), 0.1, np.float32)
    faults = {int(store.clips[3]["scale"]): [off]}
    seen = [performances.practised(store.clips[3], 0, faults, np.random.default_rng(seed)) for seed in range(40)]
    lengths = {len(one["there"]) for one in seen}
    assert min(lengths) < S < max(lengths)
    for one in seen:
        count = len(one["there"])
        assert one["track"].shape == (count, TRACK) and one["pictures"].shape == (count, 3, 64, 64)
        assert one["joints"].shape == (count, 17, 2) and one["near"].shape == (count, 17)
        assert np.isfinite(one["track"]).all()
    # A fault shifts the whole box by a tenth of its height (0.8); in a mirror that is to the other side.
    lowest = {round(float(np.nanmax(one["track"][:, 2])), 2) for one in seen if one["track"][3:, 0].all()}
    assert 0.08 in lowest


def test_who_else_is_near_is_told() -> None:
    mine = np.tile(np.array([0.4, 0.2, 0.6, 0.7], np.float32), (S, 1))
    other, far = mine + np.array([0.2, 0.1, 0.2, 0.1], np.float32), np.full((S, 4), np.nan, np.float32)
    factors, seconds, places = np.zeros((S - 1, 2, 6), np.float32), np.arange(S) / 8, np.full((S, 3), 0.5)
    found = tracks.told(mine, places, factors, seconds, np.stack([far, other], 1))[:, -4:]
    assert np.abs(found - (1, 0.2 * 256 / 144 / 0.5, 0.2, 0)).max() < 1e-5
    alone = tracks.told(mine, places, factors, seconds, far[:, None])
    assert (alone[:, -4:] == 0).all() and (
        tracks.told(mine, places, factors, seconds, far[:, None][:, :0]) == alone
    ).all()


def test_rare_actions_are_learned_from_as_often_as_usual_ones(store: Store) -> None:
    uneven = Store(store.clips[0].path.parent.parent, Part.TRAINING)
    uneven.clips = [store.clips[0]] * 30 + [store.clips[1]]
    does = np.concatenate([performances.acting(uneven, np.random.default_rng(seed), 16)["does"] for seed in range(10)])
    assert 0.3 < (does == 1).mean() < 0.7


def test_what_somebody_does_is_the_same_in_a_mirror(folder: Path) -> None:
    judges, draw = Judges(*weights.load(folder)), np.random.default_rng(5)
    pictures = draw.integers(0, 255, (S, 144, 256, 3), np.uint8)
    factors = draw.normal(0, 0.1, (S - 1, 2, 6)).astype(np.float32)
    boxes, seconds = np.stack([_track(BOX).boxes, _track(BOX).boxes + np.float32(0.1)], 1), np.arange(S) / 8
    turned, across = people.mirrored(boxes), np.ascontiguousarray(pictures[:, :, ::-1])
    there = _acted(pictures, boxes, 0, factors, seconds, judges)
    back = _acted(across, turned, 0, factors * motion.MIRROR, seconds, judges)
    assert there.sum() == pytest.approx(1, abs=1e-5) and np.abs(there - back).max() < 2e-3


def test_what_the_scout_found_is_learned_from_in_place_of_the_truth(store: Store, tmp_path: Path) -> None:
    source = store.clips[2]
    clip = Kept(tmp_path / source.path.name, source.facts)
    (clip.path).write_bytes(source.path.read_bytes())
    assert np.isnan(clip.found).all()
    boxes = np.full((S, 1, 4), np.nan, np.float32)
    boxes[1:4] = (0.5, 0.2, 0.7, 0.6)
    with found_of(clip.path).open("wb") as target:
        np.save(target, boxes)
    made = performances.performance(Kept(clip.path, clip.facts), 0)
    assert made["track"][:, 0].tolist() == [0, 1, 1, 1, 0, 0]
    assert made["track"][2, 1:3] == pytest.approx((0.1, -0.1))


def test_a_scout_is_asked_once_it_was_taught(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FilmwrightError, match="no scout was taught"):
        found.scout(tmp_path)
    usual = LESSONS["scout"]
    monkeypatch.setitem(LESSONS, "scout", Lesson(usual.batch, usual.loss, 2, 2, 1e-3))
    network = taught("scout", tmp_path, store, None).averaged
    judges = found.scout(tmp_path, "cpu")
    ours, theirs = network.state_dict(), judges.networks["scout"].state_dict()
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)


def test_boxes_found_are_those_of_whoever_is_followed_where_somebody_truly_is() -> None:
    true = np.full((S, 3, 4), np.nan, np.float32)
    true[:, 0], true[2:, 1], true[:, 2] = (0.1, 0.1, 0.3, 0.9), (0.6, 0.2, 0.8, 0.9), (0.4, 0.1, 0.5, 0.3)
    near, far = true[:, 1] + 0.02, np.tile(np.array([0.0, 0.0, 0.1, 0.1], np.float32), (S, 1))
    scores = np.ones(S, np.float32)
    made = found.found([Track(far, scores), Track(near, scores), Track(true[:, 0], scores)], true)
    assert np.array_equal(made[:, 0], true[:, 0]) and np.array_equal(made[:, 1], near, equal_nan=True)
    assert np.isnan(made[:, 2]).all()


def test_an_empty_folder_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FilmwrightError, match="nothing is prepared"):
        Store(tmp_path, Part.TRIAL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Judges that know nothing yet."""
    torch.manual_seed(1)
    made: Path = tmp_path_factory.mktemp("shipped")
    weights.save(made, {name: kind() for name, kind in NETWORKS.items()}, {"videos": 0})
    return made


def test_kept_judges_fit_the_package_and_give_shares_of_one(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.iterdir()) < 12_000_000
    judges = Judges(*weights.load(folder))
    video = np.random.default_rng(2).integers(0, 255, (12, 90, 160, 3), np.uint8)
    verdict = judge(video, 12, judges)
    for shares in (verdict.sets, verdict.looks, verdict.scales, verdict.ways, verdict.moves):
        assert shares.sum() == pytest.approx(1, abs=1e-4)
    assert len(verdict.seconds) == 8 and len(verdict.moves) == 9
    again = judge(video, 12, judges)
    assert (again.sets == verdict.sets).all() and (again.ways == verdict.ways).all()


@pytest.mark.parametrize("name", [weights.NAME, weights.CARD])
def test_missing_or_damaged_judges_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    for part in (weights.NAME, weights.CARD):
        (tmp_path / part).write_bytes((folder / part).read_bytes())
    broken = bytearray((tmp_path / name).read_bytes())
    broken[len(broken) // 2] ^= 255
    (tmp_path / name).write_bytes(broken)
    with pytest.raises(FilmwrightError):
        weights.load(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(FilmwrightError, match="no such file"):
        weights.load(tmp_path)


def test_judges_of_another_cast_are_refused(folder: Path, tmp_path: Path) -> None:
    card = json.loads((folder / weights.CARD).read_text())
    (tmp_path / weights.NAME).write_bytes((folder / weights.NAME).read_bytes())
    (tmp_path / weights.CARD).write_text(json.dumps({**card, "known": card["known"][::-1]}))
    with pytest.raises(FilmwrightError, match="another cast"):
        weights.load(tmp_path)


def test_a_network_that_is_missing_is_refused(tmp_path: Path) -> None:
    weights.save(tmp_path, {name: kind() for name, kind in NETWORKS.items() if name != "acting"}, {})
    with pytest.raises(FilmwrightError, match="do not fit the network 'acting'"):
        weights.load(tmp_path)


def test_only_what_was_taught_to_its_end_ships(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, folder = tmp_path / "out", tmp_path / "folder"
    folder.mkdir()
    for name, usual in list(LESSONS.items()):
        monkeypatch.setitem(LESSONS, name, Lesson(usual.batch, usual.loss, 2, 2, 1e-3))
        with pytest.raises(FilmwrightError, match=f"'{name}' was not taught"):
            ship(folder, out)
        taught(name, folder, store, None, minutes=0.0)
        with pytest.raises(FilmwrightError, match=f"'{name}' was taught 1 of 2 steps"):
            ship(folder, out)
        taught(name, folder, store, None)
    assert not out.exists()
    card = ship(folder, out)
    assert card["taught"]["acting"] == {"steps": 2, "batch": 2, "seed": 7, "videos": {"training": 8}}
    networks, _ = weights.load(out)
    wanted = taught("acting", folder, store, None).averaged.state_dict()
    found = networks["acting"].state_dict()
    assert all(torch.allclose(found[key].float(), wanted[key].float(), atol=2e-3) for key in wanted)


BOX, ASIDE = (np.tile(np.array(box, np.float32), (S, 1)) for box in ((0.2, 0.1, 0.5, 0.9), (0.6, 0.1, 0.9, 0.9)))
SURE, NOBODY = 12 * np.eye(200, dtype=np.float32), np.zeros(200, np.float32)


def _track(boxes: np.ndarray, moments: slice = slice(None), heat: float = 0.8) -> Track:
    made, scores = np.full((S, 4), np.nan, np.float32), np.zeros(S, np.float32)
    made[moments], scores[moments] = boxes[moments], heat
    return Track(made, scores)


def _people(*named: tuple[Track, np.ndarray]) -> list[Track]:
    return [track for track, _, _ in _merged([(track, who, np.zeros(192, np.float32)) for track, who in named])]


def test_tracks_of_one_character_at_different_moments_become_one() -> None:
    made = _people((_track(BOX, slice(3)), SURE[0]), (_track(ASIDE, slice(3, S)), SURE[0]), (_track(ASIDE), SURE[1]))
    assert len(made) == 2 and np.isfinite(made[0].boxes).all()
    assert (made[0].boxes[:3] == BOX[:3]).all() and (made[0].boxes[3:] == ASIDE[3:]).all()


def test_a_second_box_around_the_same_one_is_nobody_else() -> None:
    (made,) = _people((_track(BOX), SURE[0]), (_track(BOX + 0.03, slice(2, 5)), SURE[0]))
    assert (made.boxes == BOX).all()


def test_the_same_character_in_two_places_at_once_is_two() -> None:
    assert len(_people((_track(BOX), SURE[0]), (_track(ASIDE, slice(2, S)), SURE[0]))) == 2
    assert len(_people((_track(BOX), SURE[0]), (_track(ASIDE, slice(1)), SURE[0]))) == 1


def test_what_looks_like_somebody_for_a_moment_is_nobody_unless_there_is_nobody_else() -> None:
    brief, long = _track(ASIDE, slice(1)), _track(ASIDE)
    assert len(_people((_track(BOX), SURE[0]), (brief, NOBODY))) == 1
    assert len(_people((_track(BOX), SURE[0]), (brief, SURE[1]))) == 2
    assert len(_people((_track(BOX), SURE[0]), (long, SURE[1] * 0.1))) == 2
    assert len(_people((brief, NOBODY))) == 1


def test_somebody_who_is_plainly_there_counts_though_not_recognised() -> None:
    assert len(_people((_track(BOX), SURE[0]), (_track(ASIDE), SURE[0] * 0.3))) == 2
    assert len(_people((_track(BOX), SURE[0]), (_track(BOX + 0.02), SURE[0] * 0.3))) == 1


def test_of_two_looks_at_one_the_surer_tells_who_it_is() -> None:
    marks = np.eye(192, dtype=np.float32)
    blurred, clear = (_track(BOX, slice(3)), SURE[0] * 0.4, marks[0]), (_track(ASIDE, slice(3, S)), SURE[0], marks[1])
    for named in ([blurred, clear], [clear, blurred]):
        ((track, who, mark),) = _merged(named)
        assert who.max() == 12 and mark[1] == 1 and np.isfinite(track.boxes[3:]).all()
        assert np.isfinite(track.boxes[:3]).all() == (named[0] is blurred)


def test_the_surest_comes_first() -> None:
    faint, bright = _track(BOX, heat=0.5), _track(ASIDE, heat=0.9)
    assert _people((faint, SURE[0]), (bright, SURE[1])) == [bright, faint]


def test_weights_that_half_a_float_does_not_hold_are_refused(tmp_path: Path) -> None:
    networks = {name: kind() for name, kind in NETWORKS.items()}
    networks["camera"].factors.weight.data[0, 0] = 1e6
    with pytest.raises(FilmwrightError, match="half a float"):
        weights.save(tmp_path, networks, {})
    assert not list(tmp_path.iterdir())
