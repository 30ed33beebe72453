"""The plain attention is diffusers' own, in another order of sums; adapted and GPU models keep theirs."""

from __future__ import annotations

import pytest
import torch
from diffusers import WanTransformer3DModel, WanVACETransformer3DModel

from filmwright.models.attention import PlainAttention, quicken

SIZES = {"num_attention_heads": 2, "attention_head_dim": 24, "in_channels": 4, "out_channels": 4, "text_dim": 16,
         "freq_dim": 16, "ffn_dim": 32, "num_layers": 2}  # fmt: skip


def both(kind):
    torch.manual_seed(0)
    if kind == "vace":
        model = WanVACETransformer3DModel(**SIZES, vace_layers=[0], vace_in_channels=12)
        control = {"control_hidden_states": torch.randn(2, 12, 3, 4, 6)}
    else:
        model, control = WanTransformer3DModel(**SIZES), {}
    seen = torch.randn(2, 4, 3, 4, 6), torch.rand(2) * 1000, torch.randn(2, 7, 16)
    return model, lambda: model(*seen, **control, return_dict=False)[0]


@pytest.mark.parametrize("kind", ["text", "vace"])
def test_outputs_and_gradients_are_the_same(kind):
    model, run = both(kind)
    answers = []
    for change in (lambda: None, lambda: quicken(model)):
        change()
        model.zero_grad()
        out = run()
        out.pow(2).mean().backward()
        answers.append((out.detach(), [p.grad.clone() for p in model.parameters()]))
    assert isinstance(model.blocks[0].attn1.processor, PlainAttention)
    assert torch.allclose(answers[0][0], answers[1][0], atol=1e-5)
    for before, after in zip(answers[0][1], answers[1][1], strict=True):
        assert torch.allclose(before, after, atol=1e-5)


def test_a_model_with_adapters_keeps_its_own():
    from peft import LoraConfig

    model, _ = both("text")
    model.add_adapter(LoraConfig(r=2, target_modules=["to_q"]))
    quicken(model)
    assert not isinstance(model.blocks[0].attn1.processor, PlainAttention)
