"""By what each kind of record is found, and that bins hold every frame."""

from __future__ import annotations

import pytest
from every import ASSET, BY_AGENT, JO, STATEMENTS, TRAIN, WORK
from hypothesis import given
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights.decision import Decision, Question
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.keying import Window, bin_of, bins, keys, span_keys
from filmwright.rights.record import Record
from filmwright.rights.signer import Signer
from filmwright.rights.stored import KINDS
from filmwright.rights.vocabulary import Appearance

DECIDED = Decision(
    request=TRAIN,
    verdict="unknown",
    grants_used=("1" * 64,),
    prohibitions_hit=("2" * 64,),
    questions=(Question(id="3" * 64, grant="1" * 64, subject=JO.id, text="?"),),
    ledger_root="0" * 64,
    at=TRAIN.at,
)
SIGNER = Signer(name="legal", public_key="ab" * 32, may=["grant"])
EVERY: dict[str, Record] = {record.ledger_kind: record for record in [*STATEMENTS, DECIDED, SIGNER]}
ABOUT = {
    "subject": f"subject {JO.id}",
    "confirmation": f"confirmation {STATEMENTS[3].record_id}",
    "revocation": f"revocation {'b' * 64}",
    "mandate": "mandate ten percent",
    "standing": f"standing {JO.id}",
    "suspension": "suspension the agreement",
    "notice": f"notice {BY_AGENT.id}",
    "use": f"use {BY_AGENT.id}",
    "payment": f"payment {BY_AGENT.id}",
    "answer": f"answer {'e' * 64}",
    "signer": "signer all",
    "grant": f"grant train.base {JO.id}",
    "prohibition": f"prohibition deliver {JO.id}",
    "appearance": f"film-bin {ASSET} 0.0",
    "decision": f"rests on {'1' * 64}",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_found_by_what_it_is_about(kind: str) -> None:
    found = keys(EVERY[kind])
    assert ABOUT[kind] in found
    if kind not in ("subject", "decision"):
        assert f"id {EVERY[kind].record_id}" in found


def test_a_record_that_is_none_is_refused() -> None:
    with pytest.raises(FilmwrightError, match="a Record is no record of rights"):
        keys(Record())


@pytest.mark.parametrize("model", [Grant, Prohibition])
def test_terms_are_found_by_each_subject_and_action_and_by_their_work(model: type[Grant] | type[Prohibition]) -> None:
    one = model(assigner="A", subjects=["voice:b", "voice:a"], actions=["index", "deliver"], works=["work:x"])
    kind = model.ledger_kind
    asked = {f"{kind} {action} {subject}" for subject in ("voice:a", "voice:b") for action in ("index", "deliver")}
    assert set(keys(one)) == {*asked, f"id {one.id}", "of work:x"}
    said = one.model_copy(update={"said_in": "work:y"})
    assert "of work:y" in keys(said) and "of work:x" not in keys(said)


def test_proposals_are_found_apart() -> None:
    said = Appearance(asset="a", in_frame=0, out_frame=9, subject=WORK.id)
    assert set(keys(said)) == {"film-bin a 0.0", "film a", f"id {said.record_id}"}
    for source in ("detector", "script"):
        proposed = said.model_copy(update={"source": source})
        assert set(keys(proposed)) == {"film-bin a 0.0", "film a", "proposals a", f"id {proposed.record_id}"}


def test_what_a_decision_is_found_by_is_nothing_that_facts_are_asked_for() -> None:
    facts = {"grant", "prohibition", "subject", "asset", "film", "id", "of", "proposals", *KINDS}
    assert keys(DECIDED) and not {key.split()[0] for key in keys(DECIDED)} & facts


_BINS = [
    ((0, 1), "0.0"), ((0, 512), "0.0"), ((511, 513), "1.0"), ((512, 513), "0.1"), ((0, 4096), "1.0"),
    ((4095, 4097), "2.0"), ((2**30 - 1, 2**30), f"0.{2**21 - 1}"), ((0, 2**30), "7.0"), ((0, 2**30 + 1), "all"),
    ((2**30 - 1, 2**30 + 1), "all"), ((0, 2**53 - 1), "all"), ((2**31, 2**31 + 512), f"0.{2**22}"),
]  # fmt: skip


@pytest.mark.parametrize(("span", "bin"), _BINS)
def test_the_smallest_bin_that_holds_all_of_a_span(span: tuple[int, int], bin: str) -> None:
    assert bin_of(*span) == bin


@pytest.mark.parametrize(("span", "bin"), [one for one in _BINS if one[0][1] - one[0][0] < 10_000])
def test_a_question_looks_into_the_bin_of_each_span_that_it_touches(span: tuple[int, int], bin: str) -> None:
    for frame in (span[0], span[1] - 1):
        assert bin in set(bins(frame, frame + 1))
    assert len(list(bins(*span))) == len(set(bins(*span))) <= 60


_EDGES = [512 * 8**level * times for level in range(8) for times in (1, 2, 7, 8, 9)]
_FRAMES = st.one_of(st.integers(0, 20_000), st.sampled_from(_EDGES), st.integers(0, 2**53 - 20_000))


@given(_FRAMES, st.integers(1, 20_000), st.integers(-20_000, 20_000), st.integers(1, 20_000))
def test_spans_that_overlap_meet_in_a_bin(first: int, length: int, shift: int, other: int) -> None:
    start = max(0, first + min(shift, length - 1))
    if start + other > first:
        assert bin_of(start, start + other) in set(bins(first, first + length))


def test_a_long_span_is_looked_for_in_the_whole_asset() -> None:
    assert span_keys(Window("a", 0, 2**53 - 1)) == span_keys(Window("a", 7, 2**40)) == ["film a"]
    assert "film-bin a 0.0" in span_keys(Window("a", 0, 100_000)) and "film a" not in span_keys(Window("a", 0, 100_000))
