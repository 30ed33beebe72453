"""On Ray: the same rows, on loopback alone; a clear line where Ray isn't there."""

from __future__ import annotations

import importlib.util
import pickle
import subprocess
import sys

import pytest
from sample_stages import ITEMS, MEASURE, SPLIT

from filmwright.errors import FilmwrightError
from filmwright.pipeline import local
from filmwright.pipeline import ray as on_ray
from filmwright.pipeline.progress import Silent


def plain(outcomes):
    """What must not differ between executors: everything but the seconds and the order."""
    return sorted(
        (outcome.item["n"], outcome.key, pickle.dumps(outcome.rows), repr(outcome.failure)) for outcome in outcomes
    )


def heard_at():
    """Addresses at which this process's children listen; none where psutil isn't there to say."""
    try:
        import psutil
    except ImportError:
        return set()
    found = set()
    for process in psutil.Process().children(recursive=True):
        found |= {c.laddr.ip for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    return found


def test_without_ray():
    hidden = "import sys; sys.modules['ray'] = None\n" + (
        "from filmwright.pipeline.ray import run\nfrom filmwright.pipeline.progress import Silent\n"
        "from sample_stages import SPLIT, ITEMS\n"
        "try: list(run([SPLIT], ITEMS, Silent()))\nexcept Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "FilmwrightError Ray is not installed -> pip install 'filmwright[cluster]'"


@pytest.mark.ray
@pytest.mark.slow
def test_identical_rows_on_loopback_alone():
    """In a process of its own, as a command has: Ray reads where it may listen when it is first imported."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("Ray is not installed")
    code = "import test_ray; test_ray.identical_rows_on_loopback_alone()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def identical_rows_on_loopback_alone():
    outcomes, listening = [], set()
    for outcome in on_ray.run([SPLIT, MEASURE], ITEMS, Silent()):
        outcomes.append(outcome)
        listening |= heard_at()
    assert plain(outcomes) == plain(local.run([SPLIT, MEASURE], ITEMS, Silent()))
    assert all(ip.removeprefix("::ffff:") in ("127.0.0.1", "::1") for ip in listening), listening

    import ray

    assert not ray.is_initialized()
    with pytest.raises(FilmwrightError, match="cannot be reached"):
        list(on_ray.run([SPLIT], ITEMS, Silent(), address="127.0.0.1:1"))


def test_nothing_to_do_starts_nothing():
    assert list(on_ray.run([SPLIT], [], Silent())) == []
