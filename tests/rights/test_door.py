"""The door records what it answers, stops on anything but permit, and can answer again from the record alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.rights import door, ledger
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject
from filmwright.studio import Studio

ASSET = "a" * 64
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
GRANT = Grant(assigner="Acme", subjects=[WORK.id], actions=["train.base"], assignee="Test studio", attribution="(c)")


@pytest.fixture
def cleared(studio: Studio) -> Studio:
    whole = Appearance(asset=ASSET, in_frame=0, out_frame=1000, subject=WORK.id)
    with ledger.writing(studio) as connection:
        ledger.append(connection, [WORK, whole, GRANT], ledger.ensure_key(studio))
    return studio


def asking(action: str = "train.base", first: int = 0) -> Request:
    return Request(
        action=action, spans=(Span(asset=ASSET, in_frame=first, out_frame=first + 10),), at="2026-05-01T12:00:00Z"
    )


def _past_the_end() -> Span:
    return Span(asset=ASSET, in_frame=990, out_frame=1010)


def entries(studio: Studio) -> int:
    with ledger.reading(studio) as connection:
        return ledger.count(connection)


def test_a_permit_is_recorded_with_what_it_rests_on(cleared: Studio) -> None:
    decision = door.require(cleared, asking())
    assert decision.verdict == "permit" and decision.attributions == ("(c)",)
    assert decision.request.assignee == "Test studio"
    assert door.find(cleared, decision.id) == decision
    assert decision.ledger_root == ledger.facts(cleared).root


def test_asking_again_adds_nothing(cleared: Studio) -> None:
    first = door.ask(cleared, asking())
    door.ask(cleared, asking(first=500))
    count = entries(cleared)
    assert door.ask(cleared, asking()).id == first.id
    assert entries(cleared) == count


def test_a_refusal_is_recorded_raised_and_names_the_missing_grant(cleared: Studio) -> None:
    with pytest.raises(RightsRefused) as caught:
        door.require(cleared, asking("deliver"))
    said = str(caught.value)
    for part in ("no grant of deliver", "'Rabbit'", "owner Acme", "frames 0 to 9", caught.value.decision_id[:12]):
        assert part in said
    assert door.find(cleared, caught.value.decision_id).verdict == "deny"
    assert "rights file" in caught.value.do
    with pytest.raises(RightsRefused, match=r"no grant of deliver.*frames 990 to 999.*and 1 more"):
        door.require(cleared, asking("deliver", first=990).model_copy(update={"spans": (_past_the_end(),)}))


def test_unknown_is_refused_too(cleared: Studio) -> None:
    with pytest.raises(RightsRefused, match=r"answer is unknown.*nobody is registered.*frames 1000 to 1009"):
        door.require(cleared, asking(first=1000))


def test_many_in_one_transaction_from_one_state(cleared: Studio) -> None:
    before = entries(cleared)
    decisions = door.ask_many(cleared, [asking(first=first) for first in range(0, 400, 2)])
    assert len({d.id for d in decisions}) == 200 and len({d.ledger_root for d in decisions}) == 1
    assert entries(cleared) == before + 200
    assert ledger.verify(cleared) == []
    assert door.ask_many(cleared, []) == []


def test_a_preview_records_nothing(cleared: Studio) -> None:
    before = entries(cleared)
    assert [d.verdict for d in door.preview(cleared, [asking(), asking("deliver")])] == ["permit", "deny"]
    assert entries(cleared) == before


def test_recording_falls_with_the_callers_transaction(cleared: Studio) -> None:
    before = entries(cleared)
    with pytest.raises(RuntimeError), ledger.writing(cleared) as connection:
        ledger.append(connection, [Revocation(grant=GRANT.id)], ledger.ensure_key(cleared))
        assert door.record(connection, cleared, [asking()])[0].verdict == "deny"
        raise RuntimeError
    assert entries(cleared) == before
    assert door.ask(cleared, asking()).verdict == "permit"


def test_a_decision_comes_out_the_same_from_its_root(cleared: Studio) -> None:
    stored = door.ask(cleared, asking())
    with ledger.writing(cleared) as connection:
        ledger.append(connection, [Revocation(grant=GRANT.id)], ledger.ensure_key(cleared))
    first, again = door.recheck(cleared, stored.id)
    assert first == again == stored and again.id == stored.id
    assert json.loads(again.model_dump_json())["verdict"] == "permit"
    assert door.preview(cleared, [asking()])[0].verdict == "deny"
    with pytest.raises(FilmwrightError, match="no such Decision"):
        door.recheck(cleared, "0" * 64)


ONCE = GRANT.model_copy(update={"max_uses": 3, "actions": ["index"]})


def test_each_use_of_a_counted_grant_is_noted_until_there_is_none_left(cleared: Studio) -> None:
    with ledger.writing(cleared) as connection:
        ledger.append(connection, [ONCE], ledger.ensure_key(cleared))
    door.ask(cleared, asking("index"))
    door.preview(cleared, [asking("index")])
    assert ledger.facts(cleared).uses(ONCE) == [], "to ask is no use"
    made = [door.require(cleared, asking("index", first=first)).id for first in (0, 0, 20)]
    assert [use.decision for use in ledger.facts(cleared).uses(ONCE)] == made
    with pytest.raises(RightsRefused, match="used up: 3 uses were allowed"):
        door.require(cleared, asking("index"))
    with ledger.writing(cleared) as connection:
        slip = ledger.facts(cleared).uses(ONCE)[0]
        ledger.append(connection, [Revocation(grant=slip.record_id)], ledger.ensure_key(cleared))
    assert door.require(cleared, asking("index")).verdict == "permit", "a use noted by mistake can be taken back"
    assert door.require(cleared, asking()).verdict == "permit" and ledger.verify(cleared) == []


USER = """
import sys
from pathlib import Path
from filmwright.errors import RightsRefused
from filmwright.rights import door
from filmwright.studio import open_studio

studio = open_studio(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(4):
    span = {"asset": sys.argv[2], "in_frame": number, "out_frame": number + 1}
    try:
        door.require(studio, door.request(action="index", spans=[span], project=sys.argv[3]))
        print("permit", flush=True)
    except RightsRefused:
        print("refused", flush=True)
"""


def test_a_counted_grant_is_not_used_more_often_by_many_at_once(cleared: Studio) -> None:
    with ledger.writing(cleared) as connection:
        ledger.append(connection, [ONCE], ledger.ensure_key(cleared))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    processes = []
    for who in "ABC":
        command = [sys.executable, "-c", USER, str(cleared.path), ASSET, who]
        processes.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        )
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    said = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        said += out.split()
    assert sorted(said) == ["permit"] * 3 + ["refused"] * 9
    assert len(ledger.facts(cleared).uses(ONCE)) == 3 and ledger.verify(cleared) == []
