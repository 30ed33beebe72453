"""Launches: their scripts word for word, what a shell makes of their words, and what is refused."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.models.launch import LAUNCHERS, Launch, write

from ..conftest import run_filmwright

GOLDEN = Path(__file__).parent / "launches"
WORDS = ("train", "--studio", "/films/our studio", "--snapshot", "it's $HOME; `ls`", "--name", "M", "--recipe", "house")
PYTHON = "/opt/film wright/bin/python"


def launch(tmp_path, gpus=8, nodes=1, name="M", python=PYTHON):
    return Launch(tmp_path, name, WORDS, gpus, nodes, python)


@pytest.mark.parametrize("launcher,nodes", [("torchrun", 1), ("torchrun", 4), ("slurm", 1), ("slurm", 4), ("ray", 4)])
def test_the_script_is_the_golden_one(tmp_path, launcher, nodes):
    path, start = write(launch(tmp_path, nodes=nodes), launcher)
    here = str(tmp_path)
    made = path.read_text().replace(here, "/films/our studio/runs") + start.replace(here, "RUNS") + "\n"
    assert made == (GOLDEN / f"{launcher}-{nodes}.txt").read_text()
    assert path.parent == tmp_path and path.stat().st_mode & 0o100


def heard(tmp_path, launcher, nodes, *words):
    """What the processes' Python is given, if a shell runs the script."""
    bins = tmp_path / "a bin"
    bins.mkdir()
    stubs = {
        "python": "import json, sys; print(json.dumps(sys.argv[1:]))",
        "srun": "import os, sys; os.execv(sys.argv[1], sys.argv[1:])",
        "scontrol": "print('node7\\nnode8')",
    }
    for name, text in stubs.items():
        (bins / name).write_text(f"#!/usr/bin/env python3\n{text}\n")
        (bins / name).chmod(0o755)
    path, _ = write(launch(tmp_path, 2, nodes, python=str(bins / "python")), launcher)
    told = {"PATH": f"{bins}:{os.environ['PATH']}", "SLURM_JOB_ID": "123456", "SLURM_JOB_NODELIST": "node[7-8]"}
    done = subprocess.run(["bash", path, *words], env={**os.environ, **told}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("launcher", ["torchrun", "slurm"])
@pytest.mark.parametrize("nodes", [1, 3])
def test_a_shell_gives_the_words_as_they_are(tmp_path, launcher, nodes):
    told = heard(tmp_path, launcher, nodes, *(["first-machine"] if launcher == "torchrun" and nodes > 1 else []))
    where = told.index("filmwright.cli.main")
    assert tuple(told[where + 1 :]) == WORDS
    assert "--nproc-per-node=2" in told[:where]
    if nodes == 1:
        assert "--standalone" in told
    else:
        head = {"torchrun": "first-machine:29500", "slurm": "node7:29956"}[launcher]
        assert {f"--nnodes={nodes}", f"--rdzv-endpoint={head}"} < set(told)


def test_by_hand_on_many_machines_the_first_must_be_named(tmp_path):
    path, start = write(launch(tmp_path, nodes=2), "torchrun")
    done = subprocess.run(["bash", path], capture_output=True, text=True)
    assert done.returncode != 0 and "name the first machine" in done.stderr
    assert "HEAD" in start and "each of the 2 machines" in start


def test_rays_script_holds_the_words_as_they_are(tmp_path):
    path, _ = write(launch(tmp_path, nodes=2), "ray")
    held = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Assign)]
    assert tuple(ast.literal_eval(held[0])) == WORDS


@pytest.mark.parametrize(
    "changes,launcher,batches,told",
    [
        ({}, "mpi", (), "mpi: there is no launcher of this name -> choose one of: torchrun, slurm, ray"),
        ({"gpus": 0}, "slurm", (), "--gpus: 0 is no number of them"),
        ({"nodes": -1}, "ray", (), "--nodes: -1 is no number of them"),
        ({"gpus": 9999, "nodes": 9999}, "slurm", (), "more than 65536 processes are no launch"),
        ({"name": "../M"}, "slurm", (), "a model's name may hold only"),
        ({"name": "M\nrm -rf x"}, "slurm", (), "a model's name may hold only"),
        (
            {"nodes": 2},
            "torchrun",
            (32, 8),
            "a batch of 8 cannot be shared equally by 16 processes -> start 1, 2, 4, 8",
        ),
    ],
)
def test_what_is_no_launch_is_refused_and_nothing_is_written(tmp_path, changes, launcher, batches, told):
    with pytest.raises(FilmwrightError) as said:
        write(launch(tmp_path, **changes), launcher, batches)
    assert told in str(said.value) and "\n" not in str(said.value)
    assert list(tmp_path.iterdir()) == []


def test_processes_that_share_a_clip_count_as_one(tmp_path):
    write(launch(tmp_path, gpus=8), "torchrun", (2,), context=4)
    with pytest.raises(FilmwrightError, match="8 processes do not make groups of 3"):
        write(launch(tmp_path, gpus=8), "torchrun", (2,), context=3)


def test_each_launcher_has_a_script_of_its_own(tmp_path):
    made = {write(launch(tmp_path), launcher)[0].name for launcher in LAUNCHERS}
    assert made == {"M.torchrun.sh", "M.slurm.sh", "M.ray.py"}


def test_the_command_writes_the_launch_and_trains_nothing(studio):
    asked = ("train", "--snapshot", "S", "--name", "K", "--minutes", "2", "--from-scratch")
    done = run_filmwright(studio.path, *asked, "--gpus", "2", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    path = studio.path / "runs" / "K.torchrun.sh"
    assert said == {"launch": str(path), "start": f"bash {path}"}
    words = f"train --studio {studio.path} --snapshot S --name K --recipe house-tiny --minutes 2.0 --from-scratch"
    assert words in path.read_text()
    assert [one.name for one in (studio.path / "runs").iterdir()] == ["K.torchrun.sh"]
    assert not (studio.path / "models").exists()


@pytest.mark.parametrize(
    "words,told",
    [
        (("--gpus", "64"), "a batch of 8 cannot be shared equally by 64 processes"),
        (("--nodes", "2", "--snapshot", "X"), "X: there is no snapshot of this name"),
    ],
)
def test_the_command_refuses_in_one_line(studio, words, told):
    done = run_filmwright(studio.path, "train", "--snapshot", "S", "--name", "K", *words)
    assert done.returncode == 2 and told in done.stderr and len(done.stderr.splitlines()) == 1
    assert not list(studio.path.glob("runs/*"))
