"""Signing a take: what goes into the file, what does not, and that a half-signed file is never left."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.provenance import check, keys, manifest
from filmwright.provenance.manifest import Input, TakeClaim, sign
from filmwright.studio import Studio


def test_inputs_are_model_snapshot_plates_in_this_order(claim: TakeClaim) -> None:
    assert [role for role, _ in claim.inputs()] == ["model", "snapshot", "plate"]
    bare = dataclasses.replace(claim, snapshot=None, plates=())
    assert bare.inputs() == [("model", claim.model)]


def test_a_take_of_a_model_that_read_no_snapshot(studio: Studio, clip: Path, claim: TakeClaim, tmp_path: Path) -> None:
    target = tmp_path / "bare.mp4"
    sign(studio, clip, target, dataclasses.replace(claim, snapshot=None, plates=()))
    found = check.read(target, keys.anchors(studio))
    assert found.trusted and found.take["snapshot"] is None and found.take["plates"] == []
    assert [one["sha256"] for one in found.ingredients] == [claim.model.sha256]


def test_each_signing_has_a_seal_of_its_own(studio: Studio, clip: Path, claim: TakeClaim, tmp_path: Path) -> None:
    seals = set()
    for name in "one.mp4", "two.mp4":
        sign(studio, clip, tmp_path / name, claim)
        seals.add(check.read(tmp_path / name, keys.anchors(studio)).take["seal"]["public_key"])
    assert len(seals) == 2


def test_the_definition_says_a_model_made_it_and_names_no_prompt_or_seed(claim: TakeClaim) -> None:
    said = manifest._definition(claim, "00" * 32)
    created, ours = (one["data"] for one in said["assertions"])
    (action,) = created["actions"]
    assert action["action"] == "c2pa.created"
    assert action["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert action["parameters"]["ingredientIds"] == [
        f"urn:filmwright:{role}:sha256:{made.sha256}" for role, made in claim.inputs()
    ]
    assert set(ours) == {
        "schema", "ledger_root", "decision_ids", "model", "snapshot", "plates", "attributions", "seal",
    }  # fmt: skip
    assert "prompt" not in json.dumps(said)


@pytest.mark.parametrize("what", ["model", "snapshot", "plates"])
def test_an_input_without_its_hash_is_not_signed(
    studio: Studio, clip: Path, claim: TakeClaim, tmp_path: Path, what: str
) -> None:
    nameless = Input("x", "1a" * 31)
    wrong = dataclasses.replace(claim, **{what: (nameless,) if what == "plates" else nameless})
    with pytest.raises(FilmwrightError, match="is not a SHA-256"):
        sign(studio, clip, tmp_path / "out.mp4", wrong)
    assert not (tmp_path / "out.mp4").exists()


def test_a_failed_signing_leaves_the_file_that_was_there(studio: Studio, claim: TakeClaim, tmp_path: Path) -> None:
    target, source = tmp_path / "take.mp4", tmp_path / "text.mp4"
    target.write_bytes(b"as it was")
    source.write_bytes(b"no film")
    with pytest.raises(FilmwrightError, match=r"text\.mp4"):
        sign(studio, source, target, claim)
    assert target.read_bytes() == b"as it was"
    assert sorted(path.name for path in tmp_path.glob("*.mp4")) == ["take.mp4", "text.mp4"]
    assert list(tmp_path.glob(".part-*")) == []
