"""Stills: read under a cap, cut to fill a size, written as JPEG or PNG."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from filmwright.errors import FilmwrightError
from filmwright.media import source
from filmwright.media.source import Limits

MAX_PIXELS = 120_000_000
"""A still may hold this many pixels (an 11,600 x 8,700 camera back does); more is refused before any is decoded."""
MAX_BYTES = 2 << 30
_FORMATS = ("PNG", "JPEG", "TIFF")
# EXIF orientation -> (clockwise turn in degrees, mirrored left to right before the turn)
_ORIENTATION = {
    1: (0, False), 2: (0, True), 3: (180, False), 4: (180, True),
    5: (270, True), 6: (90, False), 7: (90, True), 8: (270, False),
}  # fmt: skip
_DEPTH = {"1": 1, "I;16": 16, "I;16B": 16, "I;16L": 16, "I": 32, "F": 32}


@dataclass(frozen=True)
class Still:
    """A still's header: stored size in pixels, Pillow's format and mode, how it is to be turned."""

    format: str
    mode: str
    bit_depth: int
    width: int
    height: int
    rotation: int
    mirrored: bool


@contextmanager
def _open(path: Path, limits: Limits) -> Iterator[Image.Image]:
    source.regular_file(path, limits)
    name = str(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as image:
                source.check_side(image.width, image.height, name, limits)
                if image.width * image.height > MAX_PIXELS:
                    raise FilmwrightError(
                        f"too large: {image.width}x{image.height} pixels", name, "scale the still down first"
                    )
                yield image
    except Image.DecompressionBombError as error:
        raise FilmwrightError(
            "too large: a still of more pixels than the cap", name, "scale the still down first"
        ) from error
    except UnidentifiedImageError as error:
        raise FilmwrightError("not a still that can be read", name, "use PNG, JPEG or TIFF") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise FilmwrightError(f"damaged or truncated still ({error})", name, "copy it again from its source") from error


def inspect(path: Path, limits: Limits) -> Still:
    """Read a still's header and prove that its pixels decode.

    Raises:
        FilmwrightError: not a still, over the cap, or cut off.
    """
    with _open(path, limits) as image:
        rotation, mirrored = _ORIENTATION.get(image.getexif().get(0x0112, 1), (0, False))
        still = Still(
            image.format or "unknown",
            image.mode,
            _DEPTH.get(image.mode, 8),
            image.width,
            image.height,
            rotation,
            mirrored,
        )
        image.load()
        return still


def load_still(path: Path, width: int, height: int, limits: Limits | None = None) -> NDArray[np.uint8]:
    """A still as RGB, uint8 (height, width, 3), upright, its centre cut to fill the size.

    Raises:
        FilmwrightError: not a still, over the cap, or cut off.
    """
    with _open(path, limits or Limits(MAX_BYTES, 1, 1 << 15)) as image:
        if image.format == "JPEG":  # decode no more than twice what is asked for
            image.draft("RGB", (2 * max(width, height), 2 * max(width, height)))
        picture = _rgb(ImageOps.exif_transpose(image))
        return np.asarray(ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS), dtype=np.uint8)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        values = np.asarray(image, dtype=np.float64)
        top = 1.0 if image.mode == "F" else 65535.0
        return Image.fromarray(np.clip(values / top * 255 + 0.5, 0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, (0, 0, 0, 255)), layer).convert("RGB")
    return image.convert("RGB")


def jpeg(rgb: NDArray[np.uint8], quality: int = 85) -> bytes:
    """RGB uint8 (H, W, 3) as a JPEG file."""
    return _encoded(rgb, "JPEG", quality=quality, optimize=True)


def png(rgb: NDArray[np.uint8]) -> bytes:
    """RGB uint8 (H, W, 3) as a PNG file."""
    return _encoded(rgb, "PNG")


def _encoded(rgb: NDArray[np.uint8], kind: str, **options: object) -> bytes:
    target = BytesIO()
    Image.fromarray(rgb, "RGB" if rgb.ndim == 3 else "L").save(target, kind, **options)
    return target.getvalue()
