"""Captions by people or tools, per span of frames, in a sidecar; kept in the studio beside the asset.

The file: ``captions:`` a list of ``{in, out, text}``, frames half-open, and optionally ``film``, ``sha256`` and
``rate`` of what it was written for. A sidecar ``NAME.captions.yaml`` beside ``NAME.mp4`` is found by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from filmwright import files, strictyaml
from filmwright.canonical import frame_rate
from filmwright.errors import FilmwrightError
from filmwright.studio import Studio
from filmwright.validation import one_line

MAX_BYTES = 20_000_000
LEAST_SHARE = 0.3


class Caption(BaseModel):
    """What is to be seen in frames ``[in, out)``."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)
    in_frame: int = Field(alias="in", ge=0)
    out_frame: int = Field(alias="out")
    text: str = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _forward(self) -> Caption:
        if self.out_frame <= self.in_frame:
            raise ValueError(f"a caption ends after it begins, not [{self.in_frame}, {self.out_frame})")
        return self


class Sidecar(BaseModel):
    """A captions file."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
    film: str = ""
    sha256: str = ""
    rate: str = ""
    captions: tuple[Caption, ...] = ()

    @field_validator("rate")
    @classmethod
    def _rate(cls, value: str) -> str:
        if value:
            frame_rate(value)
        return value


def beside(film: Path) -> Path | None:
    """The sidecar that lies beside a film, or None."""
    path = film.with_name(film.stem + ".captions.yaml")
    return path if path.is_file() else None


def load(path: Path) -> Sidecar:
    """Read a captions file.

    Raises:
        FilmwrightError: if it is missing, too large, not YAML, or holds an unknown key, reversed frames or a rate that
            is none; names the line.
    """
    document = strictyaml.read(path, MAX_BYTES)
    try:
        return Sidecar.model_validate(document.data)
    except ValidationError as error:
        raise document.error(one_line(error), error.errors()[0]["loc"], "mend the file") from error


def check_fits(sidecar: Sidecar, asset: str, rate: Fraction, frames: int, path: Path) -> None:
    """Refuse captions of another film.

    Raises:
        FilmwrightError: if hash or rate differ, or a caption begins after the last frame.
    """
    if sidecar.sha256 and sidecar.sha256 != asset:
        raise FilmwrightError(
            "these captions are of another file (sha256)", str(path), "name the captions of this film"
        )
    if sidecar.rate and frame_rate(sidecar.rate) != rate:
        raise FilmwrightError(
            f"these captions count frames at {sidecar.rate}, the film has {rate}", str(path), "conform them"
        )
    late = next((c for c in sidecar.captions if c.in_frame >= frames), None)
    if late is not None:
        raise FilmwrightError(
            f"a caption begins at frame {late.in_frame}, the film has {frames}", str(path), "mend the file"
        )


def store(studio: Studio, asset: str, sidecar: Sidecar) -> None:
    """Keep the captions of an asset; they replace earlier ones."""
    path = studio.folder("captions") / f"{asset}.yaml"
    plain: dict[str, Any] = sidecar.model_dump(by_alias=True, mode="json")
    text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        files.write_text(path, text)


def of(studio: Studio, asset: str) -> tuple[Caption, ...]:
    """The captions of an asset, in order; empty where there are none."""
    path = studio.inside(Path("captions") / f"{asset}.yaml")
    found = load(path).captions if path.is_file() else ()
    return tuple(sorted(found, key=lambda caption: caption.in_frame))


def best(captions: Sequence[Caption], in_frame: int, out_frame: int) -> str | None:
    """The caption that covers most of ``[in_frame, out_frame)``, or None where none covers three tenths of it."""
    chosen, most = None, 0
    for caption in captions:
        shared = min(out_frame, caption.out_frame) - max(in_frame, caption.in_frame)
        if shared > most:
            chosen, most = caption, shared
    return chosen.text if chosen is not None and most >= LEAST_SHARE * (out_frame - in_frame) else None
