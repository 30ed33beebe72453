"""The help of groups: every command in the order of the work, each with a whole sentence."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from filmwright.cli.group import group
from filmwright.cli.main import app

LONG = "Do what takes many words to say, more than fit beside its name on one line of a screen, to the very last."


def test_commands_stand_in_their_order_and_long_lines_go_on() -> None:
    made = group("A group.")
    made.command("zeta", help=LONG)(lambda: None)
    made.command("alpha", help="Do something else.")(lambda: None)
    made.command("secret", help="Not told.", hidden=True)(lambda: None)
    said = CliRunner().invoke(made, ["--help"], env={"COLUMNS": "80"}).output
    assert "A group." in said and said.index("zeta") < said.index("alpha") and "secret" not in said
    assert " ".join(LONG.split()) in " ".join(said.split()) and max(map(len, said.splitlines())) <= 80


@pytest.mark.parametrize("path", [[], ["rights"], ["ledger"], ["stage"]])
def test_no_sentence_of_ours_is_cut_off(path: list[str]) -> None:
    said = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "80"}).output
    assert "..." not in said.split("Commands:")[1]
    found = typer.main.get_command(app)
    for name in path:
        found = found.commands[name]
    assert all(f"  {name} " in said for name in found.commands)
