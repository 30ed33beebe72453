"""The waybill: one number for a delivery until it is finished, and another for the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import Busy, FilmwrightError, RightsRefused
from filmwright.rights.vocabulary import Request
from filmwright.takes import waybill

KEY = waybill.key({"sha256": "0" * 64, "path": "/out.mp4"})
ASKED = Request(action="deliver", spans=(), project="Spring", territory=("NO",), media=("cinema",), use="a trailer")


def number(studio, error=None):
    with waybill.held(studio, KEY) as found:
        if error is not None:
            raise error
    return found


def left(studio):
    return [path.read_text() for path in (studio.path / "takes" / ".waybills").iterdir()]


def test_a_finished_delivery_has_a_number_of_its_own(studio):
    assert number(studio) != number(studio) and left(studio) == []
    with waybill.held(studio, KEY) as one, waybill.held(studio, waybill.key({"path": "/other.mp4"})) as other:
        assert one != other


@pytest.mark.parametrize("error", [KeyboardInterrupt(), FilmwrightError("the disk is full"), OSError()])
def test_one_that_was_cut_short_keeps_its_number_until_it_is_finished(studio, error):
    with pytest.raises(type(error)):
        number(studio, error)
    (kept,) = left(studio)
    with pytest.raises(RightsRefused):
        number(studio, RightsRefused("no", "", "ask", "0" * 64))
    assert left(studio) == [kept], "the run before may have counted a use"
    assert number(studio) == kept != number(studio)


def test_a_refusal_leaves_nothing(studio):
    with pytest.raises(RightsRefused):
        number(studio, RightsRefused("no", "", "ask", "0" * 64))
    assert left(studio) == []


def test_two_at_once_do_not_share_a_use(studio):
    with waybill.held(studio, KEY), pytest.raises(Busy), waybill.held(studio, KEY):
        raise AssertionError


@pytest.mark.parametrize("said", ["", "x", "\x00" * 26, "é" * 26])
def test_one_that_cannot_be_read_is_written_anew(studio, said):
    path = studio.folder("takes", ".waybills") / f"{KEY}.txt"
    path.write_text(said, encoding="utf-8")
    assert len(number(studio)) == 26 and left(studio) == []


def test_a_job_says_what_is_delivered_to_people(tmp_path):
    job = waybill.job("N1", "T1", tmp_path / "out.mp4", ASKED)
    assert job == f"delivery N1 of take T1 for Spring, NO, cinema, to {tmp_path}/out.mp4: a trailer"
    plain = waybill.job("N1", "T1", Path("/out.mp4"), Request(action="deliver", spans=()))
    assert plain.startswith("delivery N1 of take T1 for any project, everywhere, to /out.mp4")


@pytest.mark.parametrize("name", ["a\nb.mp4", "a\x1b[2Jb.mp4", "a\u202eb.mp4", "a\udcffb.mp4", "long" * 2000])
def test_whatever_a_file_is_called_its_job_can_stand_in_the_ledger(name):
    job = waybill.job("N1", "T1", Path("/") / name, ASKED.model_copy(update={"use": "u " * 1999}))
    assert ASKED.model_copy(update={"job": job}).job == job and job.startswith("delivery N1 ")
