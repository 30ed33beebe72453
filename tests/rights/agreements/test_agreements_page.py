"""``docs/agreements.md`` is true: every template is there as its file has it, its example loads, its links lead on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from filmwright.rights import rightsfile
from filmwright.rights.agreements import template
from filmwright.rights.agreements.shape import Template

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "agreements.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([^`]+)` (?=[0-9]+<br>)(.*)$", PAGE, re.M))


def row(found: Template) -> str:
    """What the page says of a template, after its name."""
    sources = [
        f"[{s.title}]({s.address.split()[0]}), {s.read}" + (", secondary" if s.secondary else "") for s in found.sources
    ]
    file = f"../src/filmwright/rights/agreements/data/{found.name}.yaml"
    run = "[test_scenarios.py](../tests/rights/agreements/test_scenarios.py)"
    test = f"[{len(found.scenarios)} scenarios]({file}), run by {run}"
    cells = [
        f"{found.version}<br>{found.title}",
        found.gives,
        found.refuses,
        found.leaves,
        "<br>".join(sources) or "the studio's own paper",
        test,
    ]
    return " | ".join(cells) + " |"


def test_it_lists_every_template_and_no_other() -> None:
    assert list(ROWS) == template.names()


@pytest.mark.parametrize("name", template.names())
def test_it_says_of_each_what_its_file_says(name: str) -> None:
    assert ROWS[name] == row(template.load(name))


def test_its_example_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.S | re.M)
    path = tmp_path / "rights.yaml"
    path.write_text(example, encoding="utf-8")
    made = rightsfile.load(path)
    assert {grant.template for grant in made.grants} == {"in-house-footage 1", "sag-aftra-2026-employment-replica 1"}


def test_it_says_that_it_is_no_advice_and_its_links_lead_somewhere() -> None:
    assert "This is not legal advice." in PAGE
    links = re.findall(r"\]\(((?!http)[^)]+)\)", PAGE)
    assert links and all((DOCS / link).resolve().is_file() for link in links)
