"""Titles and assets: what the studio has, where it lies, whose it is.

Films stay where they are; the studio keeps their hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, select, update

from filmwright import lineage
from filmwright.canonical import canonical_json, file_sha256, new_id, now
from filmwright.errors import FilmwrightError
from filmwright.library import captions as _captions
from filmwright.library import film_file, recorded
from filmwright.library.film_file import FilmFile
from filmwright.media.probe import Limits, Probe
from filmwright.pipeline.progress import Progress, Silent
from filmwright.rights import ledger, rightsfile
from filmwright.rights.amend import Amendment, amendment
from filmwright.rights.facts import Conflict
from filmwright.rights.rightsfile import RightsFile
from filmwright.studio import Studio, metadata

titles = Table(
    "title",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("owner", String(200), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("attribution", Text, nullable=False),
)
assets = Table(
    "asset",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title_id", String(26), ForeignKey("title.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("probe", Text, nullable=False),
    Column("added_at", String(40), nullable=False),
)


@dataclass(frozen=True)
class TitleRecord:
    """A work: its subject in the ledger, its owner, and the attribution lines that its grants ask for ("" if none)."""

    id: str
    name: str
    owner: str
    subject: str
    attribution: str


@dataclass(frozen=True)
class AssetRecord:
    """One media file of a title.

    ``id`` is its SHA-256; ``size`` is in bytes.
    """

    id: str
    title: str
    path: Path
    probe: Probe
    size: int
    added_at: str

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        return {
            "asset": self.id,
            "title": self.title,
            "path": str(self.path),
            "probe": self.probe.to_dict(),
            "added_at": self.added_at,
        }


def limits(studio: Studio) -> Limits:
    """The studio's caps on a media file."""
    settings = studio.settings
    return Limits(int(settings.max_file_gib * (1 << 30)), settings.max_frames, settings.max_side)


def add(
    studio: Studio,
    paths: Sequence[Path],
    title: str,
    rights_path: Path,
    captions: Path | None = None,
    progress: Progress | None = None,
    on_change: Callable[[Amendment], None] = lambda change: None,
) -> list[AssetRecord]:
    """Register files as assets of a title, with the rights that the rights file says; all of them or none.

    The same files again with the same rights file change nothing. With another one its grants are what counts from
    now on: those that it has no more are revoked (``rights.amend``).

    Args:
        paths: media files; they stay where they are.
        title: name of the work; the rights file must be for it.
        rights_path: see ``rights.rightsfile``.
        captions: a captions file, where one file is added; else ``NAME.captions.yaml`` beside each film is taken.
        progress: counts files, and records where there are many.
        on_change: told what the rights file changed of what the ledger had, and what stays though it lacks it.

    Raises:
        FilmwrightError: a file whose name is no text, that is no whole film or belongs to another title, or rights that
            do not fit.
    """
    progress = progress or Silent()
    if not paths:
        raise FilmwrightError("no film is named", "", "name one or more media files")
    if captions is not None and len(paths) > 1:
        raise FilmwrightError("one captions file cannot serve several films", str(captions), "add the films one by one")
    for path in paths:
        _text(path)
    name = " ".join(title.split())
    rights = rightsfile.load(rights_path)
    if rights.title != name:
        raise FilmwrightError(
            f"these rights are for '{rights.title}', not for '{name}'",
            str(rights_path),
            "name the rights file of this title",
        )
    caps = limits(studio)
    progress.start("reading", len(paths))
    read: list[FilmFile] = []
    for path in paths:
        read.append(film_file.read(path, caps, captions))
        progress.advance()
    progress.finish()
    with ledger.writing(studio) as connection:
        key = ledger.speaking_key(studio)
        title_id = _title(connection, name, rights)
        for item in read:
            _asset(connection, title_id, name, item)
        said = [record for item in read for record in rightsfile.records(rights, item.id, item.probe.frames)]
        change = amendment(ledger.facts(studio, connection=connection), rights, said, {item.id for item in read})
        with blamed(rights_path, rights.places):
            recorded.write(connection, [*said, *change.records], key, progress)
        for item in read:
            if item.sidecar is not None:
                _captions.store(studio, item.id, item.sidecar)
    on_change(change)
    wanted = {item.id for item in read}
    return [asset for asset in listing(studio) if asset.id in wanted]


@contextmanager
def blamed(path: Path, places: Mapping[str, str]) -> Iterator[None]:
    """Let a conflict with the ledger name the file, and the line where it is known (``{subject id: place}``)."""
    try:
        yield
    except Conflict as error:
        where = places.get(error.where) or f"{path}: {error.where}"
        raise Conflict(error.what, where, error.do) from error


def _text(path: Path) -> None:
    """Refuse a path that the database and JSON cannot hold."""
    try:
        str(path.expanduser().absolute()).encode("utf-8")
    except UnicodeEncodeError as error:
        place = str(path).encode("utf-8", "backslashreplace").decode()
        raise FilmwrightError("this file's name is no UTF-8 text", place, "rename it, or its folder") from error


def _title(connection: Connection, name: str, rights: RightsFile) -> str:
    row = connection.execute(select(titles).where(titles.c.name == name)).first()
    if row is None:
        taken = connection.execute(select(titles.c.name).where(titles.c.subject == rights.work.id)).scalar()
        if taken is not None:
            do = f"give it a subject of its own in the rights file, or add it as '{taken}'"
            raise FilmwrightError(f"its subject {rights.work.id} is that of the title '{taken}'", name, do)
        made = new_id()
        fresh = {
            "id": made,
            "name": name,
            "owner": rights.owner,
            "subject": rights.work.id,
            "attribution": rights.attribution,
        }
        connection.execute(titles.insert(), fresh)
        return made
    if row.subject != rights.work.id:
        do = "keep the subject, or choose another title"
        raise FilmwrightError(
            f"this title has the subject {row.subject}, the rights file says {rights.work.id}", name, do
        )
    if rights.attribution and rights.attribution != row.attribution:
        lines = [*row.attribution.split("; "), *rights.attribution.split("; ")]
        joined = "; ".join(dict.fromkeys(line for line in lines if line))
        connection.execute(update(titles).where(titles.c.id == row.id).values(attribution=joined))
    return str(row.id)


def _asset(connection: Connection, title_id: str, title: str, item: FilmFile) -> None:
    body = canonical_json({"probe": item.probe.to_dict(), "size": item.size})
    known = connection.execute(
        select(assets.c.title_id, assets.c.path, assets.c.probe, titles.c.name)
        .join(titles)
        .where(assets.c.id == item.id)
    ).first()
    if known is None:
        row = {"id": item.id, "title_id": title_id, "path": str(item.path), "probe": body, "added_at": now()}
        connection.execute(assets.insert(), row)
    elif known.title_id != title_id:
        raise FilmwrightError(
            f"this file is already an asset of '{known.name}'",
            str(item.path),
            f"add it to '{known.name}', or not at all",
        )
    elif (known.path, known.probe) != (str(item.path), body):
        connection.execute(update(assets).where(assets.c.id == item.id).values(path=str(item.path), probe=body))
    label = f"{item.path.name[:150]}@{item.id[:8]}"
    if known is None:
        lineage.record(connection, "asset", label, {"title": title, "probe": item.probe.to_dict()}, {}, id=item.id)


def listing(studio: Studio, title: str = "") -> list[AssetRecord]:
    """All assets (of one title), oldest first."""
    query = select(assets, titles.c.name).join(titles).order_by(assets.c.added_at, assets.c.id)
    if title:
        query = query.where(titles.c.name == title)
    with studio.engine.connect() as connection:
        return [_record(row) for row in connection.execute(query)]


def _record(row: Any) -> AssetRecord:
    body = json.loads(row.probe)
    return AssetRecord(row.id, row.name, Path(row.path), Probe.from_dict(body["probe"]), body["size"], row.added_at)


def find(studio: Studio, key: str) -> AssetRecord:
    """An asset by id or by the first 8 or more digits of it.

    Raises:
        FilmwrightError: if there is none, or more than one.
    """
    found = [asset for asset in listing(studio) if asset.id == key or (len(key) >= 8 and asset.id.startswith(key))]
    if len(found) != 1:
        what = "there is no such asset" if not found else "more than one asset answers to this"
        raise FilmwrightError(what, key, "filmwright shots lists the assets")
    return found[0]


def title_records(studio: Studio) -> list[TitleRecord]:
    """All titles, by name."""
    with studio.engine.connect() as connection:
        rows = connection.execute(select(titles).order_by(titles.c.name))
        return [TitleRecord(row.id, row.name, row.owner, row.subject, row.attribution) for row in rows]


def check_unchanged(asset: AssetRecord) -> tuple[int, int]:
    """Refuse a file that is not the one that was added: its size first, then the hash of all of it.

    Returns:
        size in bytes and time of change in ns, to tell later whether it was touched since (``stamp``).

    Raises:
        FilmwrightError: if it is gone, or differs.
    """
    before = stamp(asset)
    if before[0] != asset.size or file_sha256(asset.path) != asset.id:
        do = "put the film back, or add the new file as another asset"
        raise FilmwrightError(f"this file changed after it was added (asset {asset.id[:12]})", str(asset.path), do)
    return before


def stamp(asset: AssetRecord) -> tuple[int, int]:
    """Size in bytes and time of change in ns of an asset's file as it is now.

    Raises:
        FilmwrightError: if it is gone.
    """
    try:
        status = asset.path.stat()
    except OSError as error:
        do = "put it back, or add it again from its new place"
        raise FilmwrightError("the film is not where it was added", str(asset.path), do) from error
    return status.st_size, status.st_mtime_ns
