"""A record can be proven to be in the ledger, and the ledger to have only grown, without showing the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import appoint, keys, ledger, proof
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Appearance, Subject
from filmwright.studio import Studio

WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
GRANT = Grant(assigner="Acme", subjects=[WORK.id], actions=["ingest"], agreement="secret terms")


@pytest.fixture
def full(studio: Studio) -> Studio:
    for first in range(0, 40, 8):
        seen = [
            Appearance(asset="a" * 64, in_frame=n, out_frame=n + 1, subject=WORK.id) for n in range(first, first + 8)
        ]
        with ledger.writing(studio) as connection:
            ledger.append(connection, [WORK, GRANT, *seen], ledger.ensure_key(studio))
    return studio


def roots(studio: Studio) -> list[str]:
    with ledger.reading(studio) as connection:
        return [r[0] for r in connection.exec_driver_sql("SELECT root FROM ledger_entry ORDER BY seq")]


def test_every_record_is_proven_at_every_root(full: Studio) -> None:
    known = roots(full)
    for seq in (1, 2, 7, 16, 31, len(known)):
        for at in range(seq, len(known) + 1, 5):
            made = proof.prove(full, str(seq), known[at - 1])
            assert (made.head.size, made.head.root, made.entry.seq) == (at, known[at - 1], seq)
            assert proof.faults(made, root=known[at - 1]) == []
    assert proof.prove(full, GRANT.id).entry.record_id == GRANT.id


def test_a_proof_shows_nothing_of_the_other_records(full: Studio) -> None:
    text = proof.prove(full, "1").model_dump_json()
    assert "Rabbit" in text and "secret terms" not in text and GRANT.id not in text


def test_the_ledger_only_grew(full: Studio) -> None:
    known = roots(full)
    for size in (1, 2, 3, 8, 21, len(known)):
        made = proof.prove_older(full, known[size - 1])
        assert (made.size, made.root, made.head.root) == (size, known[size - 1], known[-1])
        assert proof.faults(made) == []


@pytest.mark.parametrize("field", ["body", "kind", "record_id", "prev", "at", "seq"])
def test_another_entry_under_the_same_proof_fails(full: Studio, field: str) -> None:
    made = proof.prove(full, "5")
    value = 6 if field == "seq" else getattr(made.entry, field) + " "
    forged = made.model_copy(update={"entry": made.entry.model_copy(update={field: value})})
    assert proof.faults(forged) == ["the entry is not in the tree with this root"]


def test_another_head_or_key_or_root_fails(full: Studio, tmp_path: Path) -> None:
    made = proof.prove(full, "5")
    mine = keys.ensure_key(full).public_hex
    assert proof.faults(made, mine, made.head.root) == []
    assert "another key" in proof.faults(made, "ab" * 32)[0]
    assert "another root" in proof.faults(made, root="ab" * 32)[0]
    later = made.model_copy(update={"head": made.head.model_copy(update={"size": made.head.size + 1})})
    assert proof.faults(later)[0] == "the tree head is not signed by the key that it names"
    older = proof.prove_older(full, roots(full)[2])
    assert proof.faults(older.model_copy(update={"root": "ab" * 32})) == [
        "the older ledger is not the beginning of this one"
    ]


def test_a_proof_after_a_change_of_key_is_by_the_new_key(full: Studio) -> None:
    before = keys.ensure_key(full).public_hex
    appoint.rotate(full, "studio", "yearly")
    made = proof.prove(full, GRANT.id)
    assert made.head.public_key == keys.ensure_key(full).public_hex != before and proof.faults(made) == []


def test_what_cannot_be_proven_is_said(full: Studio, studio: Studio) -> None:
    known = roots(full)
    for asked in ("999", "ab" * 32, "0"):
        with pytest.raises(FilmwrightError, match="no such record"):
            proof.prove(full, asked)
    with pytest.raises(FilmwrightError, match="came after this root"):
        proof.prove(full, "9", known[3])
    for root in ("ab" * 32, "nonsense"):
        with pytest.raises(FilmwrightError, match="had this root"):
            proof.prove_older(full, root)


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"proof": "inclusion"}', "[" * 100_000, '{"proof": "consistency", "size": -1}', "\ud800"]
)
def test_a_file_that_is_no_proof_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(FilmwrightError, match="no proof") as error:
        proof.read(path)
    assert "\n" not in str(error.value)


def test_a_proof_is_read_back(full: Studio, tmp_path: Path) -> None:
    for made in (proof.prove(full, "3"), proof.prove_older(full, roots(full)[4])):
        path = tmp_path / "p.json"
        path.write_text(json.dumps(made.model_dump(mode="json")))
        assert proof.read(path) == made
    path.write_bytes(b" " * (5 << 20))
    with pytest.raises(FilmwrightError, match="too large"):
        proof.read(path)
