"""Templates by name: ``names``, ``load``, and ``expand`` into ledger records. The same parameters, the same records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from filmwright.errors import FilmwrightError
from filmwright.rights import words
from filmwright.rights.agreements.filling import fill, holds
from filmwright.rights.agreements.parameters import Context, checked, looked_up
from filmwright.rights.agreements.shape import Block, Template
from filmwright.rights.circumstances import Mandate, Standing, Suspension
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Authority
from filmwright.strictyaml import read
from filmwright.validation import in_words

__all__ = ["Context", "expand", "load", "names", "path"]
_DATA = Path(__file__).parent / "data"
_MADE: dict[str, type[Record]] = {
    "grants": Grant,
    "prohibitions": Prohibition,
    "mandates": Mandate,
    "standings": Standing,
    "suspensions": Suspension,
}


def names() -> list[str]:
    """Every template there is."""
    return sorted(file.stem for file in _DATA.glob("*.yaml"))


def path(name: str) -> Path:
    """The file of a template."""
    return _DATA / f"{name}.yaml"


def load(name: str, where: str = "") -> Template:
    """The template of this name.

    Args:
        name: as ``names`` has it.
        where: the place that asks for it, for the error.

    Raises:
        FilmwrightError: if there is none.
    """
    if name not in names():
        near = get_close_matches(str(name), names(), 1)
        hint = f"did you mean {near[0]}?" if near else "filmwright rights templates lists them"
        raise FilmwrightError(f"there is no template '{name}'", where, hint)
    return parse(path(name))


@lru_cache(maxsize=128)
def parse(file: Path) -> Template:
    """Read one template file.

    Raises:
        FilmwrightError: names the line of whatever is wrong with it.
    """
    document = read(file)
    try:
        made = Template.model_validate(document.data)
    except ValidationError as error:
        first = error.errors()[0]
        raise document.error(
            f"{in_words(first)} (at {'.'.join(map(str, first['loc']))})", first["loc"], "mend it"
        ) from error
    if made.name != file.stem:
        raise document.error(
            f"the file is called {file.stem}, the template {made.name}", ("name",), "call both the same"
        )
    return made


def expand(name: str, parameters: Mapping[str, Any], context: Context) -> tuple[Record, ...]:
    """The records that an agreement, filled in, comes to: Grants first, as the file has them.

    What they leave out means the same as in a rights file: the work itself, for this work alone. A Grant or
    Prohibition says in ``template`` from which version of which template it is.

    Raises:
        FilmwrightError: if there is no such template, or a parameter is unknown, missing or not of its type; it says
            where, as ``context.at`` has it.
    """
    template = load(name, context.at(""))
    return expanded(template, parameters, context)


def expanded(template: Template, parameters: Mapping[str, Any], context: Context) -> tuple[Record, ...]:
    """As ``expand``, of a template at hand."""
    values = checked(template, parameters, context)
    made: list[Record] = []
    for part in _MADE:
        for block in getattr(template, part):
            record = _record(template, part, block, lambda name: looked_up(name, values, context), context)
            if record is not None:
                made.append(record)
    return tuple(made)


def _record(template: Template, part: str, block: Block, look: Callable[[str], Any], context: Context) -> Record | None:
    """One record, or None where its ``when`` or ``unless`` says that it is not part of this agreement."""
    body = {key: value for key, value in block.items() if key not in ("when", "unless")}
    try:
        if ("when" in block and not holds(block["when"], look)) or ("unless" in block and holds(block["unless"], look)):
            return None
        fields = fill(body, look)
        if part == "mandates" and words.same(fields["principal"], fields["agent"]):
            return None  # Who speaks for themselves needs no mandate.
        if part in ("grants", "prohibitions"):
            return _terms(_MADE[part], {**fields, "template": template.label}, context)
        if part == "standings" and fields.get("subject") in context.subjects:
            named = context.subjects[fields["subject"]]
            fields.setdefault("person", named.person if named.personal else "")
        return _MADE[part].model_validate(fields)
    except ValidationError as error:
        message = in_words(error.errors()[0])
        raise FilmwrightError(
            f"{template.name} cannot be filled in so: {message}", context.at(""), "mend it"
        ) from error
    except (KeyError, ValueError) as error:
        raise FilmwrightError(f"the template has a hole: {error}", str(path(template.name)), "mend it") from error


def _terms(model: type[Record], fields: Block, context: Context) -> Record:
    fields.setdefault("subjects", [context.work])
    if fields.get("works") == "all":
        del fields["works"]
    elif fields["subjects"] != [context.work]:
        fields.setdefault("works", [context.work])
    made = model.model_validate(fields)
    assert isinstance(made, (Grant, Prohibition))
    made = _spoken_for(made, context) if isinstance(made, Grant) else made
    return made.model_copy(update={"said_in": context.work})


def _spoken_for(grant: Grant, context: Context) -> Grant:
    """Who signs for the dead or the young in the registered owner's own name must be asked whether they are another.

    An heir may be the registered owner, but so may the dead person still, or the child; the names do not tell.
    """
    owners = {words.folded(context.subjects[subject].owner) for subject in grant.subjects}
    if grant.authority is Authority.OWNER or words.folded(grant.assigner) not in owners:
        return grant
    asked = f"{grant.assigner}, registered as the owner, is not the person for whom this is given as {grant.authority}"
    return grant.model_copy(update={"conditions": (*grant.conditions, asked)})
