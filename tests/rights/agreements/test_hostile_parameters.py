"""Whatever somebody writes under ``with:``, it becomes records or one plain line; never anything else."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights.agreements import scenario, template
from filmwright.rights.agreements.shape import Template
from filmwright.rights.grants import Grant, Prohibition

from ...effort import examples

TEMPLATES = [template.load(name) for name in template.names()]
ODD = st.sampled_from(
    ["", " ", "<performer>", "<work.owner>", "\x00", "\ud800", "\u202e", "x" * 5000, "2026-13-40", "9999-12-31",
     "0001-01-01", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00", "WORLD", "EU", "US-CA", "XX", "yes", "identity:",
     "work:night-train", "script:night-train", "train.base", "cinema", "a" * 64, "10" * 40]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | ODD | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


@st.composite
def filled(draw: st.DrawFn) -> tuple[Template, dict[str, Any]]:
    found = draw(st.sampled_from(TEMPLATES))
    keys = st.sampled_from([*found.parameters, "work", "colour", ""])
    return found, {**found.example.filled, **draw(st.dictionaries(keys, VALUES, max_size=3))}


@settings(max_examples=examples(600), deadline=None)
@given(filled())
def test_it_becomes_records_or_one_line(case: tuple[Template, dict[str, Any]]) -> None:
    found, values = case
    context = scenario.context_of(found)
    try:
        made = template.expand(found.name, values, context)
    except FilmwrightError as error:
        assert str(error).count("\n") == 0 and str(error).isprintable() and len(str(error)) < 2000
        return
    assert template.expand(found.name, dict(reversed(values.items())), context) == made
    for record in made:
        if isinstance(record, (Grant, Prohibition)):
            assert record.template == found.label and set(record.subjects) <= set(context.subjects)
            assert set(record.actions) <= {
                action for block in (*found.grants, *found.prohibitions) for action in _most(found, block)
            }


def _most(found: Template, block: dict[str, Any]) -> set[str]:
    """The most actions that a record of this template may ever have."""
    actions = block["actions"]
    return {str(one) for one in (found.parameters[actions.strip("<>")].within if isinstance(actions, str) else actions)}
