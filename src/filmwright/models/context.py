"""Context parallel: some processes share the frames of one clip, each computing its part of the tokens.

Ulysses (Jacobs et al., "DeepSpeed Ulysses", 2023), as diffusers does it for Wan: between attentions a process has a
part of the tokens and all heads, within one all tokens and a part of the heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from types import MethodType
from typing import Any

import torch
from torch.distributed.device_mesh import init_device_mesh

from filmwright.errors import FilmwrightError
from filmwright.models import processes


def split(parts: Sequence[torch.nn.Module], ways: int) -> None:
    """Have every ``ways`` neighbouring processes share a clip, in those parts that can.

    Args:
        parts: modules; a transformer of diffusers with a plan for it (``WanTransformer3DModel``) can, others run alike
            in all processes of a group.
        ways: processes to a clip; neighbours, so that they are of one machine.

    Raises:
        FilmwrightError: if no part can, or its heads cannot be shared equally; and when it is called, if a clip's
            tokens cannot.
    """
    from diffusers import ContextParallelConfig

    able = [part for part in parts if getattr(part, "_cp_plan", None)]
    if not able:
        names = ", ".join(sorted(type(part).__name__ for part in parts))
        raise FilmwrightError(f"processes cannot share a clip of {names}", "context", "set it to 1")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    names = ("data", "ring", "ulysses")
    mesh = init_device_mesh(device, (processes.size() // ways, 1, ways), mesh_dim_names=names)
    for part in able:
        heads = part.config.num_attention_heads
        if heads % ways:
            raise FilmwrightError(f"{heads} heads cannot be shared by {ways} processes", "context", "take a divisor")
        if device == "cpu":
            part._resolve_parallel_config = MethodType(_resolved_on_cpu, part)
        part.enable_parallelism(config=ContextParallelConfig(ulysses_degree=ways, mesh=mesh))
        part.register_forward_pre_hook(lambda part, given, named: _check(part, given, named, ways), with_kwargs=True)


def _resolved_on_cpu(part: Any, config: Any) -> Any:
    """What diffusers does itself where there is an accelerator; it divides by their number, which is nought here."""
    from diffusers.models._modeling_parallel import ParallelConfig

    part._parallel_config = ParallelConfig(context_parallel_config=config)
    part._parallel_config.setup(processes.rank(), processes.size(), torch.device("cpu"), mesh=config.mesh)
    return part._parallel_config


def _check(part: Any, given: tuple[Any, ...], named: dict[str, Any], ways: int) -> None:
    x_BCTHW = given[0] if given else named["hidden_states"]
    tokens = prod(side // patch for side, patch in zip(x_BCTHW.shape[2:], part.config.patch_size, strict=True))
    if tokens % ways:
        raise FilmwrightError(
            f"the {tokens} tokens of a clip cannot be shared by {ways} processes", "context", "take other sides"
        )
