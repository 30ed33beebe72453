"""The house model's task: a plate held still, or nothing, to film; on stills and clips of the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from filmwright.models import objective
from filmwright.models.objective import Batch

if TYPE_CHECKING:
    from filmwright.models.clips import Bank
    from filmwright.models.house_pipeline import HousePipeline
    from filmwright.models.recipe import Recipe

_MICRO = 1_000_000_000
"""Apart from each other in the numbers of steps, so that no accumulated batch is that of another step."""


class PlateTask:
    """Trains the transformer and the text encoder of a house model (see ``task.Task``)."""

    def __init__(self, pipeline: HousePipeline, bank: Bank, recipe: Recipe) -> None:
        """The pipeline lies where it is trained; the bank gives batches on the CPU."""
        self.pipeline, self.bank, self.recipe = pipeline, bank, recipe
        self.parts = parts(pipeline)

    def draw(self, step: int, micro: int = 0) -> Batch:
        """See ``Bank.step``."""
        return self.bank.step(self.recipe, step + _MICRO * micro)

    def losses(self, batch: Batch) -> torch.Tensor:
        """(B,) flow-matching losses (see ``objective``)."""
        moved = batch.to(self.pipeline.transformer.device)
        return objective.errors(objective.predict(self.pipeline, moved), moved)

    def kind(self, batch: Batch) -> str:
        """ "stills" for clips of one block, else "plates"."""
        return "stills" if batch.x0.shape[2] == 1 else "plates"

    def blocks(self) -> Sequence[torch.nn.Module]:
        """The transformer's."""
        return list(self.pipeline.transformer.blocks)


def parts(pipeline: HousePipeline) -> dict[str, torch.nn.Module]:
    """What is trained of a house model, by the names that checkpoints use."""
    return {"transformer": pipeline.transformer, "text_encoder": pipeline.text_encoder}
