"""The Lance tables: what was damaged is said in one line, by every command that reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import tables
from filmwright.studio import Studio


def fill(studio: Studio, table: str = "shots") -> Path:
    """A table of one row, whole."""
    import lance
    import pyarrow as pa

    path = studio.folder("tables") / f"{table}.lance"
    if table == "shots":
        row = {name: None for name in tables.SHOTS.names} | {"shot": "a" * 16, "asset": "b" * 64, "in_frame": 0}
        row |= {"ingest_key": "c" * 64, "thumbnail": b"x" * 1000}
        lance.write_dataset(pa.Table.from_pylist([row], schema=tables.SHOTS), str(path))
    else:
        tables.write_groups(studio, {"a" * 16: "a" * 16})
    return path


@pytest.mark.parametrize("table", ["shots", "groups"])
@pytest.mark.parametrize("part", ["_versions", "data"])
@pytest.mark.parametrize("damage", ["garbage", "empty", "half"])
def test_a_damaged_table_is_one_line(studio: Studio, table: str, part: str, damage: str) -> None:
    path = fill(studio, table)
    assert tables.shot_rows(studio) if table == "shots" else tables.group_rows(studio)
    for file in (path / part).iterdir():
        data = file.read_bytes()
        file.write_bytes({"garbage": b"garbage" * 99, "empty": b"", "half": data[: len(data) // 2]}[damage])

    def read() -> None:
        if table == "groups":
            tables.group_rows(studio)
        else:
            tables.shot_rows(studio)

    with pytest.raises(FilmwrightError, match=r"the table is damaged .* -> restore it from a copy") as said:
        read()
    assert "\n" not in str(said.value) and str(path) in str(said.value)
    if table == "shots":
        with pytest.raises(FilmwrightError, match="the table is damaged"):
            list(tables.batches(studio, ["shot", "thumbnail"]))
        with pytest.raises(FilmwrightError, match="the table is damaged"):
            tables.has(studio, "b" * 64, "c" * 64)


def test_what_the_caller_makes_of_a_batch_is_no_damage(studio: Studio) -> None:
    fill(studio)
    with pytest.raises(ValueError, match="of the caller's own"):
        for _ in tables.batches(studio, ["shot"]):
            raise ValueError("of the caller's own")
