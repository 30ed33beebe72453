"""CSV and ODRL hold every field: 1,000 random grants and as many prohibitions come back equal."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.rights.formats.known import FORMATS
from filmwright.rights.formats.result import Given
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Subject, SubjectKind

from ...effort import examples
from ..every import STATEMENTS
from .drawn import THOUSAND, appearances, grants, prohibitions, subjects


def comes_back(name: str, records: list[Record]) -> None:
    written = FORMATS[name].write(records, Given())
    assert not written.losses
    again = FORMATS[name].read(written.data, Given())
    assert again.records == tuple(records) and not again.losses


def each(name: str, strategy: st.SearchStrategy[Record]) -> Callable[[], None]:
    @THOUSAND
    @given(strategy)
    def check(record: Record) -> None:
        comes_back(name, [record])

    return check


@pytest.mark.parametrize("name", ["csv", "odrl"])
def test_a_thousand_grants(name: str) -> None:
    each(name, grants)()


@pytest.mark.parametrize("name", ["csv", "odrl"])
def test_a_thousand_prohibitions(name: str) -> None:
    each(name, prohibitions)()


@settings(THOUSAND, max_examples=examples(200))
@given(st.lists(grants | prohibitions | subjects | appearances, max_size=4, unique_by=lambda r: r.record_id))
def test_many_in_one_file(records: list[Record]) -> None:
    comes_back("csv", records)
    comes_back("odrl", [record for record in records if record.ledger_kind in ("grant", "prohibition")])


def test_odrl_says_that_it_holds_no_subjects() -> None:
    (loss,) = FORMATS["odrl"].write([Subject(id="work:a", kind=SubjectKind.WORK, name="A")], Given()).losses
    assert loss.of.startswith("subject") and "work:a" in loss.value


def test_a_csv_cell_that_a_spreadsheet_would_run_is_written_as_text() -> None:
    grant = Grant(assigner="=cmd()", subjects=("work:a",), actions=("index",), projects=("@x", "+1"), attribution="'")
    data = FORMATS["csv"].write([grant], Given()).data
    _, row = csv.reader(io.StringIO(data.decode(), newline=""))
    assert "'=cmd()" in row and "''" in row and not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
    assert FORMATS["csv"].read(data, Given()).records == (grant,)


def test_a_table_holds_what_bears_on_grants_too() -> None:
    kinds = ("confirmation", "mandate", "standing", "suspension", "notice", "payment", "use")
    comes_back("csv", [one for one in STATEMENTS if one.ledger_kind in (*kinds, "subject", "grant", "prohibition")])
