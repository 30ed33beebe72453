"""The Lance table of shots: one row per shot, appended a film at a time in one commit; and the small table of groups.

``shots.lance`` holds what the pass over the film made. ``groups.lance`` says which shots are copies of one another;
it depends on all films, and is written whole whenever it changes.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import lance
import pyarrow as pa

from filmwright.errors import FilmwrightError
from filmwright.studio import Studio

VERSION = "1"
COLOUR = pa.struct([("name", pa.string()), ("hex", pa.string()), ("share", pa.float64())])
SHOTS = pa.schema(
    [
        ("shot", pa.string()),
        ("asset", pa.string()),
        ("ingest_key", pa.string()),
        ("in_frame", pa.int64()),
        ("out_frame", pa.int64()),
        ("rate", pa.string()),
        ("scale", pa.string()),
        ("camera", pa.string()),
        ("key", pa.string()),
        ("motion", pa.float64()),
        ("brightness", pa.float64()),
        ("contrast", pa.float64()),
        ("sharpness", pa.float64()),
        ("palette", pa.list_(COLOUR)),
        ("fingerprint", pa.binary()),
        ("thumbnail", pa.binary()),
        ("proxy", pa.large_binary()),
        ("proxy_frames", pa.int64()),
        ("proxy_rate", pa.string()),
        ("proxy_sha256", pa.string()),
    ],
    metadata={"filmwright.schema": VERSION},
)
GROUPS = pa.schema([("shot", pa.string()), ("group", pa.string())], metadata={"filmwright.schema": VERSION})
HEAVY = ("fingerprint", "thumbnail", "proxy")
LIGHT = tuple(name for name in SHOTS.names if name not in HEAVY)


@contextmanager
def damage_said(place: Path) -> Iterator[None]:
    """Turn what Lance says of a damaged table into a FilmwrightError; it has no errors of its own for that."""
    try:
        yield
    except FilmwrightError:
        raise
    except (OSError, ValueError, RuntimeError, pa.ArrowException) as error:
        why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise FilmwrightError(f"the table is damaged ({why})", str(place), "restore it from a copy") from error


@contextmanager
def full_disk_said(place: Path) -> Iterator[None]:
    """Turn a full disk, a quota or a cap on file size into a FilmwrightError; Lance says these as text."""
    try:
        yield
    except OSError as error:
        text = str(error).lower()
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        if full or any(word in text for word in ("no space left", "disk quota", "file too large", "storagefull")):
            do = "free some space and run the command again"
            raise FilmwrightError("the disk is full; no rows were added", str(place), do) from error
        raise


def _open(studio: Studio, name: str) -> lance.LanceDataset | None:
    path = studio.inside(Path("tables") / f"{name}.lance")
    if not (path / "_versions").is_dir() or not any((path / "_versions").iterdir()):
        return None
    with damage_said(path):
        dataset = lance.dataset(str(path))
    version = (dataset.schema.metadata or {}).get(b"filmwright.schema", b"?").decode()
    if version != VERSION:
        raise FilmwrightError(f"the table of {name} has schema {version}", str(path), "install a newer Filmwright")
    return dataset


def _is(column: str, values: Sequence[str]) -> str:
    if not all(value.isalnum() for value in values):
        raise FilmwrightError(
            "this is not an id", next(v for v in values if not v.isalnum()), "copy it from filmwright shots"
        )
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def shot_rows(
    studio: Studio, columns: Sequence[str] = LIGHT, shots: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Rows of the shots table, in order of asset and frame.

    Args:
        columns: of ``SHOTS``; heavy ones (``HEAVY``) only where they are needed.
        shots: only these shot ids.

    Raises:
        FilmwrightError: if the table is of a newer schema, or an id is none.
    """
    dataset = _open(studio, "shots")
    if dataset is None or (shots is not None and not shots):
        return []
    asked = list(dict.fromkeys([*columns, "asset", "in_frame"]))
    only = None if shots is None else _is("shot", shots)
    with damage_said(Path(dataset.uri)):
        rows = dataset.to_table(columns=asked, filter=only).to_pylist()
    return sorted(rows, key=lambda row: (row["asset"], row["in_frame"]))


def batches(studio: Studio, columns: Sequence[str], size: int = 64) -> Iterator[list[dict[str, Any]]]:
    """All rows, a few at a time, so that heavy columns never lie in memory together."""
    dataset = _open(studio, "shots")
    if dataset is None:
        return
    with damage_said(Path(dataset.uri)):
        found = iter(dataset.to_batches(columns=list(columns), batch_size=size))
    while True:
        # Not around the yield: what the caller makes of a batch is no damage of the table.
        with damage_said(Path(dataset.uri)):
            batch = next(found, None)
        if batch is None:
            return
        yield batch.to_pylist()


def has(studio: Studio, asset: str, ingest_key: str) -> bool:
    """Whether the rows of this asset, made under this key, were committed."""
    dataset = _open(studio, "shots")
    if dataset is None:
        return False
    with damage_said(Path(dataset.uri)):
        return bool(dataset.count_rows(f"{_is('asset', [asset])} AND {_is('ingest_key', [ingest_key])}"))


def replace_asset(studio: Studio, asset: str, rows: pa.RecordBatchReader) -> None:
    """Commit the rows of one asset, all or none; rows made for it earlier go first.

    The caller holds the lock "ingest".

    Raises:
        FilmwrightError: if the disk is full; the table is then as it was.
    """
    path = studio.folder("tables") / "shots.lance"
    dataset = _open(studio, "shots")
    with full_disk_said(path):
        if dataset is not None:
            with damage_said(path):
                earlier = dataset.count_rows(_is("asset", [asset]))
            if earlier:
                dataset.delete(_is("asset", [asset]))
        lance.write_dataset(rows, str(path), schema=SHOTS, mode="append" if dataset is not None else "create")


def tidy(studio: Studio) -> None:
    """Remove what a process left that was killed while it wrote: data files that no version of the table names.

    The caller holds the lock "ingest". Versions older than a day go too; the newest always stays.
    """
    for name in ("shots", "groups"):
        dataset = _open(studio, name)
        if dataset is not None:
            dataset.cleanup_old_versions(older_than=timedelta(days=1), delete_unverified=True)
        else:
            shutil.rmtree(studio.inside(Path("tables") / f"{name}.lance"), ignore_errors=True)


def group_rows(studio: Studio) -> dict[str, str]:
    """{shot: group} of every shot that was grouped."""
    dataset = _open(studio, "groups")
    if dataset is None:
        return {}
    with damage_said(Path(dataset.uri)):
        return {row["shot"]: row["group"] for row in dataset.to_table().to_pylist()}


def write_groups(studio: Studio, groups: dict[str, str]) -> None:
    """Write the table of groups whole, if it says anything new."""
    if groups == group_rows(studio):
        return
    path = studio.folder("tables") / "groups.lance"
    table = pa.Table.from_pylist([{"shot": s, "group": g} for s, g in sorted(groups.items())], schema=GROUPS)
    with full_disk_said(path):
        lance.write_dataset(table, str(path), mode="create" if _open(studio, "groups") is None else "overwrite")
