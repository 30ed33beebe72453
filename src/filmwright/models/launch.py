"""Launches of one training on many GPUs and machines: a script beside the run's folder, and how to start it.

Filmwright starts nothing on other machines itself. The machines need the studio's folder and this Python under the
same paths; the run goes on from its last checkpoint whenever the launch is started again, with as many processes as
there are then.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.models import parallel

MOST = 65_536
"""Processes of a launch; more is a slip of the finger."""


@dataclass(frozen=True)
class Launch:
    """What is to be launched.

    Attributes:
        runs: the folder in which the run's folder lies, absolute.
        name: of the run.
        words: of the command, after ``filmwright``.
        gpus: processes on each machine, one a GPU.
        nodes: machines.
        python: that they run it with.
    """

    runs: Path
    name: str
    words: tuple[str, ...]
    gpus: int = 1
    nodes: int = 1
    python: str = sys.executable

    @property
    def said(self) -> str:
        """For people: what it is."""
        machines = "one machine" if self.nodes == 1 else f"each of {self.nodes} machines"
        return f"Trains {self.name} with {self.gpus} processes on {machines}; started again, it goes on where it was."


def write(launch: Launch, launcher: str, batches: Sequence[int] = (), context: int = 1) -> tuple[Path, str]:
    """Write the script of a launch; an older one of the same name is replaced.

    Args:
        launcher: see ``LAUNCHERS``.
        batches: sizes of the recipe's batches.
        context: processes that share a clip, by the recipe.

    Returns:
        The script, and the command that starts it.

    Raises:
        FilmwrightError: for a launcher that there is not, numbers that are no launch, or a batch that so many
            processes cannot share equally.
    """
    if launcher not in LAUNCHERS:
        raise FilmwrightError("there is no launcher of this name", launcher, f"choose one of: {', '.join(LAUNCHERS)}")
    files.safe_name(launch.name, "a model's name")
    for option, value in (("--gpus", launch.gpus), ("--nodes", launch.nodes)):
        if value < 1:
            raise FilmwrightError(f"{value} is no number of them", option, "name at least 1")
    if launch.gpus * launch.nodes > MOST:
        raise FilmwrightError(f"more than {MOST} processes are no launch", "--nodes", "name fewer")
    for batch in batches:
        parallel.share(batch, parallel.groups(launch.gpus * launch.nodes, context))
    ending, script, start = LAUNCHERS[launcher]
    path = launch.runs / f"{launch.name}.{ending}"
    files.write_text(path, script(launch), 0o755)
    return path, start(launch, path)


def _torchrun(launch: Launch, many: str) -> str:
    """The command on one machine; ``many`` says how it finds the others."""
    meeting = "--standalone" if launch.nodes == 1 else f"--nnodes={launch.nodes} --rdzv-backend=c10d {many}"
    words = [launch.python, "-m", "torch.distributed.run"]
    called = ["-m", "filmwright.cli.main", *launch.words]
    return f"{shlex.join(words)} {meeting} \\\n  --nproc-per-node={launch.gpus} \\\n  {shlex.join(called)}"


def _by_hand(launch: Launch) -> str:
    head = "" if launch.nodes == 1 else 'head="${1:?name the first machine, as the others reach it}"\n'
    where = f'--rdzv-endpoint="$head:29500" --rdzv-id={shlex.quote(launch.name)}'
    return f"""\
#!/usr/bin/env bash
# {launch.said}
set -euo pipefail
export OMP_NUM_THREADS="${{OMP_NUM_THREADS:-1}}"
{head}exec {_torchrun(launch, where)}
"""


def _slurm(launch: Launch) -> str:
    where = '--rdzv-endpoint="$head:$port" --rdzv-id="$SLURM_JOB_ID"'
    return f"""\
#!/usr/bin/env bash
#SBATCH --job-name={launch.name}
#SBATCH --nodes={launch.nodes}
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node={launch.gpus}
#SBATCH --output={launch.name}.%j.log
#SBATCH --open-mode=append
#SBATCH --requeue
# {launch.said}
set -euo pipefail
export OMP_NUM_THREADS="${{OMP_NUM_THREADS:-1}}"
head="$(scontrol show hostnames "$SLURM_JOB_NODELIST" | sed -n 1p)"
port=$((29500 + SLURM_JOB_ID % 1000))
export head port
srun {_torchrun(launch, where)}
"""


def _ray(launch: Launch) -> str:
    words = "".join(f"    {word!a},\n" for word in launch.words)
    return f'''\
"""{launch.said}"""

import ray
from ray.train import FailureConfig, RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer

WORDS = [
{words}]


def work():
    from filmwright.cli.main import app

    try:
        app(WORDS, prog_name="filmwright", standalone_mode=False)
    except SystemExit as ended:  # Ray takes any for a failure
        if ended.code:
            raise RuntimeError(f"filmwright ended with {{ended.code}}; its log says why") from None


ray.init()
TorchTrainer(
    work,
    scaling_config=ScalingConfig(num_workers={launch.gpus * launch.nodes}, use_gpu="GPU" in ray.cluster_resources()),
    run_config=RunConfig(
        name={f"{launch.name}.ray"!a},
        storage_path={str(launch.runs)!a},
        failure_config=FailureConfig(max_failures=3),
    ),
).fit()
'''


def _start_by_hand(launch: Launch, path: Path) -> str:
    if launch.nodes == 1:
        return f"bash {shlex.quote(str(path))}"
    return (
        f"bash {shlex.quote(str(path))} HEAD   (on each of the {launch.nodes} machines; HEAD is the first one's name)"
    )


def _start_slurm(launch: Launch, path: Path) -> str:
    return f"cd {shlex.quote(str(path.parent))} && sbatch {shlex.quote(path.name)}"


def _start_ray(launch: Launch, path: Path) -> str:
    return f"ray job submit -- {shlex.quote(launch.python)} {shlex.quote(str(path))}"


LAUNCHERS: dict[str, tuple[str, Callable[[Launch], str], Callable[[Launch, Path], str]]] = {
    "torchrun": ("torchrun.sh", _by_hand, _start_by_hand),
    "slurm": ("slurm.sh", _slurm, _start_slurm),
    "ray": ("ray.py", _ray, _start_ray),
}
"""The ending of each one's script, what is in it, and how it is started."""
