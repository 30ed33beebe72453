"""``docs/cli.md`` promises the keys of every ``--json`` answer; here the promise is held to what is printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"


def promised(command: str) -> set[str]:
    table = re.search(rf"^\| `{command} --json` \|.*?(?=\n\n)", DOCS.read_text(encoding="utf-8"), re.S | re.M)
    assert table, f"docs/cli.md has no table for {command} --json"
    return set(re.findall(r"^\| `([^`]+)` \|", table.group(), re.M)) - {f"{command} --json"}


def printed(value: Any, known: set[str], path: str = "") -> set[str]:
    """Keys as paths; an object is entered only where the docs enter it."""
    if isinstance(value, list) and any(key.startswith(f"{path}[].") for key in known):
        return set().union(*(printed(one, known, f"{path}[]") for one in value)) if value else set()
    if isinstance(value, dict) and (not path or any(key.startswith(f"{path}.") for key in known)):
        return set().union(*(printed(one, known, f"{path}.{key}" if path else key) for key, one in value.items()))
    return {path}


@pytest.mark.parametrize(
    "command",
    ["init", "add", "ingest", "shots", "clear", "snapshot", "train", "shoot", "verify", "lineage", "report"],
)
def test_the_docs_name_every_key_and_no_other(finished, command):
    keys = promised(command)
    assert printed(finished.said[command], keys) == keys


def test_shots_are_half_open_frames_with_a_rational_rate(finished):
    alpha = [shot for shot in finished.said["shots"] if shot["title"] == "Alpha"]
    assert [(shot["in"], shot["out"]) for shot in alpha] == [(72 * n, 72 * n + 72) for n in range(5)]
    assert {shot["rate"] for shot in alpha} == {"24/1"}


def test_clear_names_the_missing_grant(finished):
    facts = finished.said["clear"]
    assert (facts["cleared"], facts["refused"]) == (5, 3)
    (missing,) = facts["missing"]
    assert "train.base" in missing["sentence"] and "Beta" in missing["sentence"] and missing["shots"] == 3


def test_verify_tells_trusted_by_its_exit_code(finished, filmwright, tmp_path):
    take = finished.take
    assert finished.said["verify"]["trusted"] is True
    changed = tmp_path / "changed.mp4"
    data = bytearray(take.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    done = filmwright("verify", changed, "--studio", finished.studio)
    assert done.returncode == 1 and "NOT trusted" in done.stdout


def test_without_the_studio_its_certificate_is_enough(finished, filmwright):
    anchor = finished.studio / "keys" / "root.pem"
    assert filmwright("verify", finished.take).returncode == 1
    assert filmwright("verify", finished.take, "--anchor", anchor).returncode == 0


@pytest.mark.parametrize("text", ["", "no film at all"])
def test_any_file_can_be_asked_about(filmwright, tmp_path, text):
    (tmp_path / "odd.mp4").write_text(text)
    done = filmwright("verify", "odd.mp4")
    assert done.returncode == 1 and "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_a_fault(filmwright):
    done = filmwright("verify", "gone.mp4")
    assert done.returncode == 2 and done.stderr.count("\n") == 1


def test_a_snapshot_without_a_cleared_shot_is_refused_by_name_of_the_grant(finished, copied, filmwright):
    done = filmwright("snapshot", "T", "--action", "attribute", "--studio", copied.studio)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "attribute" in done.stderr and "The Test Works" in done.stderr
