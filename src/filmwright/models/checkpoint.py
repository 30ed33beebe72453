"""Checkpoints of a run: whole folders named by their step, of which the newest counts; metrics that agree with them."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.models.optimizer import Masters


@dataclass(frozen=True)
class Mark:
    """Where a run is: steps done, and seconds of training behind them."""

    step: int = 0
    seconds: float = 0.0


def save(run: Path, mark: Mark, masters: Masters) -> None:
    """Write ``checkpoints/STEP`` whole, then drop the older ones."""
    from safetensors.torch import save_file

    folder = run / "checkpoints" / f"{mark.step:08d}"
    if not folder.exists():
        with files.new_folder(folder) as part:
            save_file(masters.state(), part / "state.safetensors")
            (part / "mark.json").write_text(json.dumps(asdict(mark)), encoding="utf-8")
    for older in sorted(folder.parent.iterdir())[:-1]:
        shutil.rmtree(older, ignore_errors=True)


def newest(run: Path) -> Path | None:
    """The folder of the newest checkpoint of a run, if it has one."""
    found = (run / "checkpoints").glob("[0-9]*")
    return max((folder for folder in found if folder.is_dir()), default=None)


def restore(run: Path, masters: Masters) -> Mark:
    """Take up the newest checkpoint, or start at nought; cuts ``metrics.jsonl`` back to it.

    Raises:
        FilmwrightError: if the newest checkpoint cannot be read.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    found = newest(run)
    mark = Mark()
    if found:
        try:
            masters.restore(load_file(found / "state.safetensors"))
            mark = Mark(**json.loads((found / "mark.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
            raise FilmwrightError(
                f"the checkpoint cannot be read ({str(error).splitlines()[0]})",
                str(found),
                "delete that folder and run again",
            ) from error
    rows = [row for row in metrics(run) if row["step"] < mark.step]
    files.write_text(run / "metrics.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    return mark


def metrics(run: Path) -> list[dict[str, Any]]:
    """Rows {step, loss, norm, seconds} of a run; a line cut short by a kill is left out."""
    path = run / "metrics.jsonl"
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            rows.append(json.loads(line))
        except ValueError:
            break
    return rows
