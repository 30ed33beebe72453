"""Where measured numbers go: ``benchmarks/RESULTS.md``, one section a run, with the command that made it."""

from __future__ import annotations

import os
import platform
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
_HEAD = "# Measured numbers\n\nEach section is one run of one benchmark, newest last, with the command that made it.\n"


def machine() -> str:
    """Processor, cores and load, in one line."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        models = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        name = models[0] if models else name
    return f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"


def append(what: str, lines: Sequence[str]) -> None:
    """Print the lines, and add them to RESULTS.md under ``what``."""
    script = Path(sys.argv[0]).name
    command = shlex.join(["python", f"benchmarks/{script}", *sys.argv[1:]])
    print("\n".join(lines))
    head = "" if FILE.is_file() else _HEAD
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    section = [f"\n## {what}, {day}", "", f"`{command}`", "", machine(), "", *lines, ""]
    with FILE.open("a", encoding="utf-8") as stream:
        stream.write(head + "\n".join(section))
