"""A process by itself; what many of them agree on is in test_parallel.py."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import processes

LAUNCH = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@pytest.fixture(autouse=True)
def no_launch(monkeypatch):
    for name in LAUNCH:
        monkeypatch.delenv(name, raising=False)


def test_it_needs_none_of_it():
    with processes.joined():
        assert (processes.size(), processes.rank(), processes.is_first()) == (1, 0, True)
        assert processes.alone(lambda: object) is object and processes.first_then_all(lambda: 3) == 3
        assert processes.agree(1.0, 2.0, 3.0) == (1.0, 2.0, 3.0) and processes.shared("a") == "a"
        with pytest.raises(OSError, match="as it is"), processes.together():
            raise OSError("as it is")
    assert not torch.distributed.is_initialized()


def test_half_a_launch_is_refused(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    told = "the environment: WORLD_SIZE is set, but not RANK, LOCAL_RANK, MASTER_ADDR, MASTER_PORT -> start it with"
    with pytest.raises(FilmwrightError, match=told), processes.joined():
        pass


@pytest.mark.parametrize("rank,first", [(None, True), ("0", True), ("3", False)])
def test_who_will_print_is_known_before_they_are_joined(monkeypatch, rank, first):
    if rank is not None:
        monkeypatch.setenv("RANK", rank)
        monkeypatch.setenv("WORLD_SIZE", "4")
    assert processes.first_of_launch() is first


def test_a_refusal_is_not_kept_waiting_for_torch():
    code = "import sys\nfrom filmwright.models import processes\nwith processes.joined(): print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
