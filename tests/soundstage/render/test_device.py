"""A renderer that is not there, or cannot start, is said in one line; one that starts says nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.render import device

pytest.importorskip("warp")


def test_starting_says_nothing() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from filmwright.soundstage.render.device import warp; warp()"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (told.stdout, told.stderr) == ("", "")


def test_a_missing_renderer_says_what_to_install() -> None:
    blocked = "import sys; sys.modules['warp'] = None\n"
    code = blocked + "from filmwright.cli.main import app; app(['stage', 'preview'])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=os.getcwd())
    assert told.returncode == 2
    assert told.stderr.strip().count("\n") == 0
    assert "pip install 'filmwright[stage]'" in told.stderr


def test_an_unknown_device_is_answered_with_those_there_are() -> None:
    with pytest.raises(FilmwrightError, match=r"no device 'cuda:99'.*cpu"):
        device.chosen("cuda:99")
