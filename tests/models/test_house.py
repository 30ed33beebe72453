from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap

import numpy as np
import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import house

from .conftest import TINY, scene

STOCK = """
import json, sys
from importlib.util import find_spec
import numpy as np, torch
assert find_spec("filmwright") is None, "Filmwright must not be at hand"
from diffusers import DiffusionPipeline
pipe = DiffusionPipeline.from_pretrained(sys.argv[1], trust_remote_code=True, torch_dtype=torch.float32)
plate = np.load(sys.argv[2])

def make(start):
    rng = torch.Generator().manual_seed(5)
    return pipe("Alpha. a hill", plate=start, num_frames=8, num_inference_steps=3, generator=rng)

np.savez(sys.argv[3], text=make(None), plate=make(plate))
assert not any(name.split(".")[0] == "filmwright" for name in sys.modules)
print(json.dumps({"class": type(pipe).__name__, "codec": type(pipe.vae).__name__}))
"""


def test_stock_diffusers_loads_and_samples_it_without_filmwright(trained, tmp_path):
    """In a process that cannot import Filmwright, with no network: the very frames that Filmwright makes."""
    np.save(tmp_path / "plate.npy", scene(8))
    # -S: no site, so neither an editable install nor a .pth file is read. Packages are found through links to all of
    # them but Filmwright, which may be installed as a folder among them.
    packages = tmp_path / "packages"
    packages.mkdir()
    for place in dict.fromkeys(path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)):
        for name in os.listdir(place):
            if "filmwright" not in name and not (packages / name).exists():
                (packages / name).symlink_to(os.path.join(place, name))
    assert (packages / "diffusers").exists()
    environment = {
        "PYTHONPATH": str(packages),
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path / "hf"),
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "OMP_NUM_THREADS": "1",
    }
    arguments = [trained.model.path, tmp_path / "plate.npy", tmp_path / "out.npz"]
    done = subprocess.run(
        [sys.executable, "-P", "-S", "-c", STOCK, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"class": "HousePipeline", "codec": "HouseCodec"}
    theirs = np.load(tmp_path / "out.npz")
    pipeline = house.load(trained.model.path)
    for name, plate in (("text", None), ("plate", scene(8))):
        rng = torch.Generator().manual_seed(5)
        ours = pipeline("Alpha. a hill", plate=plate, num_frames=8, num_inference_steps=3, generator=rng)
        assert np.array_equal(theirs[name], ours)


def test_a_folder_is_plain_diffusers(trained):
    names = {path.name for path in trained.model.path.iterdir()}
    assert {"transformer", "text_encoder", "tokenizer", "scheduler", "vae", "model_index.json"} <= names
    assert {"house_pipeline.py", "card.json", "lineage.json"} <= names
    suffixes = {path.suffix for path in trained.model.path.rglob("*") if path.is_file()}
    assert suffixes <= {".json", ".py", ".safetensors", ".txt"}, "weights are safetensors alone"
    facts = json.loads((trained.model.path / "lineage.json").read_text())
    assert set(facts) == {"name", "snapshot", "recipe", "base", "decision"}


def test_what_was_saved_is_what_was_trained(tmp_path):
    pipeline = house.fresh(TINY, ["Alpha. a hill"])
    house.save(pipeline, tmp_path / "m", {"a": 1}, {"b": 2})
    again = house.load(tmp_path / "m", torch.bfloat16)
    for part in ("transformer", "text_encoder"):
        ours, theirs = getattr(pipeline, part).state_dict(), getattr(again, part).state_dict()
        assert ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert again.tokenizer("Alpha. a hill").input_ids == pipeline.tokenizer("Alpha. a hill").input_ids
    assert again.config.clip_blocks == 2 and again.config.text_length == TINY.text_length
    assert again.scheduler.config.shift == TINY.shift and again.vae.config.whitening == TINY.whitening


def test_a_fresh_model_depends_on_the_seed_alone():
    recipes = [TINY.model_copy(update={"seed": seed}) for seed in (3, 3, 4)]
    weights = [house.fresh(recipe, ["a"]).transformer.state_dict() for recipe in recipes]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])
    assert any(not torch.equal(weights[0][name], weights[2][name]) for name in weights[0])


def test_a_leftover_folder_is_replaced_whole(tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "rubbish.bin").write_bytes(b"x")
    house.save(house.fresh(TINY, ["a"]), tmp_path / "m", {}, {})
    assert not (tmp_path / "m" / "rubbish.bin").exists() and (tmp_path / "m" / "model_index.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


DAMAGED = [
    "model_index.json",
    "transformer/config.json",
    "transformer/diffusion_pytorch_model.safetensors",
    "text_encoder/config.json",
    "text_encoder/model.safetensors",
    "tokenizer/tokenizer.json",
    "scheduler/scheduler_config.json",
    "vae/config.json",
]


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "noise", "other"])
def test_a_damaged_folder_is_said_in_one_line(trained, tmp_path, name, damage):
    folder = tmp_path / "m"
    shutil.copytree(trained.model.path, folder)
    path = folder / name
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        half = whole[: len(whole) // 2]
        path.write_bytes({"empty": b"", "half": half, "noise": b"\xff" * 64, "other": b"[1]"}[damage])
    with pytest.raises(FilmwrightError, match="not a readable house model") as said:
        house.load(folder)
    assert "\n" not in str(said.value)


def test_nothing_in_a_folder_is_run(trained, tmp_path):
    folder = tmp_path / "m"
    shutil.copytree(trained.model.path, folder)
    for path in folder.rglob("*.py"):
        path.write_text(textwrap.dedent(f"open({str(tmp_path / 'ran')!r}, 'w').close()"))
    house.load(folder)
    assert not (tmp_path / "ran").exists()
