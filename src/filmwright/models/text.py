"""The studio's own small text encoder: a byte-level tokenizer and a two-layer UMT5, both made here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast, UMT5EncoderModel

VOCABULARY = 2048

FILM_WORDS = """
extreme wide shot medium close-up close insert static pan left right tilt up down dolly truck crane orbit zoom in out
handheld bright dark dim high low key day night dawn dusk sunset morning interior exterior red orange yellow green cyan
blue purple pink brown black white grey cream gold silver pale deep warm cold a the and of in on at to from with over
under near behind between through into above below man woman child boy girl person people crowd face hand eyes animal
rabbit squirrel bird butterfly dog cat horse fish tree forest meadow grass flower leaf rock stream river sea beach sky
cloud sun moon star rain snow fog fire smoke water mountain hill road street city house room door window table chair car
train boat ship bridge stage walks runs jumps falls stands sits lies looks turns smiles laughs cries talks shouts sings
dances waves points picks gives takes throws catches climbs flies swims eats drinks sleeps wakes opens closes enters
leaves stops hides fights small big tall old young fast slow happy sad angry afraid title card credits text
"""


def make_tokenizer(prompts: Iterable[str], length: int) -> PreTrainedTokenizerFast:
    """Train a byte-level BPE on the prompts and the film's common words; no text is unknown to it.

    Args:
        prompts: what the model will be trained on.
        length: tokens a prompt is padded or cut to.
    """
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    core = Tokenizer(models.BPE(unk_token=None))
    core.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    core.decoder = decoders.ByteLevel()
    core.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<pad>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    core.train_from_iterator([*sorted(set(prompts)), *[FILM_WORDS.replace("\n", " ")] * 4], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token="<pad>", eos_token="</s>", model_max_length=length, padding_side="right"
    )


def make_encoder(width: int) -> UMT5EncoderModel:
    """A fresh two-layer UMT5 encoder of ``width`` channels, about half a million parameters."""
    from transformers import UMT5Config, UMT5EncoderModel

    config = UMT5Config(
        vocab_size=VOCABULARY, d_model=width, d_kv=32, num_heads=4, d_ff=2 * width, num_layers=2, dropout_rate=0.0,
        pad_token_id=0, eos_token_id=1, decoder_start_token_id=0, tie_word_embeddings=True,
    )  # fmt: skip
    return UMT5EncoderModel(config)
