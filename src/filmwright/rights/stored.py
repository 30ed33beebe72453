"""What an entry of the ledger holds, read back as the record that it is."""

from __future__ import annotations

import json

from pydantic import ValidationError

from filmwright.errors import FilmwrightError
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.decision import Decision
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import SCHEMA, STORED, Record
from filmwright.rights.signer import Signer
from filmwright.rights.vocabulary import Appearance, Confirmation, Role, Subject

KINDS: dict[str, type[Record]] = {
    model.ledger_kind: model
    for model in (
        *(Subject, Appearance, Confirmation, Grant, Prohibition, Revocation, Decision, Signer),
        *(Mandate, Standing, Suspension, Notice, Use, Payment, Answer),
    )
}


def parse(kind: str, body: str) -> Record:
    """The record that an entry holds.

    Raises:
        FilmwrightError: if its kind or schema is of a newer Filmwright, or it is no such record.
    """
    model = KINDS.get(kind)
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FilmwrightError(f"the ledger holds a {kind} that cannot be read") from error
    schema = fields.get("schema", 0) if isinstance(fields, dict) else None
    if not isinstance(schema, int):
        raise FilmwrightError(f"the ledger holds a {kind} that cannot be read")
    if model is None or schema > SCHEMA:
        raise FilmwrightError(f"the ledger holds a {kind} of a newer kind", "", "install a newer Filmwright")
    try:
        record = model.model_validate(_fields(fields), context=STORED)
    except ValidationError as error:
        raise FilmwrightError(f"the ledger holds a {kind} that cannot be read ({error.errors()[0]['msg']})") from error
    # Its id is that of the words it was written in: an older Filmwright wrote one place where a list stands now.
    record.__dict__["body"] = fields
    return record


def parse_appearance(body: str) -> Appearance | None:
    """The Appearance in an entry that was held against its hash, so that its values need no second look.

    There are a hundred for each other record. None where it is none, or not as simple as it should be.
    """
    try:
        fields = json.loads(body)
        schema, role = fields.pop("schema"), Role(fields.get("role", Role.DEPICTS))
        numbers = type(fields["in_frame"]) is int and type(fields["out_frame"]) is int
        if schema != SCHEMA or not numbers or not type(fields["asset"]) is type(fields["subject"]) is str:
            return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not _APPEARANCE.issuperset(fields):
        return None
    record = Appearance.__new__(Appearance)
    values = {**_DEFAULTS, **fields, "role": role, "body": {"schema": schema, **fields}}
    for name, value in (("__dict__", values), ("__pydantic_fields_set__", set(fields)), *_EMPTY_PARTS):
        object.__setattr__(record, name, value)
    return record


_APPEARANCE = frozenset(Appearance.model_fields)
_DEFAULTS = {name: f.default for name, f in Appearance.model_fields.items() if not f.is_required()}
_EMPTY_PARTS = (("__pydantic_extra__", None), ("__pydantic_private__", None))
"""What ``model_construct`` sets too; that takes longer than to validate, as it looks up each default."""


def _fields(body: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name != "schema"}
