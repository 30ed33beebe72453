from __future__ import annotations

import numpy as np

from filmwright.soundstage.judges import labels
from filmwright.soundstage.judges.examples import ORIGINS, Part, shot
from filmwright.soundstage.moves import DIRECTIONS
from filmwright.soundstage.vocabulary import Move


def test_every_way_of_every_move_is_an_answer_and_belongs_to_its_move() -> None:
    assert len(labels.WAYS) == sum(max(len(DIRECTIONS[move]), 1) for move in Move) == 16
    for way, move in zip(labels.WAYS, labels.MOVE_OF, strict=True):
        assert way.split()[0] == labels.MOVES[move]


def test_a_mirror_and_time_turn_twice_into_themselves() -> None:
    for turned in (labels.MIRRORED, labels.REVERSED):
        assert (turned[turned] == np.arange(len(labels.WAYS))).all()
        assert (labels.MOVE_OF[turned] == labels.MOVE_OF).all()
    assert labels.WAYS[labels.MIRRORED[labels.WAYS.index("pan left")]] == "pan right"
    assert labels.WAYS[labels.MIRRORED[labels.WAYS.index("crane up")]] == "crane up"
    assert labels.WAYS[labels.REVERSED[labels.WAYS.index("dolly in")]] == "dolly out"


def test_features_together_tell_all_the_cast_apart() -> None:
    assert labels.FEATURES_OF.shape == (len(labels.CHARACTERS), len(labels.FEATURE_COUNTS))
    assert len({tuple(row) for row in labels.FEATURES_OF.tolist()}) == len(labels.CHARACTERS)
    assert (labels.FEATURES_OF.max(0) + 1 == labels.FEATURE_COUNTS).all()


def test_no_world_of_one_part_is_in_another() -> None:
    drawn = [(origin.first, origin.sets) for origin in ORIGINS.values()]
    firsts = sorted(first for first, _ in drawn)
    assert min(np.diff(firsts)) >= 1_000_000
    worlds = {part: {(s.set.family, s.set.seed) for s in (shot(part, k) for k in range(3))} for part in Part}
    assert all(seed < 10_000 for _, seed in worlds[Part.TRAINING] | worlds[Part.STILLS])
    assert all(20_000 <= seed < 30_000 for _, seed in worlds[Part.TUNING])
    assert all(seed >= 30_000 for _, seed in worlds[Part.TRIAL])


def test_a_shot_of_a_part_is_always_the_same_and_its_answers_are_those_of_its_description() -> None:
    one = shot(Part.TUNING, 4)
    assert one == shot(Part.TUNING, 4)
    assert shot(Part.TUNING, 4, 192).camera == one.camera
    told = labels.answers(one)
    assert labels.SETS[told["set"]] == one.set.family
    assert [labels.CHARACTERS[k] for k in told["characters"]] == [role.character for role in one.cast]
    assert [labels.ACTIONS[k] for k in told["actions"]] == [role.action for role in one.cast]
    assert labels.WAYS[told["way"]].split()[0] == one.camera.move
