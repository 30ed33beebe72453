"""One title in every format, byte for byte; and files as others write them, with what they come to here.

To write the files of the title anew after a change that is meant: ``python -m tests.rights.formats.test_golden``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.rights.formats.known import FORMATS, by_suffix, guess
from filmwright.rights.formats.result import Given
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Appearance, Role, Subject, SubjectKind

from .drawn import THOUSAND, grants, prohibitions, said_of
from .shapes import SHAPES

GOLDEN = Path(__file__).parent / "golden"
TRAIN = (Action.TRAIN_BASE, Action.TRAIN_ADAPTER)
WORK, JO = "work:the-long-harbour", "identity:mara-lind"
KNOWN = Given("golden", "Harbour Films", WORK)
TITLE: tuple[Record, ...] = (
    Subject(id=WORK, kind=SubjectKind.WORK, name="The Long Harbour", owner="Harbour Films"),
    Subject(id=JO, kind=SubjectKind.IDENTITY, name="Mara Lind", owner="Mara Lind"),
    Appearance(asset="f" * 64, in_frame=0, out_frame=48000, subject=WORK),
    Appearance(asset="f" * 64, in_frame=240, out_frame=1440, subject=JO, role=Role.DEPICTS),
    Grant(
        assigner="Harbour Films",
        assignee="Acme",
        subjects=(WORK,),
        actions=(*TRAIN, Action.INDEX, Action.ATTRIBUTE),
        territory=("EU",),
        territory_except=("DE",),
        media=("cinema", "streaming"),
        valid_from="2026-01-01",
        valid_to="2027-06-30T22:00:00Z",
        agreement="Deal memo 7",
        compensation="EUR 10,000",
        vests_on_payment=True,
        conditions=("no advertising; ever", "=as agreed"),
        revocable="requires_retrain",
    ),
    Grant(
        assigner="Mara Lind",
        subjects=(JO,),
        actions=(Action.GENERATE_REPLICA_VISUAL,),
        works=(WORK,),
        counsel_or_union=True,
        description_of_use="de-ageing of scene 14 as in the script",
        replica_kinds=("employment_based",),
        notice_hours=48,
        script_sha256="ab" * 32,
        cba="SAG-AFTRA TV/Theatrical 2026",
        minor=False,
    ),
    Prohibition(assigner="Harbour Films", subjects=(WORK,), actions=(Action.GENERATE_GENERIC,), reason="not this film"),
)
FILES = {
    "csv": "harbour.csv",
    "odrl": "harbour.jsonld",
    "cawg": "harbour.cawg.json",
    "plus": "harbour.xmp",
    "plus-json": "harbour.plus.json",
    "rsl": "harbour.xml",
    "aipref": "harbour.http",
    "aipref-robots": "harbour.robots.txt",
    "omc": "harbour.omc.json",
}


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_title_in_every_format(name: str) -> None:
    written = FORMATS[name].write(TITLE, KNOWN)
    assert written.data == (GOLDEN / FILES[name]).read_bytes()
    SHAPES[name](written.data)
    assert guess(GOLDEN / FILES[name]) == name and by_suffix(Path(FILES[name])) == name


@pytest.mark.parametrize("name", list(FORMATS))
def test_what_is_read_of_it_again(name: str) -> None:
    records = FORMATS[name].read((GOLDEN / FILES[name]).read_bytes(), KNOWN).records
    said = {(one.ledger_kind, *getattr(one, "actions", ())) for one in records}
    if name == "csv":
        assert records == TITLE
    elif name == "odrl":
        assert records == TITLE[4:]
    elif name == "omc":
        assert records == TITLE[:4]
    elif name in ("plus", "plus-json"):
        assert said == {("prohibition", "attribute", "index", "train.adapter", "train.base")}
    elif name.startswith("aipref"):
        assert said == {("prohibition", "index"), ("prohibition", "train.adapter", "train.base")}
    else:
        refused = ("prohibition", "alter.performance", "generate.generic", "generate.replica.visual")
        assert {one[:4] for one in said if one[0] == "prohibition"} == {refused}
        allowed = [one for one in records if isinstance(one, Grant)]
        assert allowed and all(one.conditions and "no advertising; ever" in one.conditions[-1] for one in allowed)


@pytest.mark.parametrize("name", [one for one in FORMATS if one not in ("csv", "omc")])
def test_the_structure_of_whatever_is_written(name: str) -> None:
    @THOUSAND
    @given(st.lists(grants | prohibitions, min_size=1, max_size=3))
    def check(records: list[Grant | Prohibition]) -> None:
        plain = [one.model_copy(update={"foreign": {}}) for one in records]
        SHAPES[name](FORMATS[name].write(plain, said_of(records[0])).data)

    check()


def kept(records: tuple[Record, ...]) -> set[str]:
    """All that the records keep of the other format's own fields, part by part."""
    foreign = [said for one in records if isinstance(one, (Grant, Prohibition)) for said in one.foreign.values()]
    return {f"{part} {value}" for said in foreign for part, value in said.get("kept", said).items()}


def read(file: str, name: str, assigner: str = "Harbour Films") -> list[tuple[str, str, int]]:
    """Kind, actions and number of conditions of each record of a file; what it says besides comes back."""
    known = Given(file, assigner, WORK)
    found = FORMATS[name].read((GOLDEN / file).read_bytes(), known)
    again = FORMATS[name].read(FORMATS[name].write(found.records, known).data, known)
    assert kept(found.records) <= kept(again.records)
    return sorted(
        (one.ledger_kind, " ".join(one.actions), len(getattr(one, "conditions", ())))
        for one in found.records
        if isinstance(one, (Grant, Prohibition))
    )


MAKING = "alter.performance generate.generic generate.replica.visual generate.replica.voice"
MAKING += " generate.synthetic_performer"
MINING = "attribute index train.adapter train.base"


def test_an_assertion_as_others_write_it() -> None:
    assert read("others.cawg.json", "cawg") == [
        ("grant", "attribute index", 1),
        ("grant", "generate.generic", 0),
        ("prohibition", "train.adapter train.base", 0),
    ]
    assert read("others.cawg.json", "cawg", "") == [
        ("prohibition", "attribute index", 0),
        ("prohibition", "train.adapter train.base", 0),
    ]


def test_a_packet_as_others_write_it() -> None:
    assert read("others.xmp", "plus") == [("prohibition", MINING, 0)]


def test_a_licence_as_others_write_it() -> None:
    assert read("others.rsl.xml", "rsl") == [
        ("grant", "index train.adapter train.base", 3),
        ("prohibition", MAKING, 0),
    ]
    assert read("others.rsl.xml", "rsl", "") == [("prohibition", MAKING, 0)]


def test_a_robots_file_as_others_write_it() -> None:
    assert read("others.robots.txt", "aipref-robots") == [
        ("grant", "index", 1),
        ("prohibition", "train.adapter train.base", 0),
    ]


def test_a_policy_as_others_write_it() -> None:
    everything = " ".join(sorted(Action))
    assert read("others.jsonld", "odrl") == [
        ("grant", "index", 3),
        ("prohibition", everything, 0),
        ("prohibition", "deliver", 0),
    ]


if __name__ == "__main__":
    for name, file in FILES.items():
        (GOLDEN / file).write_bytes(FORMATS[name].write(TITLE, KNOWN).data)
