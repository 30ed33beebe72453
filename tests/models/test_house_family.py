"""The road of a house model: train on film, sample under scenes, load in stock pipelines, go on where it was killed."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import checkpoint, shelf, vace
from filmwright.models.controls import picture
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.sample import asked, generate
from filmwright.models.scene import Scene, from_plate
from filmwright.models.train import train

from .conftest import copy_of, moving

SMALL = HouseRecipe(
    name="no-size", heads=1, head_width=32, layers=2, control_layers=(0, 1), feed_forward=32, text_width=32,
    text_length=24, clip_frames=9, stills=2, clips=1, clip_share=0.5, reference_share=0.3, max_steps=6, minutes=60.0,
    precision="fp32",
)  # fmt: skip
SIZE = 144, 256


@pytest.fixture(scope="module")
def made(filmed, tmp_path_factory):
    studio = copy_of(filmed, tmp_path_factory.mktemp("house"))
    return studio, train(studio, "S", SMALL, "H", from_scratch=True)


def test_a_run_leaves_a_model_with_its_card_and_pictures(made):
    _studio, model = made
    assert model.card["steps"] == 6 and model.card["clip"]["frames"] == 9
    assert {row["task"] for row in checkpoint.metrics(model.run)} == {"stills", "clips"}
    found = json.loads((model.run / "eval.json").read_text())
    assert set(found["held_out_loss"]) == {"stills", "clips"} and found["held_out_loss"]["stills"]["model"] > 0
    assert all((model.run / name).stat().st_size > 1000 for name in ("loss.png", "samples.png"))
    assert vace.is_one(model.path) and not vace.is_one(shelf.BASE)


def test_the_same_run_gives_the_same_model(made, filmed, tmp_path):
    again = train(copy_of(filmed, tmp_path), "S", SMALL, "H", from_scratch=True)
    curves = [[row["loss"] for row in checkpoint.metrics(model.run)] for model in (made[1], again)]
    assert curves[0] == curves[1] and len(curves[0]) == 6


def test_a_shot_from_words_of_any_length_and_twice_the_same(made):
    path = made[1].path
    shots = [generate(path, "a hill", frames=7, seed=3, steps=2) for _ in range(2)]
    assert shots[0].shape == (7, *SIZE, 3) and shots[0].dtype == np.uint8 and (shots[0] == shots[1]).all()


def test_a_take_longer_than_a_clip_of_training_is_made_of_windows(made):
    told = []
    from filmwright.pipeline.progress import Silent

    class Told(Silent):
        def start(self, what, total, done=0):
            told.append(total)

    film = generate(made[1].path, "a hill", frames=26, seed=3, steps=1, progress=Told())
    # 26 frames are made as 29: nine, then four more in each window, which goes on from the five before.
    assert len(film) == 26 and told == [6]


def test_a_plate_is_its_first_frame_as_the_codec_gives_it(made):
    path, plate = made[1].path, moving(5, 1)[0]
    film = generate(path, "a hill", frames=9, seed=1, plate=plate, steps=2)
    pipeline = vace.load(path)
    coded = pipeline.vae.encode(asked(from_plate(plate, 1), "").known.movedim(0, 1)[None]).latents
    wanted = (pipeline.vae.decode(coded).sample[0, :, 0].clamp(-1, 1).movedim(0, 2) + 1) * 127.5
    assert np.abs(film[0].astype(float) - wanted.numpy()).max() <= 1


def test_what_is_outside_a_mask_stays_bit_by_bit(made):
    known = moving(4, 9)
    mask = np.zeros((9, *SIZE), bool)
    mask[:, 40:100, 60:160] = True
    film = generate(made[1].path, "a hill", frames=9, seed=1, steps=2, scene=Scene(9, *SIZE, known, mask, exact=True))
    assert (film[~mask] == known[~mask]).all() and (film[mask] != known[mask]).any()


def test_controls_references_and_a_source_are_heard(made):
    """A model of six steps obeys nothing yet, but each of them must change what it makes."""
    path, film = made[1].path, moving(6, 9)
    control = picture.compose(edges_THW=np.eye(SIZE[0], SIZE[1], dtype=np.float32)[None].repeat(9, 0))
    pictures = {
        "words alone": Scene(9, *SIZE),
        "control": Scene(9, *SIZE, control=control),
        "reference": Scene(9, *SIZE, references=(film[0],)),
        "source": Scene(9, *SIZE, source=film, change=0.5),
    }
    shots = {name: generate(path, "a hill", frames=9, seed=1, steps=4, scene=scene) for name, scene in pictures.items()}
    for name in list(pictures)[1:]:
        assert (shots[name] != shots["words alone"]).any(), name
    near = [np.abs(shots[name].astype(float) - film).mean() for name in ("source", "words alone")]
    assert near[0] < near[1]


def test_a_scene_of_another_size_is_refused(made):
    with pytest.raises(FilmwrightError, match="the scene is 9 frames of 256x144; the take 13 of 256x144"):
        generate(made[1].path, "a hill", frames=13, seed=1, scene=Scene(9, *SIZE))


def test_stock_pipelines_load_the_folder_and_make_the_same_shot(made):
    from diffusers import DiffusionPipeline, WanVACEPipeline

    path = made[1].path
    stock = WanVACEPipeline.from_pretrained(path, trust_remote_code=True)
    ours = vace.load(path)
    scene = asked(Scene(9, *SIZE), "a hill")
    embeds = ours._words("a hill", 2.0)
    theirs = stock.__class__.__mro__[1].__call__(
        stock, prompt_embeds=embeds[1:], negative_prompt_embeds=embeds[:1], height=SIZE[0], width=SIZE[1], num_frames=9,
        num_inference_steps=3, guidance_scale=2.0, output_type="pt", generator=torch.Generator().manual_seed(2),
    ).frames[0]  # fmt: skip
    made_here = ours.shoot(scene, steps=3, guidance=2.0, generator=torch.Generator().manual_seed(2))
    assert torch.allclose((made_here + 1) / 2, theirs, atol=2e-3)
    assert type(DiffusionPipeline.from_pretrained(path, trust_remote_code=True)).__name__ == "ShotPipeline"


def test_a_weight_that_is_no_number_is_refused(made, tmp_path):
    import shutil

    from safetensors.torch import load_file, save_file

    shutil.copytree(made[1].path, tmp_path / "m")
    file = tmp_path / "m" / "transformer" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(file)
    tensors["proj_out.bias"][0] = float("nan")
    save_file(tensors, file)
    with pytest.raises(FilmwrightError, match=r"a weight of the model is not a number \(proj_out.bias\)"):
        vace.load(tmp_path / "m")


def test_the_base_of_plates_is_no_base_for_it(filmed, tmp_path):
    with pytest.raises(FilmwrightError, match="the base is of another kind than the recipe -> use --from-scratch"):
        train(copy_of(filmed, tmp_path), "S", SMALL, "H")
