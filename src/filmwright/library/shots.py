"""The shots of a studio as people and models read them.

Where each lies, what it looks like, what it is called in a prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from filmwright.errors import FilmwrightError
from filmwright.library import captions, catalogue, prompts, tables
from filmwright.library.palette import Colour
from filmwright.media import timecode
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio


@dataclass(frozen=True)
class Shot:
    """Frames ``[in_frame, out_frame)`` of an asset, its measures, and what a person said is in it.

    Measures as in ``measure.Measures``. ``group`` is the smallest id among this shot and its near duplicates. The
    proxy is an mp4 of ``proxy_frames`` pictures at ``proxy_rate``: its frame k shows frame ``in_frame + round(k *
    rate / proxy_rate)``.
    """

    shot: str
    asset: str
    title: str
    in_frame: int
    out_frame: int
    rate: Fraction
    timecode: str
    scale: str
    camera: str
    key: str
    motion: float
    brightness: float
    contrast: float
    sharpness: float
    palette: tuple[Colour, ...]
    group: str
    proxy_frames: int
    proxy_rate: Fraction
    proxy_sha256: str
    caption: str | None

    @property
    def frames(self) -> int:
        """Length in frames of the asset."""
        return self.out_frame - self.in_frame

    @property
    def seconds(self) -> float:
        """Length in seconds, for display."""
        return round(float(self.frames / self.rate), 3)

    @property
    def span(self) -> Span:
        """Its frames, as rights speak of them."""
        return Span(asset=self.asset, in_frame=self.in_frame, out_frame=self.out_frame)

    @property
    def prompt(self) -> str:
        """Its words in training: see ``prompts.prompt``."""
        return prompts.prompt(self, self.caption)

    def to_json(self) -> dict[str, Any]:
        """As ``filmwright shots --json`` prints it."""
        return {
            "shot": self.shot,
            "asset": self.asset,
            "title": self.title,
            "in": self.in_frame,
            "out": self.out_frame,
            "rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "seconds": self.seconds,
            "timecode": self.timecode,
            "scale": self.scale,
            "camera": self.camera,
            "key": self.key,
            "motion": self.motion,
            "brightness": self.brightness,
            "contrast": self.contrast,
            "sharpness": self.sharpness,
            "palette": [colour.to_dict() for colour in self.palette],
            "group": self.group,
            "proxy_frames": self.proxy_frames,
            "caption": self.caption,
            "prompt": self.prompt,
        }


def shots(studio: Studio, title: str = "", asset: str = "", ids: Sequence[str] | None = None) -> list[Shot]:
    """The shots that were ingested, in order of title, asset and frame.

    Args:
        studio: where.
        title: only of this title.
        asset: only of this asset: its id, or 8 or more digits of it.
        ids: only these shots.

    Raises:
        FilmwrightError: if there is no such title or asset.
    """
    known = {record.id: record for record in catalogue.listing(studio)}
    if title and title not in {record.title for record in known.values()}:
        raise FilmwrightError("there is no such title", title, "filmwright shots without --title lists all")
    wanted = catalogue.find(studio, asset).id if asset else ""
    groups = tables.group_rows(studio)
    said = {record: captions.of(studio, record) for record in known}
    found = []
    for row in tables.shot_rows(studio, shots=ids):
        record = known.get(row["asset"])
        if record is None or (title and record.title != title) or (wanted and record.id != wanted):
            continue
        rate = Fraction(row["rate"])
        found.append(
            Shot(
                shot=row["shot"],
                asset=record.id,
                title=record.title,
                in_frame=row["in_frame"],
                out_frame=row["out_frame"],
                rate=rate,
                timecode=timecode.at(row["in_frame"], rate, record.probe.start_timecode),
                scale=row["scale"],
                camera=row["camera"],
                key=row["key"],
                motion=row["motion"],
                brightness=row["brightness"],
                contrast=row["contrast"],
                sharpness=row["sharpness"],
                palette=tuple(Colour(**colour) for colour in row["palette"]),
                group=groups.get(row["shot"], row["shot"]),
                proxy_frames=row["proxy_frames"],
                proxy_rate=Fraction(row["proxy_rate"]),
                proxy_sha256=row["proxy_sha256"],
                caption=captions.best(said[record.id], row["in_frame"], row["out_frame"]),
            )
        )
    return sorted(found, key=lambda shot: (shot.title, shot.asset, shot.in_frame))


def find(studio: Studio, shot: str) -> Shot:
    """One shot by its id, or by the first 6 or more digits of it.

    Raises:
        FilmwrightError: if there is none, or more than one.
    """
    if not (6 <= len(shot) <= 16 and all(c in "0123456789abcdef" for c in shot)):
        raise FilmwrightError("this is not a shot's id", shot, "copy it from filmwright shots")
    found = [one for one in shots(studio) if one.shot.startswith(shot)]
    if len(found) != 1:
        what = "there is no such shot" if not found else "more than one shot answers to this"
        raise FilmwrightError(what, shot, "filmwright shots lists them")
    return found[0]


def thumbnails(studio: Studio, ids: Sequence[str] | None = None) -> dict[str, bytes]:
    """{shot id: JPEG at proxy size} of these shots, or of all."""
    return {row["shot"]: row["thumbnail"] for row in tables.shot_rows(studio, ("shot", "thumbnail"), ids)}


def proxy(studio: Studio, shot: str) -> bytes:
    """The training proxy of a shot: mp4 bytes (see ``Shot``), checked against its hash.

    Raises:
        FilmwrightError: if there is no such shot, or its proxy was altered.
    """
    from hashlib import sha256

    rows = tables.shot_rows(studio, ("shot", "proxy", "proxy_sha256"), [shot])
    if not rows:
        raise FilmwrightError("there is no such shot", shot, "filmwright shots lists them")
    if sha256(rows[0]["proxy"]).hexdigest() != rows[0]["proxy_sha256"]:
        raise FilmwrightError(
            "the proxy of this shot was altered", shot, "restore tables/ from a copy, or ingest again"
        )
    return bytes(rows[0]["proxy"])
