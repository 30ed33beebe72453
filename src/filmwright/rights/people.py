"""Everybody whose face or voice the ledger has. Names are looked for in all of them, so every subject is checked.

That none was taken out of the ledger is for ``audit.verify``.
"""

from __future__ import annotations

import json
from typing import cast

from sqlalchemy import Connection, func, select

from filmwright import garbage
from filmwright.rights import keys, lookup, signers
from filmwright.rights.chain import Entry, entries
from filmwright.rights.facts import EMPTY_ROOT, Facts
from filmwright.rights.record import SCHEMA
from filmwright.rights.stored import parse
from filmwright.rights.vocabulary import UNIDENTIFIED, Subject, SubjectKind
from filmwright.studio import Studio

_KINDS = {str(kind): kind for kind in SubjectKind}


def everybody(studio: Studio, connection: Connection, facts: Facts) -> list[Subject]:
    """Each face and voice up to the root of these facts, but those that a detector saw and nobody has named.

    Args:
        connection: a look into the ledger that the facts are of.

    Raises:
        FilmwrightError: if a subject, whatever it is, was altered: it may have been a person.
    """
    if facts.root == EMPTY_ROOT:
        return []
    known = signers.load(connection, keys.public_key(studio))
    known.hold(keys.held(studio, known))
    written = select(*lookup.READ).where(entries.c.kind == Subject.ledger_kind)
    # A root as older Filmwrights wrote it is an entry's hash. Where it stands twice, or no more, none is left out.
    of_root = (entries.c.root == facts.root) | (entries.c.hash == facts.root)
    end = connection.execute(select(func.max(entries.c.seq)).where(of_root)).scalar()
    if end is not None:
        written = written.where(entries.c.seq <= end)
    found: list[Subject] = []
    with garbage.left_alone():
        for row in connection.execute(written.order_by(entries.c.seq)):
            lookup.hold(row, known, str(studio.path))
            one = _subject(row)
            if one.personal and not one.id.startswith(UNIDENTIFIED):
                found.append(one)
    return found


def _subject(row: Entry) -> Subject:
    """The subject in an entry that was held against its hash, so that its values need no second look.

    Raises:
        FilmwrightError: if a newer Filmwright wrote it.
    """
    fields = json.loads(row.body)
    kind = _KINDS.get(fields["kind"])
    if kind is None or fields["schema"] != SCHEMA:
        return cast(Subject, parse(row.kind, row.body))
    return Subject.model_construct(id=fields["id"], kind=kind, name=fields["name"], owner=fields.get("owner", ""))
