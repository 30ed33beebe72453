"""A group of commands, and its help in plain words: typer's boxes take longer to load than all the rest."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup


class Group(TyperGroup):
    """Commands in the order of the work, not of the alphabet, each with the whole of its first sentence."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order in which they were registered."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands; a long line goes on in the next."""
        shown = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, command.get_short_help_str(1_000)) for name, command in shown if command and not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def group(say: str, cls: type[Group] = Group) -> typer.Typer:
    """A group to register commands with; ``say``: what it is for."""
    return typer.Typer(cls=cls, no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=say)
