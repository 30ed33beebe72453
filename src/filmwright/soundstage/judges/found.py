"""What the scout finds of the people in prepared videos, so that identity and acting learn from boxes as they will
get them; the camera's network, which asks only where not to look, learns with the true ones.

Once the scout is taught: ``python -m filmwright.soundstage.judges.found FOLDER``. What is there already is left;
several processes take ``--share 0/2`` and ``--share 1/2``.
"""

from __future__ import annotations

import argparse
import time
from io import BytesIO
from pathlib import Path

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.files import write_bytes
from filmwright.soundstage.judges.judge import Judges, tracked
from filmwright.soundstage.judges.measure import matched
from filmwright.soundstage.judges.network import NETWORKS
from filmwright.soundstage.judges.people import Boxes, Track
from filmwright.soundstage.judges.reading import found_of
from filmwright.soundstage.render.threads import one_thread


def found(people: list[Track], boxes: Boxes) -> Boxes:
    """The scout's own boxes of people whose true ones are known.

    Args:
        people: whom the scout follows.
        boxes: (S, N, 4) true; NaN where not seen.

    Returns:
        (S, N, 4); NaN where it finds nobody, or somebody whom it does not follow as the same one.
    """
    made = np.full(boxes.shape, np.nan, np.float32)
    for role, person in enumerate(matched(people, boxes)):
        if person is not None:
            made[:, role] = person.boxes
    return made


def scout(folder: Path, device: str = "") -> Judges:
    """The scout on its way, as far as it was taught.

    Raises:
        FilmwrightError: it was not.
    """
    import torch

    path = folder / "scout.pt"
    if not path.exists():
        raise FilmwrightError("no scout was taught here", str(path), "run judges.train --only scout first")
    place = device or ("cuda" if torch.cuda.is_available() else "cpu")
    network = NETWORKS["scout"]().to(place, memory_format=torch.channels_last)
    steady = torch.optim.swa_utils.AveragedModel(network)
    steady.load_state_dict(torch.load(path, map_location=place, weights_only=True)["steady"])
    return Judges({"scout": steady.module.eval()}, {}, place)


def main() -> None:
    """Look at a share of all that is prepared."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--share", default="0/1", help="every n-th from the k-th, as k/n")
    options.add_argument("--device", default="")
    asked = options.parse_args()
    one_thread()
    judges, began = scout(asked.folder, asked.device), time.monotonic()
    first, step = (int(number) for number in asked.share.split("/"))
    for index, path in enumerate(sorted(asked.folder.glob("*/*.npz"))[first::step]):
        if not found_of(path).exists():
            with np.load(path) as facts:
                boxes = facts["boxes"]
            target = BytesIO()
            np.save(target, found(tracked(np.load(path.with_suffix(".npy")), judges)[1], boxes))
            write_bytes(found_of(path), target.getvalue())
        if index % 500 == 0:
            print(f"{path.parent.name} {path.stem}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
