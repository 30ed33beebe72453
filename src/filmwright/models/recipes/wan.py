"""Recipes for open Wan bases: a LoRA or all weights of the 1.3B model, a LoRA of the 14B, a LoRA under controls.

Rank, rate and shift are what the field uses for styles and characters on a few hundred clips: rank 32 with as much
alpha and 1e-4 for a LoRA, 1e-5 where all weights move, times shifted by 3 at 480 lines. Wan was made at 832x480 and 16
frames a second, in clips of 81: set ``proxy_width``, ``proxy_height`` and ``proxy_rate`` so, before the films are
ingested, to train where it is strongest. Other proxies are trained at as they are.
"""

from filmwright.models.wan.recipe import WanRecipe


def lora() -> WanRecipe:
    """``wan-1.3b-lora``: an adapter on Wan 2.1 T2V 1.3B."""
    return WanRecipe(
        name="wan-1.3b-lora", rate=1e-4, warmup=50, ema=0.99, checkpointing=True,
        checkpoint_seconds=300.0, minutes=240.0, max_steps=2000,
    )  # fmt: skip


def full() -> WanRecipe:
    """``wan-1.3b-full``: all weights of Wan 2.1 T2V 1.3B; with masters, average, optimizer, gradients 22 bytes each."""
    return WanRecipe(
        name="wan-1.3b-full", method="full", rate=1e-5, warmup=200, ema=0.999, batch=2, checkpointing=True,
        checkpoint_seconds=900.0, minutes=1440.0, max_steps=5000,
    )  # fmt: skip


def lora_14b() -> WanRecipe:
    """``wan-14b-lora``: an adapter on Wan 2.1 T2V 14B, or on both experts of Wan 2.2 A14B (28 GB of bf16 each)."""
    return WanRecipe(
        name="wan-14b-lora", rate=1e-4, warmup=50, ema=0.99, shift=5.0, checkpointing=True,
        checkpoint_seconds=600.0, minutes=720.0, max_steps=2000,
    )  # fmt: skip


def vace() -> WanRecipe:
    """``vace-1.3b``: an adapter on VACE 1.3B that learns the studio's film under its own edge and motion pictures."""
    return WanRecipe(
        name="vace-1.3b", base="vace", controls=("nothing", "edges", "motion"), rate=1e-4, warmup=50, ema=0.99,
        checkpointing=True, checkpoint_seconds=300.0, minutes=240.0, max_steps=2000,
    )  # fmt: skip
