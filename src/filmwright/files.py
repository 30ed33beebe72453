"""Writing that leaves nothing half-written, locks that die with their process, paths that stay inside."""

from __future__ import annotations

import errno
import fcntl
import glob
import os
import re
import shlex
import shutil
import stat
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filmwright.errors import Busy, FilmwrightError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _is_disk_full(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _FULL
    # Libraries written in Rust (safetensors) give the system's error as text, in errors of their own.
    said = re.search(r"\(os error (\d+)\)", str(error))
    return said is not None and int(said[1]) in _FULL


@contextmanager
def disk_full_said(where: Path) -> Iterator[None]:
    """Turn "no space left", "quota exceeded" and "file too large" into a FilmwrightError that names the place."""
    try:
        yield
    except FilmwrightError:
        raise
    except Exception as error:
        if _is_disk_full(error):
            raise FilmwrightError(
                "the disk is full; nothing half-written is left",
                str(where),
                "free some space and run the command again",
            ) from error
        raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _part(path: Path) -> Path:
    return path.parent / f".part-{uuid.uuid4().hex[:8]}-{path.name}"


def _stale(path: Path) -> list[Path]:
    # Eight characters exactly, so that the parts of "b-a", which may be alive, are not taken for those of "a".
    return list(path.parent.glob(f".part-{'?' * 8}-{glob.escape(path.name)}"))


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success fsync it and rename it into place.

    A crash leaves only a ``.part-*`` file, which the next write of the same name removes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for stale in _stale(path):
        stale.unlink(missing_ok=True)
    part = _part(path)
    with disk_full_said(path):
        try:
            yield part
            _sync(part)
            os.replace(part, path)
            _sync(path.parent)
        finally:
            part.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a whole file or nothing."""
    with new_file(path) as part:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)


def write_new(path: Path, data: bytes) -> None:
    """Write a file where nothing lies yet: no film, key or device is ever written over.

    Raises:
        FilmwrightError: if something is there already, or the folder is not.
    """
    if os.path.lexists(path):
        raise FilmwrightError("there is something of this name already", str(path), "name a new file")
    if not path.absolute().parent.is_dir():
        raise FilmwrightError("there is no such folder", str(path.absolute().parent), "make it first")
    write_bytes(path, data)


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a whole UTF-8 file or nothing."""
    write_bytes(path, text.encode(), mode)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield a temporary folder beside ``path``; on success rename it into place (``path`` must not exist)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for stale in _stale(path):
        shutil.rmtree(stale, ignore_errors=True)
    part = _part(path)
    part.mkdir()
    with disk_full_said(path):
        try:
            yield part
            for item in part.rglob("*"):
                if item.is_file():
                    _sync(item)
            os.replace(part, path)
            _sync(path.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)


@contextmanager
def lock(path: Path, what: str, wait: bool = False) -> Iterator[None]:
    """Hold an exclusive lock that the kernel drops if the process dies.

    Raises:
        Busy: if another process holds it and ``wait`` is false.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            raise Busy(
                f"{what} is already running (process {holder})", "", "wait until it ends, then run it again"
            ) from error
        stream.seek(0)
        stream.truncate()
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def is_file(path: Path) -> bool:
    """Whether a file is there; what cannot be the name of one (too long, a NUL in it) is none."""
    try:
        return path.is_file()
    except ValueError:
        return False
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise


def need_file(path: Path, do: str) -> None:
    """Refuse what is not a file, and say what it is.

    Raises:
        FilmwrightError: if nothing is there, or a folder, or a device or pipe.
    """
    if is_file(path):
        return
    try:
        what = "this is a folder" if path.is_dir() else "this is no plain file" if path.exists() else ""
    except (OSError, ValueError):
        what = ""
    raise FilmwrightError(what or "there is no such file", str(path), do)


def need_private(path: Path) -> None:
    """Refuse a file that others than its owner may read or write, root or not.

    Where a file system keeps no modes (FAT, and NTFS or a share as most mount them), the mount says who may.

    Raises:
        FilmwrightError: if its mode is open to the group or to others.
        FileNotFoundError: if it is not there.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & _OTHERS and _keeps_modes(path.parent):
        raise FilmwrightError(
            f"this private key is open to others than its owner (mode {mode:04o})",
            str(path),
            f"chmod 600 {shlex.quote(str(path))}",
        )


def _keeps_modes(folder: Path) -> bool:
    """Whether a file made here for its owner alone is; where none can be made, the modes are believed."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-") as made:
            return not os.fstat(made.fileno()).st_mode & _OTHERS
    except OSError:
        return True


def inside(root: Path, path: Path | str) -> Path:
    """Resolve ``path`` under ``root``; refuse one that leads out of it, by ``..`` or by a link.

    Raises:
        FilmwrightError: if the resolved path is not inside ``root``.
    """
    resolved = (root / path).resolve()
    if not resolved.is_relative_to(root.resolve()):
        raise FilmwrightError("this path leads outside the studio", str(path), "name a path inside the studio")
    return resolved


def safe_name(name: str, what: str) -> str:
    """A name that can be a folder: letters, digits, '-', '_' and '.', not starting with a dot, 1 to 80 long."""
    good = name and len(name) <= 80 and not name.startswith(".") and all(c.isalnum() or c in "-_." for c in name)
    if not (good and name.isascii()):
        raise FilmwrightError(
            f"{what} may hold only letters, digits, '-', '_' and '.'", repr(name), "choose another name"
        )
    return name
