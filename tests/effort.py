"""How hard the property tests try: the same examples on every run, or many more of them, drawn anew (``make fuzz``)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FUZZ = os.environ.get("FILMWRIGHT_FUZZ") == "1"
_MORE = 20


def examples(count: int) -> int:
    """How many examples a test draws that draws ``count`` of them on every run."""
    return count * _MORE if FUZZ else count


def choose_profile() -> None:
    """Have Hypothesis draw by each test's own text alone, so that a commit has one answer; or, fuzzing, by a seed.

    How long anything takes says nothing: a busy machine is no fault.
    """
    calm = settings(database=None, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("same", calm, derandomize=True)
    settings.register_profile("fuzz", calm, derandomize=False, max_examples=examples(100))
    settings.load_profile("fuzz" if FUZZ else "same")
