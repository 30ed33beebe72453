"""What a studio may set, all of it, in ``studio.yaml``; an unknown key is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from filmwright import files
from filmwright.canonical import new_id
from filmwright.errors import FilmwrightError

SCHEMA_VERSION = 1
FILE = "studio.yaml"


class Settings(BaseModel):
    """A studio's settings; the caps hold for every media file that is opened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: int = SCHEMA_VERSION
    studio_id: str = Field(default_factory=new_id)
    name: str
    database: str = "sqlite:///studio.db"
    """SQLAlchemy URL; a relative SQLite path lies inside the studio."""
    proxy_width: int = Field(default=256, gt=0)
    proxy_height: int = Field(default=144, gt=0)
    proxy_rate: str = "12/1"
    """Size in pixels and rate of the training proxy."""
    max_file_gib: float = Field(default=512.0, gt=0)
    max_frames: int = Field(default=2_000_000, gt=0)
    max_side: int = Field(default=16_384, gt=0)

    @field_validator("proxy_rate")
    @classmethod
    def _rate(cls, value: str) -> str:
        try:
            above_zero = Fraction(value) > 0
        except ZeroDivisionError:
            above_zero = False
        if not above_zero:
            raise ValueError("a rate is above zero")
        return value


def one_line(error: ValidationError) -> str:
    """The first fault of a pydantic error, as ``field: message``."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    more = len(error.errors()) - 1
    return f"{place}: {first['msg']}" + (f" (and {more} more)" if more else "")


def load(folder: Path) -> Settings:
    """Read ``studio.yaml``.

    Raises:
        FilmwrightError: if it is missing, not YAML, has an unknown key, or is of a newer schema.
    """
    path = folder / FILE
    if not path.is_file():
        raise FilmwrightError("there is no studio here", str(folder), f"filmwright init {folder}")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FilmwrightError(
            f"not readable as YAML ({str(error).splitlines()[0]})", str(path), "mend the file"
        ) from error
    if not isinstance(raw, dict):
        raise FilmwrightError("not a settings file", str(path), "mend the file")
    version = raw.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise FilmwrightError(
            f"this studio has schema {version}; this Filmwright reads up to {SCHEMA_VERSION}",
            str(path),
            "install a newer Filmwright",
        )
    try:
        return Settings.model_validate(raw)
    except (ValidationError, ValueError) as error:
        detail = one_line(error) if isinstance(error, ValidationError) else str(error)
        raise FilmwrightError(detail, str(path), "mend the file") from error


def save(folder: Path, settings: Settings) -> None:
    """Write ``studio.yaml`` whole."""
    files.write_text(folder / FILE, yaml.safe_dump(settings.model_dump(), sort_keys=False))
