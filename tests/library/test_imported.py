"""A file of others does not say where its own words come from, nor what they renew."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.canonical import content_id
from filmwright.library import exchange, imported
from filmwright.rights import amend, ledger
from filmwright.rights.circumstances import Mandate, Payment, Use
from filmwright.rights.facts import Facts
from filmwright.rights.formats import table
from filmwright.rights.formats.result import Given
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import RightsFile
from filmwright.rights.vocabulary import Subject
from filmwright.studio import Studio

WORK = Subject(id="work:alpha", kind="work", name="Alpha", owner="Acme")
TERMS = {"assigner": "Acme", "subjects": ["work:alpha"], "actions": ["train.base"]}
MANDATE = {"principal": "Acme", "agent": "Ten Percent", "authority": "agent"}
ELSEWHERE = "e" * 64


def use(grant: str, of: str = "d") -> Use:
    return Use(grant=grant, decision=of * 64)


def taken(*records: Record, there: tuple[Record, ...] = ()) -> tuple[list[Record], list[str]]:
    """What becomes of these, and the fields of which something is lost."""
    made, losses = imported.marked(records, Facts.of((WORK, *there)))
    return made, [loss.field for loss in losses]


@pytest.mark.parametrize("kind", [Grant, Prohibition])
@pytest.mark.parametrize("claimed", ["", "work:alpha", "work:beta", "import:work:beta"])
def test_an_import_is_marked_as_one(kind: type[Grant], claimed: str) -> None:
    (made,), lost = taken(kind(**TERMS, said_in=claimed))
    assert isinstance(made, kind)
    assert made.said_in == (f"import:{claimed.removeprefix('import:')}" if claimed else "import:work:alpha")
    assert lost == (["said_in"] if claimed.startswith("work:") else [])


def test_a_mandate_is_marked_too() -> None:
    (made, plain), lost = taken(Mandate(**MANDATE, said_in="work:alpha"), Mandate(**MANDATE, may_delegate=True))
    assert isinstance(made, Mandate) and made.of_work == "import:work:alpha" and lost == ["said_in"]
    assert isinstance(plain, Mandate) and plain.of_work == ""


def test_the_mark_fits_however_long_the_work_is_called() -> None:
    long = f"work:{'x' * 195}"
    (made,), _ = taken(Grant(**{**TERMS, "subjects": [long]}))
    assert isinstance(made, Grant) and made.said_in == f"import:{content_id(long)}"


def test_what_the_ledger_has_stays_what_it_is() -> None:
    own = Grant(**TERMS, said_in="work:alpha")
    assert taken(own, there=(own,)) == ([own], [])
    gone = Revocation(grant=own.id, superseded=True)
    assert taken(own, there=(own, gone)) == ([own], []), "and what was taken back does not come again"


def test_a_claim_to_the_rights_file_does_not_make_it_the_files(tmp_path: Path) -> None:
    """Else the title's own rights file, read again, would revoke it; or it would bar what that file says."""
    made, _ = taken(Grant(**TERMS, said_in="work:alpha"), Mandate(**MANDATE, said_in="work:alpha"))
    rights = RightsFile(title="Alpha", owner="Acme", work=WORK, subjects=(), grants=(), prohibitions=())
    found = amend.amendment(Facts.of((WORK, *made)), rights, [], [])
    assert not found.records and not found.revoked and not found.ended


def test_a_renewal_within_the_file_stays_one_and_its_uses_are_counted() -> None:
    first = Grant(**TERMS, max_uses=3, said_in="work:alpha")
    second = first.model_copy(update={"renews": first.id})
    third = first.model_copy(update={"renews": second.id})
    made, lost = taken(use(third.id), third, use(first.id), second, first)
    assert lost == ["said_in"]
    facts = Facts.of((WORK, *made))
    latest = made[1]
    assert isinstance(latest, Grant) and latest.said_in == "import:work:alpha" and len(facts.uses(latest)) == 2
    assert [type(one) for one in made] == [Use, Grant, Use, Grant, Grant], "in the order of the file"


def test_it_renews_a_grant_of_the_ledger_by_the_same_person_only() -> None:
    ours = Grant(**TERMS, max_uses=1, said_in="work:alpha")
    there = (ours, use(ours.id))
    (made,), lost = taken(Grant(**{**TERMS, "assigner": "ACME "}, max_uses=1, renews=ours.id), there=there)
    assert isinstance(made, Grant) and made.renews == ours.id and not lost
    for other in (
        Grant(**{**TERMS, "assigner": "Somebody"}, max_uses=1, renews=ours.id),
        Grant(**TERMS, max_uses=1, renews=ELSEWHERE),
        Mandate(**MANDATE, renews=ours.id),
    ):
        (made,), lost = taken(other, there=there)
        assert isinstance(made, Grant | Mandate) and made.renews == "" and lost == ["renews"]
    strange = Grant(**{**TERMS, "assigner": "Somebody"})
    (_, made), lost = taken(strange, Grant(**TERMS, renews=strange.id))
    assert isinstance(made, Grant) and made.renews == "" and lost == ["renews"]


def test_uses_of_an_earlier_grant_that_nobody_knows_here_are_counted_all_the_same() -> None:
    (made, one, two), lost = taken(
        Grant(**TERMS, max_uses=2, renews=ELSEWHERE), use(ELSEWHERE, "a"), use(ELSEWHERE, "b")
    )
    assert isinstance(made, Grant) and lost == ["renews"]
    assert len(Facts.of((WORK, made, one, two)).uses(made)) == 2


def test_a_payment_of_an_earlier_grant_does_not_pay_the_later() -> None:
    paid = Payment(grant=ELSEWHERE, amount="5", currency="EUR", at="2026-01-01", to="Acme", in_full=True)
    (made, note), lost = taken(Grant(**TERMS, vests_on_payment=True, renews=ELSEWHERE), paid)
    assert isinstance(made, Grant) and note == paid and lost == ["renews", "grant"]


def test_notes_follow_the_grant_that_they_are_of() -> None:
    grant = Grant(**TERMS, vests_on_payment=True)
    paid = Payment(grant=grant.id, amount="5", currency="EUR", at="2026-01-01", to="Acme", in_full=True)
    (made, note), lost = taken(grant, paid)
    assert isinstance(made, Grant) and made.id != grant.id
    assert isinstance(note, Payment) and note.grant == made.id and not lost


def test_a_very_long_line_of_renewals() -> None:
    line = [Grant(**TERMS)]
    for _ in range(3_000):
        line.append(line[0].model_copy(update={"renews": line[-1].id}))
    made, lost = taken(*reversed(line))
    assert len({one.record_id for one in made}) == 3_001 and not lost


def test_a_whole_file_goes_in_so_and_twice_adds_nothing(studio: Studio, tmp_path: Path) -> None:
    ours = Grant(**TERMS, max_uses=1, said_in="work:alpha")
    with ledger.writing(studio) as connection:
        ledger.append(connection, [WORK, ours], ledger.ensure_key(studio))
    foreign = Grant(**{**TERMS, "subjects": ["work:beta"], "assigner": "Beta"}, said_in="work:alpha", renews=ours.id)
    beta = Subject(id="work:beta", kind="work", name="Beta", owner="Beta")
    path = tmp_path / "beta.csv"
    path.write_bytes(table.write([beta, foreign, use(foreign.id)], Given()).data)
    done = exchange.take_in(studio, path)
    assert done.fresh == 3 and [loss.field for loss in done.losses] == ["renews", "said_in"]
    facts = ledger.facts(studio)
    assert facts.of_work("work:alpha") == [ours] and facts.uses(ours) == []
    (made,) = facts.of_work("import:work:alpha")
    assert isinstance(made, Grant) and made.renews == "" and len(facts.uses(made)) == 1
    assert exchange.take_in(studio, path).fresh == 0
