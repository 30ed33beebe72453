"""Numbers and pictures as the page shows them: lengths of time, memory, data URIs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from filmwright.errors import FilmwrightError

T = TypeVar("T")
_DAMAGE = (FilmwrightError, OSError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What reading a record or a file that was damaged comes to; anything else is a fault of ours."""


def known(read: Callable[[], T], otherwise: T) -> tuple[T, str]:
    """What ``read`` gives, and ""; where a file or a record is damaged, ``otherwise`` and the reason."""
    try:
        return read(), ""
    except FilmwrightError as error:
        return otherwise, str(error)
    except _DAMAGE as error:
        return otherwise, str(FilmwrightError(f"damaged ({type(error).__name__}: {error})"))


def duration(seconds: float) -> str:
    """``4.2 s``, ``3 min 05 s``, ``2 h 10 min``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def rate(value: str) -> str:
    """A rational rate for people: ``24/1`` is "24", ``24000/1001`` is "23.976"."""
    return f"{float(Fraction(value)):.3f}".rstrip("0").rstrip(".")


def many(count: int, one: str) -> str:
    """``1 shot``, ``2 shots``."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def data_uri(data: bytes, kind: str) -> str:
    """A file as it stands inside the page: ``kind`` is its media type."""
    return f"data:{kind};base64,{b64encode(data).decode('ascii')}"
