"""Checkpoints of a run: whole folders named by their step, of which the newest counts; metrics that agree with them.

``checkpoints/STEP/`` holds, of each process that trained, ``NNNNN.safetensors`` with its rows of every tensor and
``NNNNN.json`` {sha256, tensors: {name: {first, shape}}}: which rows they are, of what whole; and ``mark.json`` {step,
seconds, processes}. Any number of processes can take it up. Nothing in it is a pickle.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.models import parallel, processes

if TYPE_CHECKING:
    import torch

    from filmwright.models.optimizer import Masters
    from filmwright.models.parallel import Place


@dataclass(frozen=True)
class Mark:
    """Where a run is: steps done, and seconds of training behind them."""

    step: int = 0
    seconds: float = 0.0


def save(run: Path, mark: Mark, masters: Masters) -> None:
    """Write ``checkpoints/STEP`` whole, then drop the older ones; all processes of a run call it together."""
    folder = run / "checkpoints" / f"{mark.step:08d}"
    if not processes.alone(folder.exists):
        with _shared_folder(folder) as part:
            _write(part, masters)
            if processes.is_first():
                told = {**asdict(mark), "processes": processes.size()}
                (part / "mark.json").write_text(json.dumps(told), encoding="utf-8")
    if processes.is_first():
        for older in sorted(folder.parent.iterdir())[:-1]:
            shutil.rmtree(older, ignore_errors=True)


@contextmanager
def _shared_folder(path: Path) -> Iterator[Path]:
    """``files.new_folder`` for all processes: each writes its files, and it is there whole, or not at all."""
    with ExitStack() as stack:
        part = Path(processes.alone(lambda: str(stack.enter_context(files.new_folder(path)))))
        with processes.together(), files.disk_full_said(path):
            yield part
        processes.alone(stack.close)


def _write(part: Path, masters: Masters) -> None:
    from safetensors.torch import save_file

    tensors, index = {}, {}
    for name, tensor in masters.state().items():
        kind, _, of = name.partition("/")
        place = masters.places[of]
        # A counter is the same everywhere, and a process may have no row of a small tensor.
        if not (processes.is_first() if kind == "step" else tensor.numel()):
            continue
        tensors[name] = tensor.contiguous()
        index[name] = {"first": 0, "shape": []} if kind == "step" else {"first": place.first, "shape": place.shape}
    path = part / f"{processes.rank():05d}.safetensors"
    save_file(tensors, path)
    told = {"sha256": file_sha256(path), "tensors": index}
    path.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def newest(run: Path) -> Path | None:
    """The folder of the newest checkpoint of a run, if it has one."""
    found = (run / "checkpoints").glob("[0-9]*")
    return max((folder for folder in found if folder.is_dir()), default=None)


class Saved(Mapping[str, "torch.Tensor"]):
    """The tensors of a checkpoint, by name; of each the rows at its place in ``places``, read when asked for.

    Raises:
        OSError, ValueError, KeyError, TypeError, SafetensorError: if a file is gone, damaged or of another shape.
    """

    def __init__(self, folder: Path, places: Mapping[str, Place], rank: int = 0, size: int = 1) -> None:
        """Open the checkpoint, and see that its files are as they were written; ``size`` processes share that work."""
        self.places = places
        self.mark = json.loads((folder / "mark.json").read_text(encoding="utf-8"))
        self.pieces: dict[str, list[tuple[int, Path]]] = {}
        self.shapes: dict[str, list[int]] = {}
        for number in range(self.mark.pop("processes")):
            path = folder / f"{number:05d}.safetensors"
            told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            if number % size == rank and file_sha256(path) != told["sha256"]:
                raise ValueError(f"{path.name} is not as it was written")
            for name, row in told["tensors"].items():
                self.pieces.setdefault(name, []).append((row["first"], path))
                self.shapes[name] = row["shape"]

    def __getitem__(self, name: str) -> torch.Tensor:
        """This process's rows of a tensor."""
        import torch
        from safetensors import safe_open

        shape, place = self.shapes[name], self.places[name.partition("/")[2]]
        found = []
        for first, path in sorted(self.pieces[name]):
            with safe_open(path, framework="pt") as opened:
                if not shape:
                    return opened.get_tensor(name)
                rows = opened.get_slice(name)
                low, high = max(place.first, first), min(place.first + place.rows, first + rows.get_shape()[0])
                if low < high:
                    found.append(rows[low - first : high - first])
        if shape != place.shape or sum(len(piece) for piece in found) != place.rows:
            raise ValueError(f"{name} is {shape} there and {place.shape} here, or some of its rows are missing")
        return torch.cat(found) if found else torch.empty(0, *shape[1:])

    def __iter__(self) -> Iterator[str]:
        """Names, KIND/NAME."""
        return iter(self.pieces)

    def __len__(self) -> int:
        """How many tensors there are."""
        return len(self.pieces)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        raise FilmwrightError(
            f"the checkpoint cannot be read ({str(error).splitlines()[0]})",
            str(folder),
            "delete that folder and run again",
        ) from error


def restore(run: Path, masters: Masters) -> Mark:
    """Take up the newest checkpoint, or start at nought; cuts ``metrics.jsonl`` back to it.

    Raises:
        FilmwrightError: if the newest checkpoint cannot be read.
    """
    found = newest(run)
    mark = Mark()
    if found:
        with processes.together(), _readable(found):
            saved = Saved(found, masters.places, processes.rank(), processes.size())
            masters.restore(saved)
            mark = Mark(**saved.mark)
    if processes.is_first():
        rows = [row for row in metrics(run) if row["step"] < mark.step]
        files.write_text(run / "metrics.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    return mark


def adopt(run: Path, parts: Mapping[str, torch.nn.Module], kind: str = "average") -> Mark:
    """Put the newest checkpoint's moving averages (or its masters) into a model's trained parameters.

    Raises:
        FilmwrightError: if there is none, or it cannot be read.
    """
    import torch

    from filmwright.models.optimizer import trained

    found, weights = newest(run), trained(parts)
    if not found:
        raise FilmwrightError("there is no checkpoint", str(run), "train it first")
    with _readable(found), torch.no_grad():
        saved = Saved(found, {name: parallel.whole(weight) for name, weight in weights.items()})
        for name, weight in weights.items():
            weight.copy_(saved[f"{kind}/{name}"])
    return Mark(**saved.mark)


def metrics(run: Path) -> list[dict[str, Any]]:
    """Rows {step, task, loss, norm, seconds} of a run; a line cut short by a kill is left out."""
    path = run / "metrics.jsonl"
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            rows.append(json.loads(line))
        except ValueError:
            break
    return rows
