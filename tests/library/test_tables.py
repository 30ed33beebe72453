"""The table of shots: a film's rows in one commit or none, found by id, never by a sentence of SQL."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import tables
from filmwright.studio import Studio

ALPHA, BETA = "a" * 64, "b" * 64


def row(asset: str, number: int, key: str = "k1") -> dict[str, Any]:
    """A row that no film gave."""
    return {
        "shot": f"{asset[:2]}{number:014x}", "asset": asset, "ingest_key": key, "in_frame": 10 * number,
        "out_frame": 10 * number + 10, "rate": "24/1", "scale": "wide", "camera": "static", "key": "mid",
        "motion": 0.5, "brightness": 0.25, "contrast": 0.125, "sharpness": 2.0,
        "palette": [{"name": "red", "hex": "#ff0000", "share": 1.0}], "fingerprint": bytes([number]),
        "thumbnail": b"jpeg", "proxy": bytes(1000), "proxy_frames": 5, "proxy_rate": "12/1", "proxy_sha256": "c" * 64,
    }  # fmt: skip


def put(studio: Studio, asset: str, numbers: Iterable[int], key: str = "k1") -> None:
    made = pa.Table.from_pylist([row(asset, number, key) for number in numbers], schema=tables.SHOTS)
    tables.replace_asset(studio, asset, made.to_reader())


def frames(studio: Studio, **asked: Any) -> list[tuple[str, int]]:
    return [(one["asset"], one["in_frame"]) for one in tables.shot_rows(studio, **asked)]


def test_an_empty_studio_has_no_rows(studio: Studio) -> None:
    assert tables.shot_rows(studio) == [] and list(tables.batches(studio, ("shot",))) == []
    assert tables.group_rows(studio) == {} and not tables.has(studio, ALPHA, "k1")
    tables.tidy(studio)


def test_rows_come_back_as_they_were_in_order_of_asset_and_frame(studio: Studio) -> None:
    put(studio, BETA, [1, 0])
    put(studio, ALPHA, [2, 0, 1])
    assert frames(studio) == [(ALPHA, 0), (ALPHA, 10), (ALPHA, 20), (BETA, 0), (BETA, 10)]
    assert tables.shot_rows(studio, tables.SHOTS.names)[1] == row(ALPHA, 1)
    assert set(tables.shot_rows(studio)[0]) == set(tables.LIGHT), "heavy columns only where they are asked for"


def test_an_assets_rows_are_replaced_and_the_others_stay(studio: Studio) -> None:
    put(studio, ALPHA, [0, 1, 2])
    put(studio, BETA, [0])
    put(studio, ALPHA, [5], key="k2")
    assert frames(studio) == [(ALPHA, 50), (BETA, 0)]
    assert tables.has(studio, ALPHA, "k2") and not tables.has(studio, ALPHA, "k1") and tables.has(studio, BETA, "k1")


def test_rows_that_break_off_are_not_there(studio: Studio) -> None:
    def broken() -> Iterable[pa.RecordBatch]:
        yield pa.RecordBatch.from_pylist([row(ALPHA, 0)], schema=tables.SHOTS)
        raise OSError("the film broke off")

    put(studio, BETA, [0])
    with pytest.raises(Exception, match="broke off"):
        tables.replace_asset(studio, ALPHA, pa.RecordBatchReader.from_batches(tables.SHOTS, broken()))
    assert frames(studio) == [(BETA, 0)]


def test_shots_are_found_by_id_alone(studio: Studio) -> None:
    put(studio, ALPHA, [0, 1])
    first = row(ALPHA, 0)["shot"]
    assert frames(studio, shots=[first]) == [(ALPHA, 0)]
    assert frames(studio, shots=[]) == frames(studio, shots=["0" * 16]) == []
    for wrong in ("' OR 1=1 --", "", "a'b"):
        with pytest.raises(FilmwrightError, match="this is not an id"):
            tables.shot_rows(studio, shots=[first, wrong])


def test_batches_hold_a_few_rows_each_and_all_together(studio: Studio) -> None:
    put(studio, ALPHA, range(7))
    sizes = [len(batch) for batch in tables.batches(studio, ("shot", "proxy"), 3)]
    assert max(sizes) <= 3 and sum(sizes) == 7


def test_groups_are_written_whole_and_only_if_they_say_something_new(studio: Studio) -> None:
    versions = studio.path / "tables" / "groups.lance" / "_versions"
    tables.write_groups(studio, {"s1": "s1", "s2": "s1"})
    tables.write_groups(studio, {"s2": "s1", "s1": "s1"})
    assert len(list(versions.glob("*.manifest"))) == 1
    tables.write_groups(studio, {"s3": "s3"})
    assert tables.group_rows(studio) == {"s3": "s3"}


def test_what_a_killed_run_left_is_tidied_and_no_row_is_lost(studio: Studio) -> None:
    put(studio, ALPHA, [0])
    left = studio.path / "tables" / "shots.lance" / "data" / "0123.lance"
    left.write_bytes(b"half")
    torn = studio.path / "tables" / "groups.lance" / "data"
    torn.mkdir(parents=True)
    tables.tidy(studio)
    assert not left.exists() and not torn.exists() and frames(studio) == [(ALPHA, 0)]


def test_a_full_disk_is_said_whoever_says_it(tmp_path: Path) -> None:
    for error in (OSError(28, "No space left on device"), OSError("LanceError(IO): ... StorageFull")):
        with (
            pytest.raises(FilmwrightError, match="the disk is full; no rows were added"),
            tables.full_disk_said(tmp_path),
        ):
            raise error
    with pytest.raises(OSError, match="something else"), tables.full_disk_said(tmp_path):
        raise OSError("something else")
