"""Many records are written in slices, and stand or fall together all the same."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import recorded
from filmwright.pipeline.progress import Silent
from filmwright.rights import ledger
from filmwright.rights.circumstances import Mandate
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Subject
from filmwright.studio import Studio


class Heard(Silent):
    """What a person would be told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def start(self, what: str, total: float | None, done: float = 0.0) -> None:
        self.told.append((what, total))

    def advance(self, n: float = 1) -> None:
        self.told.append(n)

    def finish(self) -> None:
        self.told.append("finished")


def subjects(count: int) -> list[Record]:
    return [Subject(id=f"work:{n}", kind="work", name=f"W{n}", owner="Acme") for n in range(count)]


def write(studio: Studio, records: list[Record]) -> list[object]:
    heard = Heard()
    with ledger.writing(studio) as connection:
        recorded.write(connection, records, ledger.ensure_key(studio), heard)
    return heard.told


def test_few_are_not_worth_a_word(studio: Studio) -> None:
    assert write(studio, subjects(recorded.SLICE)) == []


def test_many_are_counted(studio: Studio) -> None:
    records = subjects(2 * recorded.SLICE + 1)
    assert write(studio, records) == [("writing records", 4_001), 2_000, 2_000, 1, "finished"]
    assert ledger.verify(studio) == []
    with ledger.reading(studio) as connection:
        assert ledger.count(connection) == 4_001


def test_a_fault_in_a_later_slice_takes_back_the_earlier(studio: Studio) -> None:
    def mandate(principal: str, agent: str) -> Mandate:
        return Mandate(principal=principal, agent=agent, authority="agent")

    rest = subjects(recorded.SLICE)
    heard = Heard()
    with (
        pytest.raises(FilmwrightError, match="go in a circle"),
        ledger.writing(studio) as connection,
    ):
        recorded.write(connection, [mandate("A", "B"), *rest, mandate("B", "A")], ledger.ensure_key(studio), heard)
    assert heard.told[-1] == "finished"
    with ledger.reading(studio) as connection:
        assert ledger.count(connection) == 0
