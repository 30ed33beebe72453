"""``make base``: train the base that ships, by the studio's own road, and put it and its card into the package.

Footage: *Big Buck Bunny* alone, under its CC BY 3.0 grant. Stopped, the same command goes on where it was. A GPU is
used where there is one; ``--minutes`` says how long to train in all.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from filmwright import files, settings, studio
from filmwright.library import catalogue, ingest, samples, snapshot
from filmwright.models import shelf
from filmwright.models.shelf import BASE, ModelRecord
from filmwright.models.train import train
from filmwright.pipeline.progress import RichProgress
from filmwright.rights import ledger

NAME = "house-base"
CEILING = 40_000_000
"""Bytes that the base may weigh."""


def export(here: studio.Studio, model: ModelRecord, rights: Path) -> None:
    """Copy a trained model into the package as its base, with what its card must say of footage and rights.

    Raises:
        ValueError: if it is too heavy to ship.
    """
    weight = sum(path.stat().st_size for path in model.path.rglob("*.safetensors"))
    if weight > CEILING:
        raise ValueError(f"{weight} bytes of weights; the package holds {CEILING}")
    assets = {asset.id: asset for asset in catalogue.listing(here)}
    used = sorted({span.asset for span in model.spans})
    card = {
        **model.card,
        "footage": [{"asset": id, "title": assets[id].title, "frames": assets[id].probe.frames} for id in used],
        "rights": {"file": "../rights.yaml", "attributions": model.card["attributions"]},
        "captions": "written by a vision-language model from sampled frames of each shot; no person has reviewed them",
    }
    for left in (BASE, BASE.parent / "rights.yaml"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    with files.new_folder(BASE) as part:
        shutil.copytree(model.path, part, dirs_exist_ok=True)
        (part / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.copyfile(rights, BASE.parent / "rights.yaml")
    shelf.shipped_base()


def main() -> None:
    """Run the road: studio, film, ingest, snapshot, training from scratch, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studio", type=Path, default=Path("base-studio"))
    parser.add_argument("--minutes", type=float, default=None)
    asked = parser.parse_args()
    progress = RichProgress()
    fresh = not (asked.studio / settings.FILE).is_file()
    here = studio.create(asked.studio) if fresh else studio.open_studio(asked.studio)
    ledger.ensure_key(here)
    film = samples.fetch(progress)
    folder = Path(samples.__file__).parent
    rights, captions = folder / "big_buck_bunny.rights.yaml", folder / "big_buck_bunny.captions.yaml"
    catalogue.add(here, [film], "Big Buck Bunny", rights, captions, progress)
    ingest.ingest(here, progress=progress)
    snapshot.make(here, "base-footage", "train.base")
    model = train(
        here, "base-footage", NAME, NAME, minutes=asked.minutes, from_scratch=True, progress=progress,
        on_report=lambda report: print("\n".join(report.lines())),
    )  # fmt: skip
    export(here, model, rights)
    print(f"the base lies in {BASE}")


if __name__ == "__main__":
    main()
