"""The cue: all that one take is made of, found and held to its gates, before anybody is asked and a frame is read.

A model of the older kind takes words and a first frame; one of the newer kind whatever conditions name.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from filmwright.pipeline.progress import Progress
from filmwright.rights.decision import merge_spans
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio
from filmwright.takes import behind, gates, staging
from filmwright.takes.gates import Finding
from filmwright.takes.plate import Plate, find_plate
from filmwright.takes.replica import Sources
from filmwright.takes.staging import Staged

if TYPE_CHECKING:
    from filmwright.models.conditions import Conditions
    from filmwright.models.shelf import ModelRecord


@dataclass(frozen=True)
class Cue:
    """One take to be made: ``staged`` by a model that takes conditions, ``plate`` by one that goes on from a plate."""

    studio: Studio
    model: ModelRecord
    prompt: str
    frames: int
    steps: int | None
    plate: Plate | None = None
    staged: Staged | None = None

    @property
    def rate(self) -> Fraction:
        """Frames a second that the model learned to make, whatever the studio is set to now."""
        return Fraction(self.model.card["clip"]["rate"])

    @cached_property
    def rows(self) -> list[behind.Row]:
        """What it is made from besides its model."""
        if self.staged is not None:
            return self.staged.rows()
        return [behind.plate_row(self.plate.to_json())] if self.plate else []

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Every span of film that it stands on."""
        return merge_spans([*self.model.spans, *behind.spans(self.studio, self.rows)])

    def sources(self) -> Sources:
        """What to look for performers in."""
        return behind.sources(self.studio, self.prompt, self.spans, self.rows)

    def asked(self) -> dict[str, Any]:
        """What tells this request from another. A name may come to stand for another film, so the films are in it."""
        asked: dict[str, Any] = {"model": self.model.id, "prompt": self.prompt}
        asked |= {"plate": self.plate_json(), "frames": self.frames}
        if self.staged is not None:
            asked |= {"conditions": self.staged.conditions(), "material": self.rows}
        return asked if self.steps is None else {**asked, "steps": self.steps}

    def body(self) -> dict[str, Any]:
        """What the take's record keeps of it."""
        from filmwright.models.sample import STEPS

        return {
            "frames": self.frames,
            "rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "steps": self.steps or STEPS,
            "plate": self.plate_json(),
            **({"conditions": self.staged.conditions(), "material": self.rows} if self.staged else {}),
        }

    def plate_json(self) -> dict[str, Any] | None:
        """The first frame, where it is one of an asset's."""
        if self.staged is None:
            return self.plate.to_json() if self.plate else None
        first = next((row for row in self.rows if row["role"] == "first_frame" and row["kind"] != "take"), None)
        return first and Plate(first["id"], first["title"], first["spans"][0][0], first["shot"]).to_json()

    def findings(self, seed: int | None, out: Path | None) -> list[Finding]:
        """What the gates say of it."""
        free = self.staged is not None
        return gates.of_request(self.prompt, self.frames, self.rate, seed, out, any_length=free, steps=self.steps)

    def made(self, seed: int, progress: Progress) -> NDArray[np.uint8]:
        """Sample it: uint8 (T, H, W, 3)."""
        from filmwright.models.sample import STEPS, generate
        from filmwright.takes import scenery

        picture = self.plate.picture(self.studio) if self.plate else None
        return generate(
            self.model.path,
            self.prompt,
            frames=self.frames,
            seed=seed,
            plate=picture,
            scene=scenery.scene(self.studio, self.staged) if self.staged else None,
            steps=self.steps or STEPS,
            progress=progress,
        )


def cue(
    studio: Studio,
    model: ModelRecord,
    prompt: str,
    conditions: Conditions,
    frames: int | None,
    steps: int | None,
    seed: int | None,
    out: Path | None,
) -> Cue:
    """Find what the conditions name, and stop at the first gate that the request does not pass.

    Raises:
        FilmwrightError: from a gate; for what is not known to the studio, does not fit the take, or is more than a
            model of the older kind takes.
    """
    from filmwright.models import vace

    if not vace.is_one(model.path):
        first = staging.words_alone(conditions, model.name)
        usual = staging.FRAMES if frames is None else frames
        bare = Cue(studio, model, prompt, usual, steps)
        gates.hold(bare.findings(seed, out))
        return Cue(studio, model, prompt, usual, steps, find_plate(studio, first) if first else None)
    clip = model.card["clip"]
    rate = Fraction(clip["rate"])
    usual = max(staging.FRAMES, ceil(gates.SECONDS * rate))

    def held(many: int) -> int:
        gates.hold(gates.of_request(prompt, many, rate, seed, out, any_length=True, steps=steps))
        return many

    held(usual if frames is None else frames)  # before any film is looked for
    parts = staging.find(studio, conditions)
    many = held(staging.length(parts, frames, usual))
    return Cue(studio, model, prompt, many, steps, staged=staging.stage(parts, many, clip))
