"""The demo up to its training, without a network: stopped anywhere and run again, it goes on where it was.

``make demo`` and ``.ci/run`` run it whole; on a film of the soundstage it is run whole here.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from filmwright.library import catalogue
from filmwright.library import shots as library
from filmwright.library.snapshot import load
from filmwright.lineage import listing
from filmwright.rights import ledger
from filmwright.studio import Studio, open_studio
from filmwright.takes import records
from filmwright.takes.verify import verify

BEFORE_TRAINING = """
from pathlib import Path
from filmwright.cli import road
from filmwright.cli.say import progress
walked = road.Road(Path("studio"), "demo-1", 0.1, False, progress(False))
for name, step in road.STEPS[: [name for name, _ in road.STEPS].index("training")]:
    print(name, flush=True)
    step(walked)
"""


def start(folder: Path) -> subprocess.Popen[str]:
    # An empty cache and a pip that may ask nobody: there is no network.
    alone = {"FILMWRIGHT_CACHE": str(folder / "cache"), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    return subprocess.Popen(
        [sys.executable, "-c", BEFORE_TRAINING],
        cwd=folder,
        env={**os.environ, **alone},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@dataclass(frozen=True)
class Walked:
    said: str
    studio: Studio
    seconds: float


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> Walked:
    """The demo, never stopped."""
    folder, began = tmp_path_factory.mktemp("demo"), time.perf_counter()
    process = start(folder)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return Walked(said, open_studio(folder / "studio"), time.perf_counter() - began)


def test_without_a_network_it_says_so_and_draws_a_title_of_its_own(walked):
    assert "could not be fetched" in walked.said and "drawn here instead" in walked.said
    assert "no grant of train.base on 'Paper Garden Recut'" in walked.said


@pytest.mark.kill
@pytest.mark.slow
def test_killed_anywhere_it_goes_on_and_ends_as_if_it_never_was(walked, tmp_path):
    for share in (0.3, 0.5, 0.7):
        process = start(tmp_path)
        time.sleep(walked.seconds * share)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    process = start(tmp_path)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    one, other = walked.studio, open_studio(tmp_path / "studio")
    assert [a.id for a in catalogue.listing(one)] == [a.id for a in catalogue.listing(other)]
    assert [s.to_json() for s in library.shots(one)] == [s.to_json() for s in library.shots(other)]
    assert [s.name for s in listing(one, "snapshot")] == [s.name for s in listing(other, "snapshot")]
    assert ledger.verify(other) == []
    assert not list((tmp_path / "studio" / "films").glob(".part-*"))


ALONE = """
import os, sys

def refuse(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = args[1][0] if isinstance(args[1], tuple) else "localhost"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name not in ("localhost", "::1") and not name.startswith("127."):
        with open(os.environ["ASKED"], "a") as log:
            print(event, name, sys.argv, file=log)
        raise OSError("there is no network")

sys.addaudithook(refuse)
"""
"""Read by each Python that starts, the demo's and those that it starts: whoever asks another machine is refused."""


@pytest.mark.slow
def test_on_a_film_of_the_soundstage_all_of_it_is_done_and_nobody_is_asked(tmp_path):
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "sitecustomize.py").write_text(ALONE)
    asked = tmp_path / "asked"
    told = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    path = os.pathsep.join(filter(None, [str(tmp_path / "alone"), os.environ.get("PYTHONPATH")]))
    told |= {"FILMWRIGHT_CACHE": str(tmp_path / "cache"), "PYTHONPATH": path, "ASKED": str(asked)}
    done = subprocess.run(
        [sys.executable, "-m", "filmwright.cli.main", "demo", "studio", "--staged", "--quick", "--json"],
        cwd=tmp_path,
        env=told,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr
    assert not asked.exists(), asked.read_text()
    facts, here = json.loads(done.stdout), open_studio(tmp_path / "studio")
    assert {asset.title for asset in catalogue.listing(here)} == {"Backlot", "Backlot Recut"}
    frozen = load(here, facts["snapshot"])
    assert {shot.title for shot in frozen.shots} == {"Backlot"}
    assert {shot.title for shot in library.shots(here)} == {"Backlot", "Backlot Recut"}
    takes = records.listing(here)
    assert [take.id for take in takes] == [take["take"] for take in facts["takes"]] and len(takes) == 2
    assert all(verify(take.file(here), here).trusted for take in takes)
    assert ledger.verify(here) == [] and Path(facts["report"]).stat().st_size > 0
