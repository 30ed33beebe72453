"""For what one asks: the limits reach every request, are kept by a snapshot, and are told again as options."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import clear, snapshot
from filmwright.library.clear import Limits
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Action, Request
from filmwright.studio import Studio

from .paper import film, say


@pytest.fixture
def held(studio: Studio) -> Studio:
    """*Alpha*, two shots that may be trained on for cinemas of the European Union, and only for *Dune*."""
    film(studio, "Alpha", "House", [10.0, 30.0])
    limits = {"territory": ("EU",), "media": ("cinema",), "projects": ("Dune",)}
    say(studio, Grant(assigner="House", subjects=("work:alpha",), actions=(Action.TRAIN_BASE,), **limits))
    return studio


ASKED: Limits = {"project": "Dune", "territory": ["FR", "de"], "media": "cinema"}


def test_each_limit_counts(held: Studio) -> None:
    assert all(one.cleared for one in clear.clear(held, "train.base", **ASKED))
    wrongs: list[Limits] = [{"project": "Heat"}, {"territory": ["FR", "US"]}, {"media": ["cinema", "disc"]}]
    wrongs += [{"territory": ()}, {"media": ""}, {"project": ""}]
    for wrong in wrongs:
        asked: Limits = {**ASKED, **wrong}
        assert not any(one.cleared for one in clear.clear(held, "train.base", **asked)), wrong


def test_every_limit_is_a_field_of_a_request() -> None:
    assert Limits.__annotations__.keys() <= Request.model_fields.keys()
    one = clear.request("deliver", (), **ASKED, use="one shot", replica_kind="background", at="2026-05-01T12:00:00Z")
    assert (one.territory, one.media, one.use, one.replica_kind) == (
        ("DE", "FR"),
        ("cinema",),
        "one shot",
        "background",
    )


def test_an_option_that_is_wrong_is_said_though_there_is_no_shot(studio: Studio) -> None:
    with pytest.raises(FilmwrightError, match="XX"):
        clear.clear(studio, "train.base", territory=["XX"])


def test_limits_are_told_again_as_options() -> None:
    said = clear.as_options("train.base", {**ASKED, "model_class": "a b", "use": ""})
    assert said == "--action train.base --project Dune --territory FR --territory de --media cinema --model-class 'a b'"
    assert shlex.split(said)[-1] == "a b"


def test_lengths_are_counted_in_frames_and_told_title_by_title(held: Studio) -> None:
    film(held, "Beta", "House", [1.0] * 3)
    found = clear.clear(held, "train.base", **ASKED)
    none = {"shots": 0, "seconds": 0.0, "hours": 0.0}
    assert clear.by_title(found) == [
        {"title": "Alpha", "permit": {"shots": 2, "seconds": 40.0, "hours": 0.0111}, "unknown": none, "deny": none},
        {"title": "Beta", "permit": none, "unknown": none, "deny": {"shots": 3, "seconds": 3.0, "hours": 0.0008}},
    ]


def test_a_snapshot_keeps_what_it_was_asked_and_a_run_can_ask_the_same(held: Studio) -> None:
    made = snapshot.make(held, "S", "train.base", **ASKED)
    assert made.asked == {"project": "Dune", "territory": ["DE", "FR"], "media": ["cinema"]}
    assert snapshot.load(held, "S") == made and made.to_json()["limits"] == made.limits
    again = Request(action=Action.TRAIN_BASE, spans=tuple(shot.span for shot in made.shots), **made.asked)
    assert again.territory == ("DE", "FR") and again.project == "Dune"
    assert snapshot.make(held, "S", "train.base", **ASKED) == made
    other: Limits = {**ASKED, "territory": ["FR"]}
    with pytest.raises(FilmwrightError, match="of other shots or rights"):
        snapshot.make(held, "S", "train.base", **other)


def test_a_snapshot_is_decided_now_whenever_one_asks_about(held: Studio) -> None:
    say(held, Grant(assigner="House", subjects=("work:alpha",), actions=(Action.INGEST,), valid_to="2020-01-01"))
    asked: Limits = {"at": "2019-01-01T00:00:00Z"}
    assert all(one.cleared for one in clear.clear(held, "ingest", **asked))
    with pytest.raises(RightsRefused, match=r"ended on 2020-01-01"):
        snapshot.make(held, "S", "ingest", **asked)


def test_a_refusal_names_the_command_that_asks_the_same(held: Studio) -> None:
    with pytest.raises(RightsRefused) as caught:
        snapshot.make(held, "S", "deliver", **ASKED)
    assert caught.value.do == f"filmwright clear {clear.as_options('deliver', ASKED)}"


def test_a_manifest_without_limits_is_for_any(held: Studio, tmp_path: Path) -> None:
    say(held, Grant(assigner="House", subjects=("work:alpha",), actions=(Action.INDEX,)))
    made = snapshot.make(held, "S", "index")
    assert '"limits"' not in made.path.read_text() and made.asked == {"project": ""}
