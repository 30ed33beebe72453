from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.models import text

from ..effort import examples

LENGTH = 24
PROMPTS = ["Alpha. wide shot, static camera. a big rabbit walks through a meadow", "Beta. close-up. naïve café"]


@pytest.fixture(scope="module")
def tokenizer():
    return text.make_tokenizer(PROMPTS, LENGTH)


def padded(tokenizer, prompt):
    return tokenizer(prompt, padding="max_length", truncation=True, max_length=LENGTH)


@given(st.text(max_size=80))
@settings(max_examples=examples(150), deadline=None)
def test_no_text_is_unknown_to_it(tokenizer, prompt):
    tokens = padded(tokenizer, prompt)
    assert len(tokens.input_ids) == LENGTH and max(tokens.input_ids) < text.VOCABULARY
    assert 1 in tokens.input_ids, "a prompt ends"


@pytest.mark.parametrize("prompt", ["日本語の映画", "🎬🐇", "\u202eabc", "a\x00b", "Ünïcödé — “quotes”"])
def test_text_of_any_script_is_kept(tokenizer, prompt):
    import unicodedata

    ids = tokenizer(prompt).input_ids
    kept = tokenizer.decode(ids, skip_special_tokens=True).strip()
    assert kept == unicodedata.normalize("NFKC", prompt).lower()


def test_an_empty_prompt_is_an_end_and_padding(tokenizer):
    tokens = padded(tokenizer, "")
    assert tokens.input_ids == [1] + [0] * (LENGTH - 1) and sum(tokens.attention_mask) == 1


def test_a_long_prompt_is_cut_and_still_ends(tokenizer):
    tokens = padded(tokenizer, "rabbit " * 200)
    assert len(tokens.input_ids) == LENGTH and tokens.input_ids[-1] == 1


def test_case_and_compatibility_forms_do_not_matter(tokenizer):
    assert tokenizer("WIDE SHOT").input_ids == tokenizer("wide ｓｈｏｔ").input_ids


def test_words_that_it_was_trained_on_are_short(tokenizer):
    assert len(tokenizer("wide shot, static camera").input_ids) < len(tokenizer("xqzw vbkj, pfmgh tyrwq").input_ids)


def test_a_resumed_run_has_the_same_tokenizer():
    """Another process, another order of hashing: the same merges, or a resumed run would go another way."""
    code = f"""
from filmwright.models import text
print(text.make_tokenizer({PROMPTS[::-1]!r}, {LENGTH})._tokenizer.to_str())
"""
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)]
    said = {run.stdout.strip() for run in runs}
    assert said == {text.make_tokenizer(PROMPTS, LENGTH)._tokenizer.to_str()}


def test_the_encoder_is_small_and_takes_every_token():
    torch.manual_seed(0)
    encoder = text.make_encoder(32)
    hidden = encoder(torch.tensor([[0, text.VOCABULARY - 1, 1]])).last_hidden_state
    assert hidden.shape == (1, 3, 32) and torch.isfinite(hidden).all()
    assert len(encoder.encoder.block) == 2
