"""The executor that runs stages in this process, one item after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from filmwright.pipeline.progress import Progress
from filmwright.pipeline.stage import Item, Outcome, Stage, run_item


def run(stages: Sequence[Stage], items: Iterable[Item], progress: Progress) -> Iterator[Outcome]:
    """Take every item through all stages, in order; a failing item becomes a Failure and the rest go on.

    Progress counts items; a stage that reports finer takes its own Progress in its ``partial``.
    """
    waiting = list(items)
    progress.start(" > ".join(stage.name for stage in stages), len(waiting))
    try:
        for item in waiting:
            outcome = run_item(stages, item)
            progress.advance()
            yield outcome
    finally:
        progress.finish()
