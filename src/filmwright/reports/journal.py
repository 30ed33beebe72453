"""What each step took: one line of JSON per run of a command, appended to ``journal.jsonl`` in the studio."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filmwright.canonical import canonical_json, now

FILE = "journal.jsonl"
SCHEMA = 1
# getrusage gives the peak in bytes on macOS, in KiB elsewhere.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Entry:
    """One run of one step: seconds on the wall, seconds of processor time (all threads), peak memory in MiB."""

    step: str
    at: str
    wall: float
    cpu: float
    peak_mib: float
    done: bool


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


@contextmanager
def timed(studio: Path, step: str) -> Iterator[None]:
    """Write down what the block took, whether it ended well or not; a kill leaves no line.

    The peak is that of the process so far, so a small step after a great one shows the peak of the great one.
    """
    at, wall, cpu, done = now(), time.perf_counter(), _cpu(), False
    try:
        yield
        done = True
    finally:
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        line = {
            "schema": SCHEMA,
            "step": step,
            "at": at,
            "wall": round(time.perf_counter() - wall, 3),
            "cpu": round(_cpu() - cpu, 3),
            "peak_mib": round(peak * _PEAK_UNIT / 2**20, 1),
            "done": done,
        }
        _append(studio / FILE, canonical_json(line))


def _append(path: Path, line: str) -> None:
    # One write of one short line in append mode: two processes at once do not mix their lines.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    except OSError:
        # A studio that cannot be written to (full, read-only) has a better error of its own to show.
        return
    try:
        os.write(handle, f"{line}\n".encode())
    except OSError:
        return
    finally:
        os.close(handle)


def entries(studio: Path) -> list[Entry]:
    """Every run written down so far, oldest first; a line that is not whole is passed over."""
    path = studio / FILE
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            row = json.loads(line)
            found.append(Entry(row["step"], row["at"], row["wall"], row["cpu"], row["peak_mib"], row["done"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found
