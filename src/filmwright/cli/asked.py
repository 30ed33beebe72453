"""For what one asks: the options that every command about rights shares, gathered into one ``Limits``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from filmwright.library.clear import Limits

Action = Annotated[str, typer.Option("--action", help="What is to be done: train.base, generate.generic, deliver, ...")]
Project = Annotated[str, typer.Option("--project", help="For which project, where a grant names some.")]
Territory = Annotated[
    list[str] | None,
    typer.Option("--territory", metavar="PLACE", help="Where: a country (US, CA-QC) or a group (EU); may be repeated."),
]
Medium = Annotated[
    list[str] | None,
    typer.Option("--media", metavar="MEDIUM", help="Shown how: cinema, streaming, ...; may be repeated."),
]
ModelClass = Annotated[str, typer.Option("--model-class", help="For which class of models, where a grant names some.")]
ReplicaKind = Annotated[
    str,
    typer.Option(
        "--replica-kind", help="Which replica: employment_based, independently_created, background or synthetic."
    ),
]
Use = Annotated[str, typer.Option("--use", help="What is to be made, in words, as a grant describes it.")]
At = Annotated[
    str, typer.Option("--at", metavar="INSTANT", help="As of when: 2027-01-01T00:00:00Z.", show_default="now")
]

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "project": (Project, ""),
    "territory": (Territory, None),
    "media": (Medium, None),
    "model_class": (ModelClass, ""),
    "replica_kind": (ReplicaKind, ""),
    "use": (Use, ""),
    "at": (At, ""),
}
"""Each field of ``Limits``: its option, and its value where it is not given."""


def limited(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options in place of its parameter ``limits``, in which it then finds what was given.

    ``limits`` stands after what must be given and before what may be.
    """
    return _limited(command, tuple(_OPTIONS))


def limited_today(command: Callable[..., None]) -> Callable[..., None]:
    """The same without ``--at``, for a command that does something now."""
    return _limited(command, tuple(name for name in _OPTIONS if name != "at"))


def _limited(command: Callable[..., None], names: tuple[str, ...]) -> Callable[..., None]:
    # typer reads the signature, so the options are written into it; `limits` is typed only for those who check types.
    hints = get_type_hints(command, localns={"Limits": dict}, include_extras=True)
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name == "limits":
            parameters += (_parameter(name) for name in names)
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @wraps(command)
    def with_limits(**given: Any) -> None:
        limits: Limits = {name: value for name in names if (value := given.pop(name))}  # type: ignore[assignment]
        command(limits=limits, **given)

    # What wraps() copied would lead typer back to the command as it was written.
    del with_limits.__wrapped__  # type: ignore[attr-defined]
    with_limits.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_limits.__annotations__ = {one.name: one.annotation for one in parameters}
    return with_limits


def _parameter(name: str) -> inspect.Parameter:
    option, default = _OPTIONS[name]
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=option)
