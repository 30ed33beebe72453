"""Open Wan bases on the studio's road: a waiver first, then adapters and models that stock pipelines load."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file

from filmwright import lineage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import catalogue, ingest, snapshot
from filmwright.models import adapters, checkpoint, open_base, shelf
from filmwright.models.recipe import named
from filmwright.models.train import train
from filmwright.models.waiver import waive
from filmwright.models.wan import clipped, folder
from filmwright.rights import door, ledger
from filmwright.rights.vocabulary import Action, Request
from filmwright.studio import create
from filmwright.withdraw.affected import affected
from filmwright.withdraw.revoke import revoke

from . import tiny_wan
from .conftest import copy_of, draw, source, write_rights

SMALL = {
    "rank": 2, "alpha": 2.0, "clip_frames": 9, "least_frames": 5, "clips_per_shot": 1, "text_length": 24,
    "samples": 1, "sample_steps": 1, "guidance": 1.0, "held_out": 0.4, "max_steps": 6, "minutes": 60.0,
    "checkpoint_seconds": 0.0, "precision": "fp32", "width": 64, "height": 48,
}  # fmt: skip
ALLOWED = "ingest, index, train.base, train.adapter, generate.generic, deliver"


def tiny(name="wan-1.3b-lora", **changes):
    """A recipe that ships, with the numbers of a test."""
    recipe = named(name)
    return type(recipe).model_validate({**recipe.model_dump(), **SMALL, **changes})


def need(match, call, *args, kind=FilmwrightError, **more):
    with pytest.raises(kind, match=match) as said:
        call(*args, **more)
    assert "\n" not in str(said.value)
    return said.value


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    """Tiny folders of both kinds, not to write to."""
    place = tmp_path_factory.mktemp("bases")
    tiny_wan.make(place / "text")
    tiny_wan.make(place / "vace", "vace")
    return place


@pytest.fixture(scope="module")
def cleared(tmp_path_factory):
    """A studio of small proxies, snapshots *A* for adapters and *B* for models; no waiver. Not to write to."""
    place = tmp_path_factory.mktemp("cleared")
    studio = create(place / "studio", "Test studio")
    settings = studio.path / "studio.yaml"
    told = settings.read_text().replace("proxy_width: 256", "proxy_width: 64")
    settings.write_text(told.replace("proxy_height: 144", "proxy_height: 48"))
    from filmwright.studio import open_studio

    studio = open_studio(studio.path)
    film = draw(place / "alpha.mp4", (1, 2, 3, 4, 5))
    catalogue.add(studio, [film], "Alpha", write_rights(place / "alpha.yaml", ALLOWED))
    ingest.ingest(studio)
    snapshot.make(studio, "A", "train.adapter")
    snapshot.make(studio, "B", "train.base")
    return studio


@pytest.fixture
def fresh(cleared, tmp_path):
    """A copy of ``cleared``, to write to."""
    return copy_of(cleared, tmp_path)


def waived(studio, where):
    base = open_base.open_base(where)
    return waive(studio, base, "Ada Counsel", "no claim known; reviewed", "Apache-2.0")


@pytest.fixture(scope="module")
def made(cleared, bases, tmp_path_factory):
    """A studio with a waiver for the text base and an adapter *L*; not to write to."""
    studio = copy_of(cleared, tmp_path_factory.mktemp("made"))
    waived(studio, bases / "text")
    return studio, train(studio, "A", tiny(), "L", base=str(bases / "text"))


def curve(run):
    return [(row["step"], row["loss"], row["norm"]) for row in checkpoint.metrics(run)]


# --- rights


def test_without_a_waiver_the_answer_is_unknown_and_nothing_is_made(fresh, bases):
    said = need(
        r"train\.adapter is refused, the answer is unknown: what this base learned from is unknown.*"
        r"waive-base .*text --signed-by NAME --reason TEXT",
        train, fresh, "A", tiny(), "L", base=str(bases / "text"), kind=RightsRefused,
    )  # fmt: skip
    decision = door.find(fresh, said.decision_id)
    assert (decision.verdict, decision.request.action) == ("unknown", "train.adapter")
    assert not (fresh.path / "runs" / "L").exists() and not (fresh.path / "cache").exists()
    assert not (fresh.path / "adapters").exists()


def test_a_waiver_says_who_signed_when_and_why_and_decisions_rest_on_it(made, bases):
    studio, model = made
    decision = door.find(studio, json.loads((model.run / "run.json").read_text())["decision"])
    facts = ledger.facts(studio)
    held = [facts.record(grant) for grant in decision.grants_used]
    (waiver,) = [grant for grant in held if grant.agreement.startswith("waiver: ")]
    assert waiver.signature == "Ada Counsel" and waiver.assigner == "Test studio"
    assert "no claim known; reviewed; the weights are under Apache-2.0; base " in waiver.agreement
    assert ledger.verify(studio) == []
    again = waived(studio, bases / "text")
    assert (again.new, again.grant.id) == (False, waiver.id)


def test_what_was_made_asks_for_the_bases_span_too(made, bases):
    studio, model = made
    base = open_base.open_base(bases / "text")
    assert base.span in model.spans and len(model.spans) == 2
    for action in (Action.GENERATE_GENERIC, Action.DELIVER):
        decision = door.preview(studio, [Request(action=action, spans=model.spans)])[0]
        assert decision.verdict == "permit" and len(decision.grants_used) == 2
    other = door.preview(studio, [Request(action=Action.LICENSE_THIRD_PARTY, spans=(base.span,))])[0]
    assert other.verdict == "deny", "a waiver is for what it says"


def test_a_revoked_waiver_refuses_the_next_run_and_finds_what_was_made(made, bases, tmp_path):
    studio = copy_of(made[0], tmp_path)
    waiver = waived(studio, bases / "text").grant
    revoke(studio, waiver.id, "a claim came in")
    need("no waiver for it counts", train, studio, "A", tiny(), "L2", base=str(bases / "text"), kind=RightsRefused)
    ask = Request(action=Action.GENERATE_GENERIC, spans=made[1].spans)
    need("waive-base signs for it by name", door.require, studio, ask, kind=RightsRefused)
    hits = {(hit.kind, hit.name): hit.outcome for hit in affected(studio, waiver.id).hits}
    assert hits["adapter", "L"] == "stop", "it must not be used any more"
    need("the very same waiver was taken back", waived, studio, bases / "text")
    waive(studio, open_base.open_base(bases / "text"), "Ada Counsel", "the claim was settled")
    assert door.preview(studio, [ask])[0].verdict == "permit"


def test_a_waiver_is_for_these_very_weights(fresh, bases, tmp_path):
    waived(fresh, bases / "text")
    shutil.copytree(bases / "text", tmp_path / "same")
    (tmp_path / "same" / "README.md").write_text("of no account")
    tiny_wan.make(tmp_path / "other", seed=1)
    one, same, other = (open_base.open_base(p).id for p in (bases / "text", tmp_path / "same", tmp_path / "other"))
    assert one == same != other
    need("the answer is unknown", train, fresh, "A", tiny(), "L", base=str(tmp_path / "other"), kind=RightsRefused)


@pytest.mark.parametrize(("signed_by", "reason"), [("", "why"), ("Ada", " ")])
def test_a_waiver_needs_a_name_and_a_reason(fresh, bases, signed_by, reason):
    need("needs a person", waive, fresh, open_base.open_base(bases / "text"), signed_by, reason)


# --- adapters


def test_an_adapter_has_its_card_its_lineage_and_stock_diffusers_loads_it(made, bases):
    from diffusers import WanPipeline

    studio, model = made
    assert model.path == studio.path / "adapters" / "L" and model.kind == "adapter"
    assert {"card.json", "lineage.json", "adapter.json"} < {path.name for path in model.path.iterdir()}
    card = model.card
    assert (card["steps"], card["kind"], card["clip"]["width"]) == (6, "LoRA on an open video model", 64)
    assert card["attributions"] == ["(c) The Test Works"] and card["parameters"] < 20_000
    nodes, edges = lineage.graph(studio, model.id)
    assert {node.kind for node in nodes} == {"asset", "snapshot", "model", "run", "adapter"}
    assert {role for child, _, role in edges if child == model.id} == {"run", "snapshot", "base"}
    assert lineage.find(studio, "L").kind == "adapter"

    stock = WanPipeline.from_pretrained(bases / "text")
    plain = tiny_wan.sample(stock)
    stock.load_lora_weights(model.path)
    assert list(stock.get_active_adapters()) and (tiny_wan.sample(stock) != plain).any()
    found = json.loads((model.run / "eval.json").read_text())["held_out_loss"]["clips"]
    assert found["model"] > 0 and found["zero"] > 0
    assert all((model.run / name).stat().st_size > 1000 for name in ("loss.png", "samples.png"))


def test_an_adapter_of_another_base_is_refused(made, bases):
    part = folder.load(folder.open_model(bases / "text"), "transformer")
    need("for another base", adapters.load_adapters, part, [(made[1].path, 1.0)], "0" * 64)
    assert adapters.load_adapters(part, [(made[1].path, 1.0)], open_base.open_base(bases / "text").id) == ["L"]


def test_a_run_cut_short_has_the_curve_of_one_never_stopped(made, bases, tmp_path):
    studio, base = copy_of(made[0], tmp_path), str(bases / "text")
    shutil.rmtree(studio.path / "cache")

    class Stopped(Exception):
        pass

    from filmwright.models.callbacks import saving

    step, count = saving.Saving.step, iter(range(100))

    def cut(self, state):
        step(self, state)
        if next(count) == 2:
            raise Stopped

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Stopped):
        patch.setattr(saving.Saving, "step", cut)
        train(studio, "A", tiny(), "K", base=base)
    assert not (studio.path / "adapters" / "K").exists()
    again = train(studio, "A", tiny(), "K", base=base, resume=True)
    assert curve(again.run) == curve(made[1].run) and len(curve(again.run)) == 6
    first, second = (load_file(one.path / "pytorch_lora_weights.safetensors") for one in (again, made[1]))
    # Its latents were encoded anew, in memory that lies otherwise: the last bits of a convolution may differ.
    assert first.keys() == second.keys()
    assert all(torch.allclose(first[name].float(), second[name].float(), atol=1e-5) for name in first)
    assert train(studio, "A", tiny(), "K", base=base).id == again.id, "the same command once more"


def test_encoded_clips_are_kept_and_shared_by_runs(made, bases, tmp_path, monkeypatch):
    studio = copy_of(made[0], tmp_path)
    loaded = []
    load = folder.load
    monkeypatch.setattr(folder, "load", lambda model, part, *more: loaded.append(part) or load(model, part, *more))
    train(studio, "A", tiny(seed=4, max_steps=1), "N", base=str(bases / "text"))
    assert "text_encoder" not in loaded and loaded.index("transformer") < loaded.index("vae"), "only to sample"
    assert all(json.loads(path.read_text()) for path in studio.path.glob("cache/wan/*/*/*.json"))


def test_bfloat16_trains_too(made, bases, tmp_path):
    from diffusers import WanPipeline

    studio = copy_of(made[0], tmp_path)
    model = train(studio, "A", tiny(precision="bf16", max_steps=2), "H", base=str(bases / "text"))
    WanPipeline.from_pretrained(bases / "text").load_lora_weights(model.path)


# --- whole models, controls


def test_all_weights_make_a_folder_that_stock_diffusers_loads(fresh, bases):
    from diffusers import WanPipeline

    waived(fresh, bases / "text")
    model = train(fresh, "B", tiny("wan-1.3b-full", rate=1e-2, precision="bf16"), "F", base=str(bases / "text"))
    assert (model.kind, model.path) == ("model", fresh.path / "models" / "F")
    assert shelf.open_model(fresh, "F").id == model.id
    stock, before = (WanPipeline.from_pretrained(place) for place in (model.path, bases / "text"))
    assert not torch.equal(stock.transformer.proj_out.weight, before.transformer.proj_out.weight)
    assert tiny_wan.sample(stock).shape == (1, 5, 32, 32, 3)

    # As the base of another run it is known again, even as a bare copy: that run stands on its film too.
    shutil.copytree(model.path, fresh.path / "copy", ignore=shutil.ignore_patterns("card.json", "lineage.json"))
    need("this studio trained this model itself", waived, fresh, fresh.path / "copy")
    child = train(fresh, "A", tiny(max_steps=1), "C", base=str(fresh.path / "copy"))
    assert child.card["base"] == model.id and set(child.spans) == set(model.spans)
    nodes, _ = lineage.graph(fresh, child.id)
    assert {node.name for node in nodes if node.kind == "model"} == {"F", open_base.open_base(bases / "text").name}


def test_vace_learns_under_its_controls(fresh, bases):
    from diffusers import WanVACEPipeline

    waived(fresh, bases / "vace")
    model = train(fresh, "A", tiny("vace-1.3b"), "V", base=str(bases / "vace"))
    assert [row["step"] for row in checkpoint.metrics(model.run)] == list(range(6))
    from safetensors.torch import load_file

    tensors = load_file(next(fresh.path.glob("cache/wan/clips/*/clips.safetensors")))
    assert set(tensors) == {"0.latents", "0.nothing", "0.edges", "0.motion"}
    assert not torch.equal(tensors["0.edges"], tensors["0.motion"])
    stock = WanVACEPipeline.from_pretrained(bases / "vace")
    stock.load_lora_weights(model.path)
    assert any("vace_blocks" in name for name in load_file(model.path / "pytorch_lora_weights.safetensors"))


def test_two_experts_learn_each_on_its_side_of_the_boundary(fresh, bases, tmp_path):
    from diffusers import WanPipeline

    where = tiny_wan.make(tmp_path / "two", boundary=0.875)
    waived(fresh, where)
    model = train(fresh, "A", tiny("wan-14b-lora", shift=5.0, precision="bf16"), "W", base=str(where))
    assert {row["task"] for row in checkpoint.metrics(model.run)} == {"clips, high noise", "clips, low noise"}
    stock = WanPipeline.from_pretrained(where)
    stock.load_lora_weights(model.path)
    second = "pytorch_lora_weights_2.safetensors"
    stock.load_lora_weights(model.path, weight_name=second, load_into_transformer_2=True)
    assert stock.transformer.peft_config and stock.transformer_2.peft_config


# --- clips


def test_a_shot_gives_clips_that_lie_evenly_in_it_or_says_why_it_gives_none():
    recipe = tiny(clips_per_shot=3, fps="12/1")
    assert [clipped.length(n, recipe) for n in (0, 4, 5, 8, 9, 40)] == [0, 0, 5, 5, 9, 9]
    assert clipped.starts(9, recipe) == [0] and clipped.starts(17, recipe) == [4]
    assert clipped.starts(40, recipe) == [0, 15, 31]
    from dataclasses import replace
    from fractions import Fraction

    good = replace(source(1, 12), rate=Fraction(12), size=lambda: (64, 48))
    odd = [replace(good, frames=3), replace(good, rate=Fraction(25)), replace(good, size=lambda: (256, 144))]
    told = clipped.report([good, *odd], [{"shot": "x", "why": "no grant"}], recipe)
    assert [(row["clips"], row["clip_frames"]) for row in told.kept] == [(1, 9)]
    assert [row["why"] for row in told.dropped] == [
        "no grant",
        "3 proxy frames; a clip needs 5",
        "its proxy has 25 frames a second; the run 12",
        "its proxy is 256x144; the run is at 64x48",
    ]


def test_a_recipe_takes_the_proxies_as_they_are(cleared):
    from filmwright.models import family

    frozen = snapshot.load(cleared, "A")
    settled = family.settled(named("wan-1.3b-lora"), cleared, frozen)
    assert (settled.width, settled.height, settled.fps) == (64, 48, "12/1")
    with pytest.raises(ValueError, match="frames go by 4n"):
        tiny(clip_frames=80)
    with pytest.raises(ValueError, match="Extra inputs"):
        tiny(colour=3)


# --- what a person can get wrong


@pytest.mark.parametrize("name", ["wan-1.3b-lora", "wan-1.3b-full", "wan-14b-lora", "vace-1.3b"])
def test_each_recipe_needs_a_base_of_its_kind(fresh, bases, name):
    where, recipe = "B" if "full" in name else "A", tiny(name)
    need("name one with --base", train, fresh, where, recipe, "L")
    need("not from scratch", train, fresh, where, recipe, "L", from_scratch=True)
    other = bases / ("text" if name == "vace-1.3b" else "vace")
    need("the recipe .* is for one", train, fresh, where, recipe, "L", base=str(other))
    assert not (fresh.path / "runs" / "L").exists()


def test_a_snapshot_is_for_one_action(fresh, bases):
    base = str(bases / "text")
    need("cleared for train.base, and an adapter is train.adapter", train, fresh, "B", tiny(), "L", base=base)
    full = tiny("wan-1.3b-full")
    need("cleared for train.adapter, and all of a model's", train, fresh, "A", full, "L", base=base)


def test_film_that_was_taken_back_is_named_before_the_base(fresh, bases):
    waived(fresh, bases / "text")
    facts = ledger.facts(fresh)
    (film,) = catalogue.listing(fresh)
    asked = Request(action=Action.TRAIN_ADAPTER, spans=(snapshot.load(fresh, "A").shots[0].span,))
    (grant,) = door.preview(fresh, [asked])[0].grants_used
    assert facts.record(grant) is not None and film.title == "Alpha"
    revoke(fresh, grant, "taken back")
    need("no grant of train.adapter on 'Alpha'", train, fresh, "A", tiny(), "L", base=str(bases / "text"))


def test_a_base_that_is_none_is_one_line(fresh, bases, tmp_path):
    need("there is no such folder", train, fresh, "A", tiny(), "L", base=str(tmp_path / "gone" / "x"))
    shutil.copytree(bases / "text", tmp_path / "bad")
    (tmp_path / "bad" / "transformer" / "weights.bin").write_bytes(b"")
    need("unsafe pickle", train, fresh, "A", tiny(), "L", base=str(tmp_path / "bad"))
    snapshot.make(fresh, "S", "train.base")
    need("trains no open base", train, fresh, "S", "house-tiny", "L", base=str(bases / "text"))
    need("no cleared shot gives a clip", ready, fresh, bases)


def ready(studio, bases):
    waived(studio, bases / "text")
    train(studio, "A", tiny(least_frames=81, clip_frames=81), "Z", base=str(bases / "text"))
