from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from filmwright import lineage
from filmwright.errors import FilmwrightError


def put(studio, kind, name, body=None, parents=None, **more):
    with studio.engine.begin() as connection:
        return lineage.record(connection, kind, name, body or {"of": name}, parents or {}, **more)


@pytest.fixture
def family(studio):
    """Two films; a snapshot of both; a run, a model and two takes of it; another snapshot of one film."""
    ids = {name: put(studio, "asset", name, id=letter * 64) for name, letter in (("film", "a"), ("reel", "b"))}
    ids["both"] = put(studio, "snapshot", "both", parents={ids["film"]: "shots", ids["reel"]: "shots"})
    ids["one"] = put(studio, "snapshot", "one", parents={ids["reel"]: "shots"})
    ids["run"] = put(studio, "run", "house", parents={ids["both"]: "snapshot"})
    parents = {ids["run"]: "run", ids["both"]: "snapshot"}
    ids["model"] = put(studio, "model", "house", parents=parents, path="models/house")
    for take in ("take1", "take2"):
        ids[take] = put(studio, "take", take, parents={ids["model"]: "model"})
    return ids


def test_an_artefact_is_named_by_what_made_it(studio):
    made = put(studio, "run", "r", {"b": 1, "a": 2})
    assert made == lineage.artefact_id("run", {"a": 2, "b": 1}, {}) and len(made) == 64
    others = [("model", {"a": 2, "b": 1}, {}), ("run", {"a": 2, "b": 2}, {}), ("run", {"a": 2, "b": 1}, {made: "x"})]
    assert len({made, *(lineage.artefact_id(*other) for other in others)}) == 4


def test_recording_again_changes_nothing(studio, family):
    before = lineage.listing(studio)
    assert put(studio, "run", "house", parents={family["both"]: "snapshot"}) == family["run"]
    assert lineage.listing(studio) == before


def test_a_name_stands_for_one_thing_of_a_kind(studio, family):
    with pytest.raises(FilmwrightError, match="there is a run of this name already, made from other things"):
        put(studio, "run", "house", {"of": "something else"})
    put(studio, "take", "house")


def test_a_parent_must_be_there(studio):
    with pytest.raises(IntegrityError):
        put(studio, "run", "orphan", parents={"f" * 64: "snapshot"})
    assert lineage.listing(studio) == []


def test_what_is_rolled_back_was_never_there(studio):
    with pytest.raises(ZeroDivisionError), studio.engine.begin() as connection:
        lineage.record(connection, "run", "r", {}, {})
        raise ZeroDivisionError
    assert lineage.listing(studio) == []


@pytest.mark.parametrize("key", ["name", "id", "first eight digits"])
def test_found_by_name_by_id_and_by_its_first_digits(studio, family, key):
    wanted = family["take1"]
    found = lineage.find(studio, {"name": "take1", "id": wanted, "first eight digits": wanted[:8]}[key])
    assert (found.id, found.kind, found.body, found.path) == (wanted, "take", {"of": "take1"}, "")


def test_a_name_that_run_and_model_share_means_the_model(studio, family):
    assert lineage.find(studio, "house").id == family["model"]
    assert lineage.find(studio, "house", "model").id == family["model"]
    assert lineage.find(studio, "house", "run").id == family["run"]


def test_a_kind_and_a_name(studio, family):
    for kind, name, made in (("run", "house", "run"), ("model", "house", "model"), ("asset", "film", "film")):
        assert lineage.find(studio, f"{kind}:{name}").id == family[made]
        assert lineage.find(studio, f"{kind}:{name}", kind).id == family[made]
        assert lineage.find(studio, f"{kind}:{family[made][:10]}").id == family[made]
    for key, kind in (("run:take1", ""), ("run:house", "model"), ("film:house", ""), ("model:", ""), (":house", "")):
        with pytest.raises(FilmwrightError, match=r"there is no (artefact|model) of this name or id"):
            lineage.find(studio, key, kind)


def test_a_name_of_other_kinds_needs_the_kind(studio, family):
    snapshot = put(studio, "snapshot", "house")
    with pytest.raises(FilmwrightError, match="more than one artefact answers to this") as said:
        lineage.find(studio, "house")
    assert "run:house" not in str(said.value)
    assert "snapshot:house" in str(said.value) and "model:house" in str(said.value)
    assert lineage.find(studio, "snapshot:house").id == snapshot


def test_a_run_that_is_not_the_models_own_is_not_passed_over(studio, family):
    put(studio, "run", "other")
    put(studio, "model", "other", parents={family["run"]: "run"})
    with pytest.raises(FilmwrightError, match="more than one artefact answers to this -> give the whole id, or say"):
        lineage.find(studio, "other")


def test_a_kind_holds_for_first_digits_too(studio, family):
    with pytest.raises(FilmwrightError, match="there is no model of this name or id"):
        lineage.find(studio, family["run"][:12], "model")
    with pytest.raises(FilmwrightError, match="there is no model of this name or id"):
        lineage.find(studio, family["run"], "model")


@pytest.mark.parametrize("key", ["", "nothing", "0" * 64, "abcdef0", "%", "________", "' OR 1=1 --"])
def test_there_is_none(studio, family, key):
    with pytest.raises(FilmwrightError, match="there is no artefact of this name or id"):
        lineage.find(studio, key)


def test_listed_oldest_first(studio, family):
    """By their instant, and by their id where two share a millisecond."""
    made = lineage.listing(studio)
    assert [(node.created_at, node.id) for node in made] == sorted((node.created_at, node.id) for node in made)
    assert {node.name for node in lineage.listing(studio, "take")} == {"take1", "take2"}
    assert lineage.listing(studio, "nothing") == []


def names(studio, start):
    nodes, edges = lineage.graph(studio, start)
    assert {child for child, _, _ in edges} | {parent for _, parent, _ in edges} | {start} == {n.id for n in nodes}
    return sorted(f"{node.kind} {node.name}" for node in nodes)


def test_the_graph_goes_all_the_way_up_and_down_and_not_sideways(studio, family):
    above = ["asset film", "asset reel", "run house", "snapshot both"]
    assert names(studio, family["model"]) == sorted([*above, "model house", "take take1", "take take2"])
    assert names(studio, family["take1"]) == sorted([*above, "model house", "take take1"])
    assert "snapshot one" in names(studio, family["reel"]) and "snapshot one" not in names(studio, family["film"])
    assert names(studio, family["one"]) == ["asset reel", "snapshot one"]


def test_which_models_used_this_film(studio, family):
    nodes, _ = lineage.graph(studio, family["film"])
    assert [node.name for node in nodes if node.kind == "model"] == ["house"]


def test_two_roles_of_one_parent_are_two_edges(studio, family):
    with studio.engine.begin() as connection:
        lineage.record(connection, "model", "house", {"of": "house"}, {family["run"]: "base"}, id=family["model"])
    _, edges = lineage.graph(studio, family["model"])
    assert {role for child, parent, role in edges if (child, parent) == (family["model"], family["run"])} == {
        "run",
        "base",
    }


def test_a_long_line_of_descent(studio):
    parent = put(studio, "asset", "n0", id="0" * 64)
    for number in range(1, 200):
        parent = put(studio, "take", f"n{number}", parents={parent: "plate"})
    nodes, edges = lineage.graph(studio, parent)
    assert (len(nodes), len(edges)) == (200, 199)
