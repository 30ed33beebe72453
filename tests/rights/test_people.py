"""Everybody whose face or voice the ledger has: no altered subject is passed over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from every import write
from sqlalchemy import select

from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.rights import chain, keys, ledger
from filmwright.rights.chain import Entry, entries
from filmwright.rights.facts import Facts
from filmwright.rights.people import everybody
from filmwright.rights.vocabulary import Subject
from filmwright.studio import Studio

MARA = Subject(id="identity:mara", kind="identity", name="Mara Lind", owner="Acme")
VOICE = Subject(id="voice:mara", kind="voice", name="the voice of Mara Lind")
OTHERS = [
    Subject(id="unidentified:face-1", kind="identity", name="a face"),
    Subject(id="character:hare", kind="character", name="The Hare", owner="Acme"),
    Subject(id="work:one", kind="work", name="One", owner="Acme"),
]


@pytest.fixture
def facts(studio: Studio) -> Facts:
    for record in (OTHERS[0], MARA, OTHERS[1], VOICE, OTHERS[2]):
        write(studio, record)
    return ledger.facts(studio)


def found(studio: Studio, facts: Facts) -> list[Subject]:
    with ledger.reading(studio) as connection:
        return everybody(studio, connection, facts)


def test_faces_and_voices_are_found_up_to_the_root_that_is_asked(studio: Studio, facts: Facts) -> None:
    assert found(studio, facts) == [MARA, VOICE]
    late = Subject(id="identity:late", kind="identity", name="Late Comer")
    write(studio, late)
    assert found(studio, facts) == [MARA, VOICE]
    assert found(studio, ledger.facts(studio)) == [MARA, VOICE, late]
    assert found(studio, Facts.of(())) == []


def test_a_root_as_older_filmwrights_wrote_it_is_an_entrys_hash(studio: Studio, facts: Facts) -> None:
    with ledger.reading(studio) as connection:
        last = ledger.head(connection).hash
    assert found(studio, Facts.of((), last)) == [MARA, VOICE]


def _body(was: str, now: str) -> Callable[[Entry], dict[str, str]]:
    return lambda row: {"body": row.body.replace(was, now)}


def _whole(row: Entry) -> dict[str, str]:
    """Another subject throughout, whose hash is right."""
    body, made = row.body.replace("identity:mara", "work:mara"), content_id({"kind": "subject", "id": "work:mara"})
    return {
        "body": body,
        "record_id": made,
        "hash": chain.entry_hash(row.seq, row.kind, made, body, row.prev, row.at, row.key),
    }


@pytest.mark.parametrize(
    "change",
    [
        _body("Mara Lind", "Nobody X"),
        _body('"kind":"identity"', '"kind":"character"'),
        _body("identity:mara", "identity:xxxx"),
        _body("identity:mara", "unidentified:mara"),
        _whole,
    ],
)
@pytest.mark.parametrize("private", [True, False])
def test_an_altered_subject_is_named_and_not_passed_over(
    studio: Studio, facts: Facts, change: Callable[[Entry], dict[str, str]], private: bool
) -> None:
    with studio.engine.begin() as connection:
        row = connection.execute(select(entries).where(entries.c.record_id == MARA.record_id)).one()
        new = change(row)
        assert any(getattr(row, column) != value for column, value in new.items())
        connection.execute(entries.update().where(entries.c.seq == row.seq).values(new))
    if not private:  # As in an auditor's copy: the signature is looked at.
        (studio.path / "keys" / keys.PRIVATE).unlink()
    with pytest.raises(FilmwrightError, match=f"the ledger was altered: entry {row.seq} "):
        found(studio, facts)


@pytest.mark.parametrize("seq", [1, 5])
def test_a_root_put_elsewhere_or_taken_away_leaves_nobody_out(studio: Studio, facts: Facts, seq: int) -> None:
    with studio.engine.begin() as connection:
        change = entries.update().where(entries.c.seq == seq)
        connection.execute(change.values(root=facts.root if seq == 1 else "0" * 64))
    assert found(studio, facts) == [MARA, VOICE]


def test_one_of_a_newer_kind_is_one_line(studio: Studio, facts: Facts) -> None:
    class Newer(Subject):
        kind: str  # type: ignore[assignment]

    write(studio, Newer(id="identity:new", kind="ghost", name="A ghost"))
    with ledger.reading(studio) as connection:
        last = ledger.head(connection).hash
    with pytest.raises(FilmwrightError, match="cannot be read"):
        found(studio, Facts.of((), last))
