"""What a studio may set, all of it, in ``studio.yaml``; an unknown key is refused."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from filmwright import files, strictyaml
from filmwright.canonical import frame_rate, new_id, printable
from filmwright.errors import FilmwrightError
from filmwright.validation import one_line

SCHEMA_VERSION = 1
FILE = "studio.yaml"


class Settings(BaseModel):
    """A studio's settings; the caps hold for every media file that is opened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: int = SCHEMA_VERSION
    studio_id: str = Field(default_factory=new_id)
    name: str = Field(min_length=1, max_length=1000)
    database: str = "sqlite:///studio.db"
    """SQLAlchemy URL; a relative SQLite path lies inside the studio."""
    proxy_width: int = Field(default=256, gt=0, multiple_of=16)
    proxy_height: int = Field(default=144, gt=0, multiple_of=16)
    proxy_rate: str = "12/1"
    """Size in pixels (the codec works on blocks of 16) and rate of the training proxy."""
    max_file_gib: float = Field(default=512.0, gt=0)
    max_frames: int = Field(default=2_000_000, gt=0)
    max_side: int = Field(default=16_384, gt=0)

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        return printable(value)

    @field_validator("proxy_rate")
    @classmethod
    def _rate(cls, value: str) -> str:
        frame_rate(value)
        return value


def load(folder: Path) -> Settings:
    """Read ``studio.yaml``.

    Raises:
        FilmwrightError: if it is missing, not YAML, has an unknown key, or is of a newer schema.
    """
    path = folder / FILE
    if not files.is_file(path):
        raise FilmwrightError("there is no studio here", str(folder), f"filmwright init {folder}")
    document = strictyaml.read(path)
    version = document.data.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise FilmwrightError(
            f"this studio has schema {version}; this Filmwright reads up to {SCHEMA_VERSION}",
            str(path),
            "install a newer Filmwright",
        )
    try:
        return Settings.model_validate(document.data)
    except ValidationError as error:
        raise document.error(one_line(error), error.errors()[0]["loc"], "mend the file") from error


def save(folder: Path, settings: Settings) -> None:
    """Write ``studio.yaml`` whole."""
    files.write_text(folder / FILE, yaml.safe_dump(settings.model_dump(), sort_keys=False))
