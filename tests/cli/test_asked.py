"""The options that say for what one asks: each reaches the command under its own name, and only where it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from filmwright.cli.asked import limited, limited_today
from filmwright.rights.vocabulary import Request

if TYPE_CHECKING:
    from filmwright.library.clear import Limits

seen: list[dict[str, Any]] = []
app = typer.Typer()


@app.command()
@limited
def ask(limits: Limits, loud: bool = False) -> None:
    """Ask."""
    seen.append({"loud": loud, **limits})


@app.command()
@limited_today
def freeze(name: str, limits: Limits) -> None:
    """Freeze."""
    seen.append({"name": name, **limits})


def told(*arguments: str) -> dict[str, Any]:
    seen.clear()
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    (one,) = seen
    return one


def test_what_is_not_given_is_not_asked() -> None:
    assert told("ask", "--loud") == {"loud": True}
    assert told("freeze", "spring", "--project", "Dune") == {"name": "spring", "project": "Dune"}


def test_each_option_is_a_field_of_a_request() -> None:
    given = {
        "project": "Dune", "territory": ["EU", "CA-QC"], "media": ["cinema", "disc"], "model_class": "house",
        "replica_kind": "background", "use": "one shot", "at": "2026-05-01T12:00:00Z",
    }  # fmt: skip
    words = [
        word
        for name, value in given.items()
        for one in ([value] if isinstance(value, str) else value)
        for word in (f"--{name.replace('_', '-')}", one)
    ]
    assert told("ask", *words) == {"loud": False, **given}
    assert set(given) <= set(Request.model_fields)


@pytest.mark.parametrize("command", ["ask", "freeze"])
def test_the_help_names_them(command: str) -> None:
    said = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}).output
    assert all(option in said for option in ("--project", "--territory", "--media", "--replica-kind", "--use"))
    assert ("--at" in said) == (command == "ask")
    assert "--limits" not in said
