"""The take's record: kept once, read back whole, found by its file's hash, its name or the request that made it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from filmwright.canonical import file_sha256
from filmwright.rights import ledger
from filmwright.studio import Studio
from filmwright.takes import records
from filmwright.takes.records import Take


def made(studio: Studio, name: str, request: str = "r1", at: str = "2026-05-01T12:00:00.000+00:00") -> Take:
    """A take whose film is a few bytes."""
    path = studio.folder("takes") / f"{name}.mp4"
    path.write_bytes(name.encode())
    body: dict[str, Any] = {
        "name": name, "request": request, "model": "M", "snapshot": "S", "snapshot_id": "5" * 64,
        "ledger_root": "a" * 64, "frames": 24, "rate": "12/1", "width": 256, "height": 144, "plate": None,
        "attributions": ["(c)"], "findings": [], "seconds": 1.5,
    }  # fmt: skip
    return Take(
        file_sha256(path), name, "b" * 64, "d" * 64, "a ball rolls by", 2**63 - 1, f"takes/{name}.mp4", at, body
    )


def store(studio: Studio, *takes: Take) -> None:
    with ledger.writing(studio) as connection:
        for take in takes:
            records.store(connection, take)


def test_a_take_reads_back_as_it_was_stored(studio: Studio) -> None:
    take = made(studio, "T1")
    store(studio, take)
    (found,) = records.listing(studio)
    assert found.body == {"schema": records.SCHEMA, **take.body}
    assert (found.id, found.name, found.prompt, found.seed) == (take.id, "T1", "a ball rolls by", 2**63 - 1)
    assert found.file(studio) == studio.path.resolve() / "takes" / "T1.mp4"


def test_the_same_take_again_changes_nothing(studio: Studio) -> None:
    take = made(studio, "T1")
    store(studio, take, take)
    store(studio, take)
    assert len(records.listing(studio)) == 1


def test_takes_are_listed_oldest_first(studio: Studio) -> None:
    late, early = (made(studio, n, at=f"2026-05-0{d}T00:00:00.000+00:00") for n, d in (("T1", 3), ("T2", 2)))
    store(studio, late, early)
    assert [take.name for take in records.listing(studio)] == ["T2", "T1"]


def test_a_take_is_found_by_hash_and_by_name(studio: Studio) -> None:
    one, two = made(studio, "T1"), made(studio, "T2")
    store(studio, one, two)
    for take in (one, two):
        for found in (records.by_id(studio, take.id), records.by_name(studio, take.name)):
            assert found is not None and found.id == take.id
    assert records.by_id(studio, "0" * 64) is None and records.by_name(studio, "T3") is None


def test_a_request_gives_its_newest_take_whose_file_is_whole(studio: Studio) -> None:
    old, new = (made(studio, n, at=f"2026-05-0{d}T00:00:00.000+00:00") for n, d in (("T1", 1), ("T2", 2)))
    store(studio, old, new, made(studio, "T3", request="r2", at="2026-05-03T00:00:00.000+00:00"))

    def newest() -> str:
        found = records.by_request(studio, "r1")
        return found.name if found else ""

    assert newest() == "T2"
    Path(new.file(studio)).write_bytes(b"altered")
    assert newest() == "T1"
    old.file(studio).unlink()
    assert newest() == "" and records.by_request(studio, "r9") is None


def test_a_rolled_back_transaction_leaves_no_take(studio: Studio) -> None:
    take = made(studio, "T1")
    with pytest.raises(RuntimeError), ledger.writing(studio) as connection:
        records.store(connection, take)
        raise RuntimeError
    assert records.listing(studio) == []


def test_the_facts_that_are_printed(studio: Studio) -> None:
    take = made(studio, "T1")
    said = take.to_json(studio)
    assert said["take"] == take.id and said["file"].endswith("takes/T1.mp4") and said["plate"] is None
    assert "request" not in said, "that is the studio's own"
