"""``revoke`` and ``affected`` as people and programs read them."""

from __future__ import annotations

import json

import pytest

from filmwright.rights import ledger
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject
from filmwright.studio import Studio, create, open_studio

from ..conftest import run_filmwright
from .test_json import printed, promised

WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")


def entries(studio: Studio) -> int:
    with ledger.reading(studio) as connection:
        return ledger.count(connection)


def say(studio: Studio, *records) -> None:
    with ledger.writing(studio) as connection:
        ledger.append(connection, records, ledger.ensure_key(studio))


@pytest.fixture
def rabbit(tmp_path) -> tuple[Studio, Grant]:
    """A studio's ledger with one film and the owner's grant on it."""
    studio = create(tmp_path / "studio", "Test studio")
    grant = Grant(assigner="Acme", subjects=[WORK.id], actions=["deliver"], agreement="letter")
    say(studio, WORK, Appearance(asset="a" * 64, in_frame=0, out_frame=100, subject=WORK.id), grant)
    return studio, grant


def test_before_it_is_a_supposition_and_after_it_is_so(copied):
    from ..withdraw.conftest import the_grant

    grant = the_grant(open_studio(copied.studio))
    done = run_filmwright(copied.studio, "affected", grant.id[:8])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("SUPPOSED, nothing was taken back. If it were today: grant ")
    stop, stays = done.stdout.index("must stop now:"), done.stdout.index("stays lawful")
    assert stop < done.stdout.index("5 shots of Alpha, Decision") < done.stdout.index("model M") < stays
    assert stays < done.stdout.index(f"take {copied.said['shoot']['name']}") < done.stdout.index("because:")
    after = run_filmwright(copied.studio, "revoke", grant.id, "--because", "the licence ended", "--by", "The owner")
    assert after.returncode == 0, after.stderr
    assert after.stdout.startswith("Taken back: grant ") and "signed by 'studio'" in after.stdout
    assert "SUPPOSED" not in after.stdout and "refused now: ingest, train.base" in after.stdout
    again = run_filmwright(copied.studio, "affected", grant.id)
    assert "by The owner (the licence ended): grant " in again.stdout
    keys = promised("affected")
    facts = json.loads(run_filmwright(copied.studio, "affected", grant.id, "--json").stdout)
    assert printed(facts, keys) == keys and facts["supposed"] is False
    assert facts["counts"] == {"stop": 7, "retrain": 0, "stays": 2, "covered": 0}


def test_revoke_answers_as_affected_does_and_names_its_entry(rabbit):
    studio, grant = rabbit
    done = run_filmwright(studio.path, "revoke", grant.id[:10], "--because", "over", "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert promised("revoke") <= set(facts) and facts["revoked"]["reason"] == "over"
    assert [one.record_id for one in ledger.facts(studio).revocations(grant.id)] == [facts["revocation"]]
    told = run_filmwright(studio.path, "affected", grant.id)
    assert "Nothing that was made stands on it." in told.stdout


@pytest.mark.parametrize("key, said", [("0" * 12, "has no record of this id"), ("zzz", "is no record's id")])
def test_what_is_no_statement_is_one_line_and_leaves_the_ledger(rabbit, key, said):
    studio, _ = rabbit
    before = entries(studio)
    for command in (("revoke", key, "--because", "x"), ("affected", key)):
        done = run_filmwright(studio.path, *command)
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and said in done.stderr, done.stderr
    assert entries(studio) == before


def test_a_reason_is_asked_for_and_a_second_time_refused(rabbit):
    studio, grant = rabbit
    assert run_filmwright(studio.path, "revoke", grant.id).returncode == 2
    assert run_filmwright(studio.path, "revoke", grant.id, "--because", "over").returncode == 0
    before = entries(studio)
    done = run_filmwright(studio.path, "revoke", grant.id, "--because", "over")
    assert done.returncode == 2 and "was taken back already" in done.stderr and done.stderr.count("\n") == 1
    assert entries(studio) == before


def test_to_loosen_needs_a_name_and_is_said(rabbit):
    from filmwright.rights import door

    studio, _ = rabbit
    no = Prohibition(assigner="Acme", subjects=[WORK.id], actions=["deliver"])
    say(studio, no)
    door.ask(studio, Request(action="deliver", spans=(Span(asset="a" * 64, in_frame=0, out_frame=9),)))
    asked = run_filmwright(studio.path, "affected", no.id)
    assert "may allow more than before: 1 request that was refused would be permitted" in asked.stdout
    done = run_filmwright(studio.path, "revoke", no.id, "--because", "settled")
    assert done.returncode == 2 and "--by NAME" in done.stderr
    done = run_filmwright(studio.path, "revoke", no.id, "--because", "settled", "--by", "Kim")
    assert done.returncode == 0 and "may now allow more than before: 1 request that was refused" in done.stdout
