"""The executor that runs the same stages on Ray: a cluster on this machine, or one that is given.

Rows are those of ``local.run``: both call ``stage.run_item``. Only the order in which items end may differ.
"""

from __future__ import annotations

import logging
import os
import pickle
import secrets
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from filmwright.errors import FilmwrightError
from filmwright.pipeline.progress import Progress
from filmwright.pipeline.stage import Item, Outcome, Stage, run_item

ADDRESS = "FILMWRIGHT_RAY_ADDRESS"
"""Environment variable that names a running cluster; without it a local one is started and stopped again."""


_STORE_BYTES = 1 << 30
"""Shared memory of a cluster started here; beyond it Ray spills to disk."""


def run(
    stages: Sequence[Stage], items: Iterable[Item], progress: Progress, address: str | None = None
) -> Iterator[Outcome]:
    """Take every item through all stages on Ray; a failing item becomes a Failure and the rest go on.

    An item asks for as many cores as its greediest stage, at most as many as the cluster has. Items, rows and stages
    travel pickled, so that no column type is lost on the way.

    Args:
        stages: as for ``local.run``; ``process`` must be importable on every machine.
        items: what to work on.
        progress: advances by one for each item that is done.
        address: a running cluster ("host:port", "auto"); by default the one in FILMWRIGHT_RAY_ADDRESS, or a new one.

    Raises:
        FilmwrightError: Ray isn't installed, or the cluster cannot be reached.
    """
    waiting = list(items)
    if not waiting:
        return
    address = address or os.environ.get(ADDRESS)
    ray, data = _ray(alone=not address)
    began = _connect(ray, address)
    progress.start(" > ".join(stage.name for stage in stages), len(waiting))
    try:
        yield from _outcomes(ray, data, tuple(stages), waiting, progress)
    except ray.exceptions.RayError as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
        raise FilmwrightError(
            f"a worker died ({reason})", address or "local", "run it again: what is done stays done"
        ) from error
    finally:
        progress.finish()
        if began:
            ray.shutdown()


def _ray(alone: bool) -> tuple[Any, Any]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if alone and "ray" not in sys.modules:  # Ray reads these once, when it is imported
        # Despite its name this is what makes Ray listen on loopback only, on Linux as on the others.
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        # Other users of this machine cannot hand work to the cluster; by environment, so that no file is left at home.
        os.environ.setdefault("RAY_AUTH_MODE", "token")
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise FilmwrightError("Ray is not installed", "", "pip install 'filmwright[cluster]'") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray, ray.data


def _connect(ray: Any, address: str | None) -> bool:
    """Join a cluster or start one; True if it was started here and is to be stopped."""
    if ray.is_initialized():
        return False
    try:
        if address:
            _knock(address)
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        else:
            ray.init(
                address="local",
                include_dashboard=False,
                _node_ip_address="127.0.0.1",
                object_store_memory=_STORE_BYTES,
                log_to_driver=False,
                logging_level=logging.ERROR,
                configure_logging=True,
            )
    except (ConnectionError, RuntimeError, ValueError, OSError, TimeoutError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise FilmwrightError(
            f"the Ray cluster cannot be reached ({reason})", address or "local", "start it, or run with --on local"
        ) from error
    return True


def _knock(address: str) -> None:
    """Try the address for a few seconds: Ray itself would wait for minutes where nobody answers.

    Raises:
        OSError: nobody does.
    """
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()


def _outcomes(
    ray: Any, data: Any, stages: tuple[Stage, ...], waiting: list[Item], progress: Progress
) -> Iterator[Outcome]:
    context = data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    cores = min(max(stage.cpus for stage in stages), ray.cluster_resources().get("CPU", 1.0))
    work = data.from_items(
        [{"work": pickle.dumps((stages, item))} for item in waiting], override_num_blocks=len(waiting)
    )
    done = work.map(_one, num_cpus=cores)
    for row in done.iter_rows():
        outcome: Outcome = pickle.loads(row["outcome"])
        progress.advance()
        yield outcome


def _one(row: dict[str, Any]) -> dict[str, Any]:
    stages, item = pickle.loads(row["work"])
    return {"outcome": pickle.dumps(run_item(stages, item))}
