"""Keys that name what made a row; columns held to what was declared."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from sample_stages import MEASURE, SPLIT, WRONG

from filmwright.errors import FilmwrightError
from filmwright.pipeline.stage import pipeline_key, run_item


def test_a_key_follows_from_name_version_and_key_fields_alone():
    key = SPLIT.key({"id": "a", "n": 1})
    assert key == SPLIT.key({"n": 1, "id": "other", "more": object()})
    assert key != SPLIT.key({"id": "a", "n": 2})
    assert key != replace(SPLIT, version="2").key({"id": "a", "n": 1})
    assert key != replace(SPLIT, name="cut").key({"id": "a", "n": 1})
    assert key != replace(SPLIT, key_fields=()).key({"id": "a", "n": 1})


def test_a_pipeline_s_key_holds_every_stage():
    item = {"id": "a", "n": 1}
    both = pipeline_key([SPLIT, MEASURE], item)
    assert both != pipeline_key([SPLIT], item)
    assert both != pipeline_key([SPLIT, replace(MEASURE, version="2")], item)


def test_a_stage_can_travel():
    assert pickle.loads(pickle.dumps(SPLIT)) == SPLIT


def test_missing_columns():
    with pytest.raises(FilmwrightError, match="stage split lacks the column n"):
        SPLIT.rows({"id": "a"})
    with pytest.raises(FilmwrightError, match="lacks the column n"):
        SPLIT.key({"id": "a"})


def test_undeclared_columns():
    with pytest.raises(FilmwrightError, match="declares other columns than surplus"):
        WRONG.rows({"id": "a"})


def test_an_item_through_two_stages():
    outcome = run_item([SPLIT, MEASURE], {"id": "a", "n": 2})
    assert outcome.failure is None and [row["part"] for row in outcome.rows] == [0, 1]
    assert outcome.seconds >= 0 and outcome.item == {"id": "a", "n": 2}


def test_a_failure_says_what_and_where():
    expected = run_item([SPLIT], {"id": "item 3", "n": 3}).failure
    assert expected is not None and expected.expected
    assert (expected.stage, expected.item_id) == ("split", "item 3")
    assert expected.error == "item 3: three is refused -> leave it out"
    unforeseen = run_item([SPLIT], {"id": "item 4", "n": 4}).failure
    assert unforeseen is not None and not unforeseen.expected
    assert unforeseen.error.startswith("ZeroDivisionError: unforeseen")
    second = run_item([SPLIT, WRONG], {"id": "a", "n": 1}).failure
    assert second is not None and second.stage == "wrong"


def test_an_interrupt_is_no_failure():
    def stop(item):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_item([replace(SPLIT, process=stop)], {"id": "a", "n": 1})
