"""Attention for training on a processor: the same sums as diffusers' for Wan, in the order that processors do quickly.

On a CPU torch's fused attention takes five times as long backwards as plain products do for the few hundred to few
thousand tokens of a house model (``benchmarks/training.py``), and rotary embeddings by strides copy every query and key
several times. Here queries, keys and values come from one product, pairs are turned by a product with a constant
matrix, and attention is two products and a softmax. On a GPU diffusers' own processor stays.

Shapes: B batch, L tokens, D width, N heads, E = D / N.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F


class PlainAttention:
    """A processor for ``WanAttention`` of text-to-video and VACE models; no masks, no image embeddings."""

    # Both are read by diffusers' dispatcher when a processor is set.
    _attention_backend = None
    _parallel_config = None

    def __init__(self, head_width: int) -> None:
        """``head_width``: E, which is even."""
        self.turn = torch.zeros(head_width, head_width)
        even = torch.arange(0, head_width, 2)
        self.turn[even + 1, even] = -1.0
        self.turn[even, even + 1] = 1.0

    def __call__(
        self,
        attn: Any,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        rotary_emb: tuple[torch.Tensor, torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """Attend: hidden states (B, L, D) to themselves or to ``encoder_hidden_states`` (B, M, D)."""
        if encoder_hidden_states is None:
            q_BLD, k_BLD, v_BLD = _together(hidden_states, attn.to_q, attn.to_k, attn.to_v)
        else:
            q_BLD = attn.to_q(hidden_states)
            k_BLD, v_BLD = _together(encoder_hidden_states, attn.to_k, attn.to_v)
        q, k, v = (x.unflatten(2, (attn.heads, -1)) for x in (attn.norm_q(q_BLD), attn.norm_k(k_BLD), v_BLD))
        if rotary_emb is not None:
            cos, sin = (x.to(q.dtype) for x in rotary_emb)
            turn = self.turn.to(q)
            q, k = torch.addcmul(q * cos, q @ turn, sin), torch.addcmul(k * cos, k @ turn, sin)
        q, k, v = (x.transpose(1, 2) for x in (q, k, v))
        weights_BNLM = torch.softmax((q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2), -1)
        return attn.to_out[0]((weights_BNLM @ v).transpose(1, 2).flatten(2))


def _together(x: torch.Tensor, *layers: torch.nn.Linear) -> tuple[torch.Tensor, ...]:
    """Several layers of one input as one product."""
    weight, bias = torch.cat([layer.weight for layer in layers]), torch.cat([layer.bias for layer in layers])
    return F.linear(x, weight, bias).chunk(len(layers), -1)


def quicken(transformer: Any) -> None:
    """Give a Wan transformer on a CPU this attention; one on a GPU, or with adapters in it, keeps what it has."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    adapted = any(isinstance(module, BaseTunerLayer) for module in transformer.modules())
    if transformer.device.type == "cpu" and not adapted:
        transformer.set_attn_processor(PlainAttention(transformer.config.attention_head_dim))
