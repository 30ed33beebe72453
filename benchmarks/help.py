"""How long ``filmwright --help`` takes, start to end: what a person waits for at every command. Goal: under 0.3 s."""

import subprocess
import sys
import time

from _results import append

RUNS = 15


def main() -> None:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "filmwright.cli.main", "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    times.sort()
    row = f"| {times[0]:.3f} | {times[RUNS // 2]:.3f} | {times[-1]:.3f} |"
    append("filmwright --help, start to end", ["| least, s | median, s | most, s |", "|---|---|---|", row])


if __name__ == "__main__":
    main()
