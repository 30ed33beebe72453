"""The renderer's library, ready to run: Warp on a GPU where there is one, on the CPU elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from filmwright.errors import FilmwrightError


@cache
def warp() -> Any:
    """Warp, started.

    Raises:
        FilmwrightError: it is not installed, or cannot start.
    """
    try:
        import warp as wp
    except ImportError as error:
        raise FilmwrightError(
            "no renderer is installed (NVIDIA Warp)", "", "pip install 'filmwright[stage]'"
        ) from error
    wp.config.log_level = wp.LOG_ERROR
    try:
        with _unheard():
            wp.init()
    except (RuntimeError, OSError) as error:
        raise _silent(error) from error
    return wp


def chosen(device: str) -> str:
    """A device's name: the one asked for, or the first GPU, or the CPU.

    Raises:
        FilmwrightError: there is none of that name.
    """
    wp = warp()
    name = device or ("cuda:0" if wp.get_cuda_device_count() else "cpu")
    known = [str(one) for one in wp.get_devices()]
    if name not in known:
        raise FilmwrightError(f"there is no device '{name}'", "--device", f"choose {' or '.join(known)}")
    return name


def compiled(module: Any, device: str) -> None:
    """Compile the device code of a module, or load it from the user's cache.

    Raises:
        FilmwrightError: it cannot be.
    """
    try:
        warp().load_module(module, device)
    except (RuntimeError, OSError) as error:
        raise _silent(error) from error


def _silent(error: Exception) -> FilmwrightError:
    return FilmwrightError(
        f"the renderer cannot start ({str(error) or type(error).__name__})",
        "",
        "it keeps compiled code in your cache folder: see that it can be written, or name another in WARP_CACHE_PATH",
    )


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep what the library itself writes to stderr: on every machine without a GPU it would say so at each start."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # a process without a stderr hears nothing anyway
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
