"""Files of every format that were in order before they were damaged: records or one line, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights.formats.known import FORMATS, guess
from filmwright.rights.formats.result import Given
from filmwright.rights.record import STORED

from ...effort import examples
from .damaged import damaged
from .drawn import THOUSAND, drawn

SOME = settings(THOUSAND, max_examples=examples(400))
KNOWN = Given("file", "A", "work:a", "f" * 64, 10)


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_damaged_file_is_records_or_one_line(name: str) -> None:
    """And whatever records it is, they can be kept, and written in every format that has words for them."""
    read = 0

    @SOME
    @given(
        drawn(lambda random: damaged(random, name)),
        st.sampled_from((KNOWN, KNOWN, Given("file"), Given("file", "", "work:a"))),
    )
    def check(data: bytes, known: Given) -> None:
        nonlocal read
        try:
            found = FORMATS[name].read(data, known)
        except FilmwrightError as error:
            assert error.where.startswith("file") and "\n" not in str(error)
            return
        read += 1
        assert all(loss.sentence().isprintable() for loss in found.losses)
        for record in found.records:
            body = {key: value for key, value in record.body.items() if key != "schema"}
            assert type(record).model_validate(body, context=STORED) == record
        for other in FORMATS.values():
            try:
                other.write(found.records, known)
            except FilmwrightError as error:
                assert "one work" in error.what

    check()
    assert read > 40, "too few were read at all"


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_format_of_a_damaged_file_is_told_or_not(name: str) -> None:
    told = 0

    @SOME
    @given(drawn(lambda random: damaged(random, name)))
    def check(data: bytes) -> None:
        nonlocal told
        try:
            told += guess(Path("file"), data) == name
        except FilmwrightError as error:
            assert error.where.startswith("file") and "\n" not in str(error)

    check()
    assert told > 150
