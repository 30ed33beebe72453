"""Films on paper: titles, assets and shots of any length in a studio's tables, without a single picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from filmwright.library import catalogue, tables
from filmwright.library.film_file import FilmFile
from filmwright.media.probe import Probe
from filmwright.rights import ledger, words
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Subject, SubjectKind
from filmwright.studio import Studio

RATE = Fraction(24)


def say(studio: Studio, *records: Record) -> None:
    """Write records into the ledger, in one transaction."""
    with ledger.writing(studio) as connection:
        ledger.append(connection, records, ledger.ensure_key(studio))


def film(studio: Studio, title: str, owner: str, seconds: Sequence[float], rate: Fraction = RATE) -> str:
    """A title with one film, whose shots are so many seconds long; the work is registered in all of it.

    Returns:
        the asset's id.
    """
    asset = hashlib.sha256(title.encode()).hexdigest()
    ends = [0]
    for length in seconds:
        ends.append(ends[-1] + round(length * rate))
    probe = Probe(
        "video", "h264", "yuv420p", 8, 640, 360, 640, 360, 0, "1/1", rate, ends[-1], "01:00:00:00", {}, ()
    )  # fmt: skip
    work = Subject(id=words.work_id(title), kind=SubjectKind.WORK, name=title, owner=owner)
    with ledger.writing(studio) as connection:
        row = {"id": asset[:26], "name": title, "owner": owner, "subject": work.id, "attribution": ""}
        connection.execute(catalogue.titles.insert(), row)
        catalogue._asset(connection, asset[:26], title, FilmFile(asset, Path(f"{title}.mov"), probe, 1, None))
    rows = [_row(asset, first, end, rate) for first, end in pairwise(ends)]
    reader = pa.Table.from_pylist(rows, schema=tables.SHOTS).to_reader()
    tables.replace_asset(studio, asset, reader)
    say(studio, work, Appearance(asset=asset, in_frame=0, out_frame=ends[-1], subject=work.id))
    return asset


def person(name: str, owner: str = "", kind: str = "identity") -> Subject:
    return Subject(
        id=f"{kind}:{name.lower().replace(' ', '-')}", kind=SubjectKind(kind), name=name, owner=owner or name
    )


def seen(asset: str, subject: str, spans: Iterable[tuple[float, float]], rate: Fraction = RATE) -> list[Appearance]:
    """A subject in spans of seconds."""
    return [
        Appearance(asset=asset, in_frame=round(first * rate), out_frame=round(end * rate), subject=subject)
        for first, end in spans
    ]


def _row(asset: str, first: int, end: int, rate: Fraction) -> dict[str, object]:
    name = hashlib.sha256(f"{asset} {first}".encode()).hexdigest()
    return {
        "shot": name[:16], "asset": asset, "ingest_key": "paper", "in_frame": first, "out_frame": end,
        "rate": f"{rate.numerator}/{rate.denominator}", "scale": "wide", "camera": "static", "key": "high",
        "motion": 0.1, "brightness": 0.5, "contrast": 0.5, "sharpness": 1.0, "palette": [], "fingerprint": b"",
        "thumbnail": b"", "proxy": b"", "proxy_frames": 1, "proxy_rate": "12/1", "proxy_sha256": name,
    }  # fmt: skip
