"""Authorities: appointed for some kinds of record, given new keys, retired; whatever is cut short can be run again."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import appoint, keys, ledger
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Subject
from filmwright.studio import Studio

WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
GRANT = Grant(assigner="Acme", subjects=[WORK.id], actions=["ingest"])


def say(studio: Studio, *records) -> list[str]:
    with ledger.writing(studio) as connection:
        return ledger.append(connection, records, ledger.speaking_key(studio))


def test_an_authority_writes_what_it_may_and_nothing_else(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint.appoint(studio, "legal", ["grant", "revocation"])
    monkeypatch.setenv(keys.SIGN_AS, "legal")
    say(studio, GRANT)
    with pytest.raises(FilmwrightError, match="'legal' may not write records of the kind 'subject'"):
        say(studio, WORK)
    assert {one.name: one.may for one in appoint.known(studio).living()} == {
        "studio": (),
        "legal": ("grant", "revocation"),
    }
    assert ledger.facts(studio).subject(WORK.id) is None and ledger.verify(studio) == []


def test_a_retired_authority_writes_nothing(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint.appoint(studio, "legal", [])
    monkeypatch.setenv(keys.SIGN_AS, "legal")
    say(studio, WORK)
    old = ledger.speaking_key(studio)
    with pytest.raises(FilmwrightError, match="only the studio itself appoints and retires"):
        appoint.retire(studio, "legal", "left the studio")
    monkeypatch.delenv(keys.SIGN_AS)
    appoint.retire(studio, "legal", "left the studio")
    monkeypatch.setenv(keys.SIGN_AS, "legal")
    with pytest.raises(FilmwrightError, match="knows no authority 'legal'"):
        say(studio, GRANT)
    with pytest.raises(FilmwrightError, match="may not write"), ledger.writing(studio) as connection:
        ledger.append(connection, [GRANT], old)
    assert ledger.facts(studio).subject(WORK.id) == WORK, "what it signed before still counts"
    assert ledger.verify(studio) == []


def test_a_new_key_signs_and_the_old_one_does_not(studio: Studio) -> None:
    say(studio, WORK)
    old = keys.ensure_key(studio)
    appoint.rotate(studio, "studio", "the laptop was lost")
    new = keys.ensure_key(studio)
    assert new.id and new.public_hex != old.public_hex
    say(studio, GRANT)
    with pytest.raises(FilmwrightError, match="may not write"), ledger.writing(studio) as connection:
        ledger.append(connection, [WORK.model_copy(update={"id": "work:other"})], old)
    assert ledger.verify(studio) == []


def test_names_and_kinds_are_checked(studio: Studio) -> None:
    appoint.appoint(studio, "legal", ["grant"])
    for name, may, said in (
        ("legal", [], "is an authority of this name"),
        ("studio", [], "is an authority of this name"),
        ("Legal Affairs", [], "no name for an authority"),
        ("../legal", [], "no name for an authority"),
        ("other", ["grants"], "no kind of record 'grants'"),
    ):
        with pytest.raises(FilmwrightError, match=said):
            appoint.appoint(studio, name, may)
    with pytest.raises(FilmwrightError, match="nobody says why"):
        appoint.rotate(studio, "studio", " ")
    for call in (appoint.rotate, appoint.retire):
        with pytest.raises(FilmwrightError, match="knows no authority"):
            call(studio, "nobody", "why")
    with pytest.raises(FilmwrightError, match="cannot be retired"):
        appoint.retire(studio, "studio", "why")
    assert len(appoint.known(studio).living()) == 2
