"""Everything that keeps a Decision is found by it, with all that was made of it; what is unreadable counts as found."""

from __future__ import annotations

import json

import pytest

from filmwright import lineage
from filmwright.studio import open_studio
from filmwright.takes.deliver import deliver, find_take
from filmwright.withdraw.affected import affected
from filmwright.withdraw.revoke import revoke

from .conftest import outcomes, the_grant


def test_on_a_real_road_all_that_was_made_is_found(copied, tmp_path):
    studio = open_studio(copied.studio)
    terms = the_grant(studio)
    deliver(studio, find_take(studio, copied.said["shoot"]["name"]), tmp_path / "out.mp4")
    found = affected(studio, terms.id)
    assert outcomes(found) == {
        ("shot", "Alpha"): "stop",
        ("snapshot", "S"): "stop",
        ("run", "M"): "stays",
        ("model", "M"): "stop",
        ("take", copied.said["shoot"]["name"]): "stays",
        ("delivery", next(n.name for n in lineage.listing(studio, "delivery"))): "stays",
    }
    shots = {hit.id: hit for hit in found.hits if hit.kind == "shot"}
    assert set(shots) == {one["shot"] for one in copied.said["shots"] if one["title"] == "Alpha"}
    assert all(hit.refused == ("ingest", "train.base") and len(hit.decisions) == 2 for hit in shots.values())
    (snapshot,) = [hit for hit in found.hits if hit.kind == "snapshot"]
    assert len(snapshot.decisions) == 5
    revoke(studio, terms.id, "the licence ended")
    assert outcomes(affected(studio, terms.id)) == outcomes(found)


@pytest.mark.parametrize("damage", ["gone", "altered"])
def test_a_snapshot_that_cannot_be_read_is_taken_to_stand_on_it(copied, damage):
    studio = open_studio(copied.studio)
    manifest = copied.studio / "snapshots" / "S.json"
    manifest.unlink() if damage == "gone" else manifest.write_text("{}")
    (snapshot,) = [hit for hit in affected(studio, the_grant(studio).id).hits if hit.kind == "snapshot"]
    assert snapshot.outcome == "stop" and "so it is taken to stand on this too" in snapshot.why[0]


def test_a_run_that_did_not_end_must_stop(copied):
    studio = open_studio(copied.studio)
    told = json.loads((copied.studio / "runs" / "M" / "run.json").read_text())
    for name, text in (("half", json.dumps(told)), ("odd", "{")):
        (copied.studio / "runs" / name).mkdir()
        (copied.studio / "runs" / name / "run.json").write_text(text)
    found = outcomes(affected(studio, the_grant(studio).id))
    assert (found["run", "half"], found["run", "odd"], found["run", "M"]) == ("stop", "stop", "stays")
