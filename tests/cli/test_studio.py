"""``lineage`` and ``report`` on a studio that went the whole road."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(
    ("key", "kind"),
    [("M", "model"), ("model:M", "model"), ("run:M", "run"), ("S", "snapshot"), ("snapshot:S", "snapshot")],
)
def test_lineage_by_name_and_by_kind_and_name(finished, filmwright, key, kind):
    done = filmwright("lineage", key, "--studio", finished.studio, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [node["kind"] for node in found["nodes"] if node["id"] == found["start"]] == [kind]
    assert {"asset", "snapshot", "run", "model", "take"} == {node["kind"] for node in found["nodes"]}


def test_report_over_damage_is_written_and_exits_0(copied, filmwright, tmp_path):
    copied.take.write_bytes(copied.take.read_bytes()[:5000])
    (copied.studio / "snapshots" / "S.json").write_text("[]")
    done = filmwright("report", "--studio", copied.studio, "--out", "page.html")
    assert done.returncode == 0 and done.stderr == ""
    assert "Nearest training shots: unknown (" in (tmp_path / "page.html").read_text(encoding="utf-8")
    done = filmwright("snapshot", "S", "--action", "train.base", "--studio", copied.studio)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
