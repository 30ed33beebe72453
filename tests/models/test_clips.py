from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import clips
from filmwright.models.house_codec import HouseCodec
from filmwright.pipeline.progress import Silent

from .conftest import TINY, moving, source

PROMPT = "Alpha. wide shot, static camera. a rabbit hops"


def bank_of(folder, *sources, recipe=TINY):
    return clips.bank(folder, list(sources), HouseCodec(), recipe, Silent())


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("latents")


@pytest.fixture(scope="module")
def bank(cache):
    return bank_of(cache, source(1, 12), source(2, 5), source(3, 11, held_out=True), source(4, 3))


def same(one, other):
    tensors = ("x0", "plate", "has_plate", "noise", "t")
    return one.prompts == other.prompts and all(torch.equal(getattr(one, n), getattr(other, n)) for n in tensors)


def test_the_report_says_what_serves_what_does_not_and_why():
    refused = [{"shot": "shot9", "why": "no grant of train.base on 'Beta'"}]
    report = clips.report([source(1), source(2, 3), source(3, held_out=True)], refused, TINY)
    assert report.to_json() == {
        "kept": [{"shot": "shot1", "frames": 12}],
        "held_out": [{"shot": "shot3", "frames": 12}],
        "dropped": [
            {"frames": 0, **refused[0]},
            {"shot": "shot2", "frames": 3, "why": "3 proxy frames; a block needs 4"},
        ],
    }
    assert report.lines() == [
        "1 shots to train on (12 proxy frames), 1 held out, 2 dropped",
        "  dropped shot9: no grant of train.base on 'Beta'",
        "  dropped shot2: 3 proxy frames; a block needs 4",
        "  kept shot1 (12)",
        "  held out shot3 (12)",
    ]


def test_every_shot_is_named_some_to_a_line():
    shots = [source(seed, held_out=seed > 7) for seed in range(9)]
    head, *lines = clips.report(shots, [], TINY).lines()
    assert head == "8 shots to train on (96 proxy frames), 1 held out, 0 dropped"
    assert lines == [
        "  kept shot0 (12), shot1 (12), shot2 (12), shot3 (12), shot4 (12)",
        "  kept shot5 (12), shot6 (12), shot7 (12)",
        "  held out shot8 (12)",
    ]


def test_a_row_for_every_second_frame_and_for_each_as_many_blocks_as_fit(bank):
    # 12 frames: blocks start at 0, 2, 4, 6, 8; a clip of F blocks needs 4F frames. 5 frames: one block, at 0.
    assert [(row.shot, row.start, row.blocks) for row in bank.train] == [
        ("shot1", 0, 3),
        ("shot1", 1, 2),
        ("shot1", 2, 2),
        ("shot1", 3, 1),
        ("shot1", 4, 1),
        ("shot2", 5, 1),
    ]
    assert {row.shot for row in bank.held_out} == {"shot3"}
    assert [row.start for row in bank.pool(2)] == [0, 1, 2] and bank.pool(4) == []
    assert [row.blocks for row in bank.pool(2, held_out=True)] == [2, 2]


def test_a_clip_is_the_latents_of_its_frames(bank):
    codec = HouseCodec()
    film = torch.from_numpy(moving(1, 12)).permute(3, 0, 1, 2)[None].float() / 127.5 - 1
    rows = bank.pool(2)
    for row, start in zip(rows, (0, 2, 4), strict=True):
        wanted = codec.block(film[:, :, start : start + 8])
        assert torch.allclose(bank.clean([row], 2), wanted, atol=4e-3), "float16 of latents near 1"
        assert torch.allclose(bank.plate([row]), codec.still(film[:, :, start]), atol=4e-3)
    assert bank.clean(rows, 2).shape == (3, 64, 2, 18, 32) and bank.plate(rows).shape == (3, 64, 1, 18, 32)


def test_a_batch_depends_on_seed_and_step_alone(cache, bank):
    again = bank_of(cache, source(1, 12), source(2, 5), source(3, 11, held_out=True), source(4, 3))
    for step in (7, 3, 0, 5):
        again.step(TINY, step)
    assert same(again.step(TINY, 4), bank.step(TINY, 4))
    assert not same(bank.step(TINY, 4), bank.step(TINY, 5))
    assert not same(bank.step(TINY, 4), bank.step(TINY.model_copy(update={"seed": 1}), 4))


def test_steps_share_between_stills_and_clips(bank):
    kinds = Counter(bank.step(TINY, step).x0.shape[:3] for step in range(60))
    assert set(kinds) == {(2, 64, 1), (1, 64, 2)}
    assert 0.1 < kinds[(1, 64, 2)] / 60 < 0.55
    for step in range(20):
        batch = bank.step(TINY, step)
        if batch.x0.shape[2] == 1:
            assert not batch.has_plate.any() and not batch.plate.any()
        else:
            assert bool(batch.plate.any()) == bool(batch.has_plate.any())


def test_no_step_sees_what_is_held_out(bank):
    clean = bank.clean(bank.held_out, 1)
    for step in range(30):
        batch = bank.step(TINY, step)
        assert all("scene 3" not in prompt for prompt in batch.prompts)
        assert not any(torch.equal(batch.x0[:, :, 0][0], held) for held in clean[:, :, 0])


def test_near_duplicates_are_on_the_same_side(filmed):
    from filmwright.library import snapshot

    frozen = snapshot.load(filmed, "S")
    groups = Counter(shot.group for shot in frozen.shots)
    assert sorted(groups.values()) == [1] * 5 + [2], "the film's last shot repeats its second"
    twins = {shot.shot for shot in frozen.shots if groups[shot.group] == 2}
    for seed in range(20):
        _, held = snapshot.split(frozen.shots, 0.4, seed)
        assert len(twins & set(held)) in (0, 2)


def test_prompts_vary_only_where_that_is_asked_for():
    rng = torch.Generator().manual_seed(1)
    assert {clips.varied(PROMPT, 0.0, rng) for _ in range(50)} == {PROMPT}
    seen = Counter(clips.varied(PROMPT, 0.2, rng) for _ in range(400))
    assert set(seen) == {
        "",
        PROMPT,
        "Alpha. a rabbit hops",
        "wide shot, static camera. a rabbit hops",
        "a rabbit hops",
    }
    assert 0.1 < seen[""] / 400 < 0.3


def test_a_prompt_of_one_part_is_never_emptied_by_its_parts():
    rng = torch.Generator().manual_seed(1)
    assert {clips.varied("Alpha", 1e-9, rng) for _ in range(50)} == {"Alpha"}


def test_latents_are_made_once(tmp_path):
    reads = []

    def counted(one):
        return replace(one, read=lambda: reads.append(one.shot) or one.read())

    first = bank_of(tmp_path, counted(source(1)), counted(source(2)))
    again = bank_of(tmp_path, counted(source(1)), counted(source(2, held_out=True)))
    assert reads == ["shot1", "shot2"] and len(list(tmp_path.iterdir())) == 1
    assert np.array_equal(first.blocks, again.blocks)
    assert {row.shot for row in again.held_out} == {"shot2"}, "the split is not what is cached"


@pytest.mark.parametrize("change", [{"proxy_sha256": "f" * 64}, {"shot": "other"}, {"frames": 10}])
def test_latents_of_another_film_are_others(tmp_path, change):
    bank_of(tmp_path, source(1))
    bank_of(tmp_path, replace(source(1), **change))
    assert len(list(tmp_path.iterdir())) == 2


def test_latents_of_another_codec_are_others(tmp_path):
    bank_of(tmp_path, source(1))
    clips.bank(tmp_path, [source(1)], HouseCodec(whitening=0.9), TINY, Silent())
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_to_train_on_is_said(tmp_path):
    with pytest.raises(FilmwrightError, match="no cleared shot is long enough to train on"):
        bank_of(tmp_path, source(1, 3), source(2, 12, held_out=True))
    assert list(tmp_path.iterdir()) == []


def test_a_proxy_that_is_too_short_is_said_and_leaves_nothing(tmp_path):
    with pytest.raises(FilmwrightError, match="shot1: the training proxy is shorter than its row says"):
        bank_of(tmp_path, replace(source(1), frames=40))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("width", [240, 250])
def test_a_proxy_of_another_size_is_said_and_leaves_nothing(tmp_path, width):
    with pytest.raises(FilmwrightError, match=f"is {width}x144; the recipe trains at 256x144"):
        bank_of(tmp_path, source(1), source(2, width=width))
    assert list(tmp_path.iterdir()) == []


CACHING = """
import os, resource, signal, sys
from dataclasses import replace
from pathlib import Path
import numpy as np
from filmwright.errors import FilmwrightError
from filmwright.models import clips
from filmwright.models.house_codec import HouseCodec
from filmwright.models.recipe import Recipe
from filmwright.pipeline.progress import Silent

def read(number):
    if number == 2 and sys.argv[2] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return np.zeros((40, 144, 256, 3), np.uint8)

sources = [clips.Source(f"s{n}", "x", False, 40, str(n), lambda n=n: read(n)) for n in range(4)]
if sys.argv[2] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
try:
    print(len(clips.bank(Path(sys.argv[1]), sources, HouseCodec(), Recipe(name="x"), Silent()).train))
except FilmwrightError as error:
    print(error)
"""


def caching(folder, how):
    command = [sys.executable, "-c", textwrap.dedent(CACHING), str(folder), how]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False
    )


@pytest.mark.kill
def test_killed_while_caching_nothing_half_written_is_taken_up(tmp_path):
    assert caching(tmp_path, "kill").returncode == -signal.SIGKILL
    assert [path.name[:6] for path in tmp_path.iterdir()] == [".part-"]
    done = caching(tmp_path, "whole")
    assert done.stdout.strip() == str(4 * 19), done.stderr
    assert [path.name[:6] == ".part-" for path in tmp_path.iterdir()] == [False]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    """A cap on file size stands for a full disk."""
    done = caching(tmp_path, "full")
    assert "the disk is full" in done.stdout and done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
