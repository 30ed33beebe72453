"""How much an ingest costs above bare decoding, and against PySceneDetect's detection alone; and its peak memory.

Each round runs the three on the same file one after the other, each in a process of its own; a ratio is the median over
the rounds. Ingest is all of it: rights, hash, one pass, table, grouping. Bare decoding is PyAV with its own choice of
threads. PySceneDetect is ``detect-adaptive`` at its defaults. Only the work is timed, not the start of Python.
With ``--loops N`` the film joined to itself N times is ingested too, to see whether memory grows.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import _results

RIGHTS = """title: Benchmark
owner: Benchmark
grants:
  - {assigner: Benchmark, agreement: none, actions: [ingest]}
"""


def bare(film: Path) -> int:
    """Decode every frame and do nothing with it."""
    import av

    frames = 0
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for _ in container.decode(stream):
            frames += 1
    return frames


def scenedetect(film: Path) -> int:
    """PySceneDetect's ``detect-adaptive`` at its defaults."""
    from scenedetect import AdaptiveDetector, SceneManager, open_video

    manager = SceneManager()
    manager.add_detector(AdaptiveDetector())
    return int(manager.detect_scenes(open_video(str(film))))


def whole(film: Path) -> int:
    """Ingest into a new studio; the film is added beforehand."""
    from filmwright import studio
    from filmwright.library import catalogue, ingest

    with tempfile.TemporaryDirectory() as folder:
        here = studio.create(Path(folder) / "studio", "Benchmark")
        rights = Path(folder) / "rights.yaml"
        rights.write_text(RIGHTS, encoding="utf-8")
        frames = catalogue.add(here, [film], "Benchmark", rights)[0].probe.frames
        began = time.perf_counter()
        report = ingest.ingest(here)
        if report.failed or report.refused:
            raise SystemExit(report.assets[0].error)
        print(json.dumps({"seconds": time.perf_counter() - began}), file=sys.stderr)
        return frames


WORK = {"bare": bare, "ingest": whole, "scenedetect": scenedetect}


def one(name: str, film: Path) -> None:
    """Run one of them in this process and print what it took."""
    import av  # noqa: F401  not part of what is timed

    if name == "scenedetect":
        import scenedetect  # noqa: F401
    if name == "ingest":
        import filmwright.library.ingest  # noqa: F401
    used = time.process_time()
    began = time.perf_counter()
    frames = WORK[name](film)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "cpu": time.process_time() - used, "frames": frames, "peak": peak}))


def measured(name: str, film: Path) -> dict[str, float]:
    """Run one of them in a process of its own."""
    command = [sys.executable, __file__, "--one", name, "--film", str(film)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    if name == "ingest":  # the studio's making and the film's adding are not ingest
        found["seconds"] = json.loads(done.stderr.strip().splitlines()[-1])["seconds"]
    return found


def joined(film: Path, loops: int, out: Path) -> Path:
    """The film's picture ``loops`` times over, packets copied."""
    import av

    with av.open(str(out), "w", format="matroska") as target:
        shift = 0
        sink = None
        for _ in range(loops):
            with av.open(str(film)) as container:
                stream = container.streams.video[0]
                sink = sink or target.add_stream_from_template(stream)
                step = int(1 / (Fraction(stream.average_rate) * Fraction(stream.time_base)))
                last = 0
                for packet in container.demux(stream):
                    if packet.size == 0:
                        continue
                    last = max(last, packet.pts + step)
                    packet.pts += shift
                    packet.dts = None if packet.dts is None else packet.dts + shift
                    packet.stream = sink
                    target.mux(packet)
                shift += last
    return out


def main() -> None:
    """Read the options, run the rounds, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--film", type=Path, help="default: Big Buck Bunny, fetched and cached")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--loops", type=int, default=0, help="also ingest the film joined to itself this often")
    parser.add_argument("--one", choices=sorted(WORK), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.film is None:
        from filmwright.library import samples

        options.film = samples.fetch()
    if options.one:
        one(options.one, options.film)
        return
    rounds = []
    for number in range(options.rounds):
        rounds.append({name: measured(name, options.film) for name in WORK})
        print(
            f"round {number + 1}: " + ", ".join(f"{name} {took['seconds']:.1f} s" for name, took in rounds[-1].items())
        )
    lines = table(rounds)
    if options.loops > 1:
        with tempfile.TemporaryDirectory() as folder:
            long = joined(options.film, options.loops, Path(folder) / "long.mkv")
            took = measured("ingest", long)
        minutes = took["frames"] / 24 / 60
        lines.append(f"- peak memory of an ingest of {minutes:.0f} minutes: {took['peak'] / 2**20:.0f} MiB")
    _results.append("Ingest against decoding", lines)


def table(rounds: list[dict[str, dict[str, float]]]) -> list[str]:
    """The results as Markdown."""
    frames = rounds[0]["bare"]["frames"]
    lines = ["| | seconds | ms a frame | CPU ms a frame | peak MiB |", "|---|---|---|---|---|"]
    for name in WORK:
        seconds = statistics.median(r[name]["seconds"] for r in rounds)
        cpu = statistics.median(r[name]["cpu"] for r in rounds)
        peak = max(r[name]["peak"] for r in rounds) / 2**20
        lines.append(
            f"| {name} | {seconds:.2f} | {1e3 * seconds / frames:.3f} | {1e3 * cpu / frames:.3f} | {peak:.0f} |"
        )
    for peer, goal in (("bare", "goal <= 1.5"), ("scenedetect", "goal < 1.0")):
        ratios = [r["ingest"]["seconds"] / r[peer]["seconds"] for r in rounds]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} rounds"
        lines.append(f"- ingest / {peer}: **{statistics.median(ratios):.2f}** ({spread}; {goal})")
    peak = max(r["ingest"]["peak"] for r in rounds) / 2**20
    return [lines[0], *lines[1:5], "", *lines[5:], f"- peak memory of the ingest: **{peak:.0f} MiB** (goal < 1536)"]


if __name__ == "__main__":
    main()
