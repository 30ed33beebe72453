"""Templates by name: each file is whole and says where its words come from; expanding one is checked and repeatable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import rightsfile
from filmwright.rights.agreements import fragment, scenario, template
from filmwright.rights.agreements.parameters import Context
from filmwright.rights.agreements.shape import Template
from filmwright.rights.circumstances import Mandate, Standing, Suspension
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Subject

WORK = Subject(id="work:reel", kind="work", name="Reel", owner="Acme")
JO = Subject(id="identity:jo", kind="identity", name="Jo Doe", owner="Jo Doe")
VOICE = Subject(id="voice:jo", kind="voice", name="Jo's voice", owner="Jo Doe")
NOBODY = Subject(id="identity:nobody", kind="identity", name="Nobody")
FILM = {one.id: one for one in (WORK, JO, VOICE, NOBODY)}
REPLICA = {"performer": JO.id, "project": "Reel", "use": "a fall", "agreement": "rider 1"}
NAMES = template.names()


def context(at: str = "reel.yaml, line ") -> Context:
    return Context(WORK.id, FILM, lambda key: f"{at}{key or 'entry'}")


def replica(**given: object) -> Grant:
    made = template.expand("sag-aftra-2023-employment-replica", {**REPLICA, **given}, context())
    assert len(made) == 1 and isinstance(made[0], Grant)
    return made[0]


def fault(name: str, given: dict[str, object], film: Context | None = None) -> str:
    with pytest.raises(FilmwrightError) as caught:
        template.expand(name, given, film or context())
    return str(caught.value)


def test_the_agreements_of_the_issue_are_there() -> None:
    assert set(NAMES) == {
        "california-ab-1836", "california-ab-2602", "cc-by-3.0", "cc-by-4.0", "cc0-1.0", "in-house-footage",
        "public-domain", "sag-aftra-2023-background-replica", "sag-aftra-2023-digital-alteration",
        "sag-aftra-2023-employment-replica", "sag-aftra-2023-independent-replica", "sag-aftra-2026-as-scripted",
        "sag-aftra-2026-background-replica", "sag-aftra-2026-digital-alteration", "sag-aftra-2026-employment-replica",
        "sag-aftra-2026-existing-footage", "sag-aftra-2026-independent-replica", "sag-aftra-2026-minor-replica",
        "sag-aftra-2026-strike", "sag-aftra-2026-synthetic-performer", "sag-aftra-2026-training-licence",
        "stock-footage-licence", "tennessee-elvis", "wga-2023-reserved-training", "wga-2026-training-licence",
        "work-made-for-hire",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_says_that_it_is_no_advice_and_names_its_sources(name: str) -> None:
    found = template.load(name)
    assert "not legal advice" in template.path(name).read_text(encoding="utf-8").splitlines()[0]
    assert found.sources or name == "in-house-footage"
    assert all(one.address.startswith("http") and one.read >= "2026-11-21" for one in found.sources)
    reported = {source for statement in found.statements for source in statement.reported_by}
    secondary = {source.id for source in found.sources if source.secondary}
    assert secondary <= reported, "a secondary source is read for something"


@pytest.mark.parametrize("name", NAMES)
def test_each_parameter_is_used_for_something(name: str) -> None:
    found = template.load(name)
    blocks = [*found.grants, *found.prohibitions, *found.mandates, *found.standings, *found.suspensions]
    holes = {part.split(".")[0] for hole in re.findall(r"<([a-z_.|]+)>", str(blocks)) for part in hole.split("|")}
    conditions = re.findall(r"'(?:when|unless)': \[?('[^\]}]+?')(?=[\],}]| and)", str(blocks))
    switches = {word for one in conditions for word in re.findall(r"[a-z_]+", one)}
    ordered = {blank.after for blank in found.parameters.values()}
    assert set(found.parameters) <= holes | switches | ordered


@pytest.mark.parametrize("name", NAMES)
def test_the_same_parameters_give_the_same_records_that_name_their_template(name: str) -> None:
    found = template.load(name)
    one, other = (template.expand(name, found.example.filled, scenario.context_of(found)) for _ in range(2))
    assert [record.record_id for record in one] == [record.record_id for record in other]
    for record in one:
        if isinstance(record, (Grant, Prohibition)):
            assert record.template == f"{name} {found.version}" and record.of_work == found.example.work.id
            assert record.agreement, "every grant names its paper"


@pytest.mark.parametrize("name", NAMES)
def test_every_required_parameter_is_asked_for_by_name(name: str) -> None:
    found = template.load(name)
    for key, blank in found.parameters.items():
        if blank.required:
            left = {k: v for k, v in found.example.filled.items() if k != key}
            assert f"needs '{key}'" in fault(name, left, scenario.context_of(found))


def said_in_a_rights_file(path: Path, found: Template, **parts: object) -> list[Record]:
    """What a rights file on the example's film says with these parts, without what it says of the film itself."""
    example = found.example
    people = [{"id": s.id, "kind": str(s.kind), "name": s.name, "owner": s.owner} for s in example.subjects]
    head = {"title": example.work.name, "owner": example.work.owner, "subject": example.work.id, "subjects": people}
    path.write_text(fragment.as_yaml({**head, **parts}), encoding="utf-8")
    read = rightsfile.load(path)
    return [*read.grants, *read.prohibitions, *read.circumstances]


@pytest.mark.parametrize("name", NAMES)
def test_a_rights_file_can_name_it_or_spell_out_what_it_means(name: str, tmp_path: Path) -> None:
    found = template.load(name)
    made = template.expand(name, found.example.filled, scenario.context_of(found))
    entry = {"template": name, "with": found.example.filled}
    named = said_in_a_rights_file(tmp_path / "named.yaml", found, grants=[entry])
    spelled = said_in_a_rights_file(tmp_path / "spelled.yaml", found, **fragment.parts(made))
    assert fragment.parts(named) == fragment.parts(spelled) == fragment.parts(made)
    terms = [record for record in made if isinstance(record, (Grant, Prohibition))]
    assert [one for one in named if isinstance(one, (Grant, Prohibition))] == terms


def test_a_fault_in_a_rights_file_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rights.yaml"
    text = "title: Reel\nowner: Acme\ngrants:\n  - template: stock-footage-licence\n    with:\n"
    for line, at, what in (
        ("      licence: 4711\n      media: [telepathy]\n", 7, "'telepathy' is not one of"),
        ("      licence: 4711\n      colour: red\n", 7, "'colour' is no parameter"),
        ("      media: [print]\n", 4, "needs 'licence'"),
    ):
        path.write_text(text + line, encoding="utf-8")
        with pytest.raises(FilmwrightError, match=what) as caught:
            rightsfile.load(path)
        assert caught.value.where == f"{path}, line {at}"


def test_a_grant_is_by_the_owner_for_one_project_and_this_work() -> None:
    made = replica(voice=VOICE.id, notice_given="2025-03-01")
    assert (made.assigner, made.authority, made.projects) == ("Jo Doe", "owner", ("Reel",))
    assert made.subjects == (JO.id, VOICE.id) and made.works == (WORK.id,)
    assert (made.notice_hours, made.notice_at, made.cba) == (48, "2025-03-01", "SAG-AFTRA TV/Theatrical 2023")
    assert replica().subjects == (JO.id,) and replica().notice_at == ""


def test_the_order_of_parameters_never_matters() -> None:
    back = dict(reversed(list(REPLICA.items())))
    assert template.expand("sag-aftra-2023-employment-replica", back, context()) == (replica(),)


def test_what_the_dead_and_the_young_need_comes_with_the_grant() -> None:
    estate = {"person": JO.id, "died": "2019-05-02", "rights_holder": "Heirs", "evidence": "will", "project": "Reel",
              "use": "waves", "agreement": "licence"}  # fmt: skip
    grant, mandate, standing = template.expand("california-ab-1836", estate, context())
    assert isinstance(grant, Grant) and grant.authority == "estate" and grant.deceased is True
    assert isinstance(mandate, Mandate) and (mandate.principal, mandate.agent) == ("Jo Doe", "Heirs")
    assert isinstance(standing, Standing) and (standing.what, standing.valid_from) == ("deceased", "2019-05-02")
    young = {
        **REPLICA,
        "minor_until": "2030-01-01",
        "signed_as": "guardian",
        "signatory": "Ann Doe",
        "evidence": "b.c.",
    }
    kinds = [type(record) for record in template.expand("sag-aftra-2026-minor-replica", young, context())]
    assert kinds == [Grant, Mandate, Standing]


def test_who_speaks_for_themselves_gets_no_mandate() -> None:
    given = {"person": JO.id, "died": "2019-05-02", "rights_holder": "jo  DOE", "evidence": "will", "project": "Reel",
             "use": "waves", "agreement": "licence"}  # fmt: skip
    assert not [one for one in template.expand("california-ab-1836", given, context()) if isinstance(one, Mandate)]


def test_whoever_signs_for_another_in_the_owners_name_is_asked_about() -> None:
    given = {"person": JO.id, "died": "2019-05-02", "project": "Reel", "use": "waves", "agreement": "licence"}
    own, other = (
        template.expand("california-ab-1836", {**given, **holder}, context())[0]
        for holder in ({}, {"rights_holder": "Heirs"})
    )
    assert isinstance(own, Grant) and own.conditions == (
        "Jo Doe, registered as the owner, is not the person for whom this is given as estate",
    )
    assert isinstance(other, Grant) and other.conditions == ()


def test_a_strike_is_a_suspension_alone() -> None:
    (made,) = template.expand("sag-aftra-2026-strike", {"began": "2026-10-09"}, context())
    assert made == Suspension(cba="SAG-AFTRA TV/Theatrical 2026", valid_from="2026-10-09", reason="strike")


def test_nothing_allowed_is_no_record_at_all() -> None:
    film = {**FILM, "script:reel": Subject(id="script:reel", kind="script", name="Reel, the script", owner="Acme")}
    made: tuple[Record, ...] = template.expand(
        "wga-2023-reserved-training", {"script": "script:reel", "writer": "Ada"}, Context(WORK.id, film)
    )
    assert made == ()


FAULTS = {
    "no such parameter": ({"colour": "blue"}, "line colour", "'colour' is no parameter of"),
    "a parameter nearly spelled": ({"projekt": "Reel"}, "line projekt", "did you mean 'project'?"),
    "a day that is none": ({"notice_given": "2025-02-30"}, "line notice_given", "not a day of the calendar"),
    "a time without zone": ({"notice_given": "2025-02-03T10:00"}, "line notice_given", "has no time zone"),
    "no such subject": ({"performer": "identity:other"}, "line performer", "is no subject of this film"),
    "a subject of another kind": ({"performer": VOICE.id}, "line performer", "is a voice, not a identity"),
    "a subject without owner": ({"performer": NOBODY.id}, "line performer", "has no registered owner"),
    "a list for a subject": ({"performer": [JO.id]}, "line performer", "is no subject of this film"),
    "an action beyond it": ({"actions": ["train.base"]}, "line actions", "train.base is not among"),
    "an action that is none": ({"actions": "resell"}, "line actions", "'resell' is not one of"),
    "a number in words": ({"notice_hours": "two"}, "line notice_hours", "no whole number"),
    "a truth for a number": ({"notice_hours": True}, "line notice_hours", "no whole number"),
    "no notice at all": ({"notice_hours": 0}, "line notice_hours", "less than 1"),
    "an empty text": ({"use": "  "}, "line use", "it is empty"),
    "a mapping for a text": ({"use": {"a": "b"}}, "line use", "it is no text"),
    "a text that turns the line": ({"use": "a \u202e b"}, "line use", "U+202E"),
    "a long name": ({"project": "x" * 201}, "line project", "more than 200 characters"),
    "a missing one": ({"project": None}, "line entry", "needs 'project'"),
}


@pytest.mark.parametrize(("given", "where", "what"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_its_place_and_the_parameter(given: dict[str, object], where: str, what: str) -> None:
    said = fault("sag-aftra-2023-employment-replica", {**REPLICA, **given})
    assert said.startswith(f"reel.yaml, {where}: ") and what in said and "\n" not in said


def test_dates_that_cannot_be_in_this_order() -> None:
    given = {"performer": JO.id, "project": "Reel", "change": "hair", "script": "5" * 64, "script_dated": "2026-08-01",
             "performed": "2026-08-01", "agreement": "contract"}  # fmt: skip
    assert "does not come after 'script_dated'" in fault("sag-aftra-2026-as-scripted", given)
    assert template.expand("sag-aftra-2026-as-scripted", {**given, "performed": "2026-08-02"}, context())
    assert "no SHA-256" in fault("sag-aftra-2026-as-scripted", {**given, "script": "5" * 63})
    stock = {"licence": "4711", "from": "2027-01-01", "until": "2026-01-01"}
    assert "dates reversed" in fault("stock-footage-licence", stock)


def test_words_and_places_are_checked_as_everywhere() -> None:
    assert "no code of ISO 3166" in fault("stock-footage-licence", {"licence": "4711", "places": ["XX"]})
    assert "'telepathy' is not one of" in fault("stock-footage-licence", {"licence": "4711", "media": "telepathy"})
    assert "none of not_said, allowed, forbidden" in fault("stock-footage-licence", {"licence": "4711", "ai": "maybe"})
    assert "neither yes nor no" in fault(
        "california-ab-2602",
        {"performer": JO.id, "replaces_work": "perhaps", "represented_by": "nobody", "project": "R", "agreement": "a"},
    )


def test_what_a_person_writes_is_never_filled_in_again() -> None:
    assert replica(use="<agreement> and <nothing>").description_of_use == "<agreement> and <nothing>"


@pytest.mark.parametrize("name", ["sag-aftra-2023-employment-replcia", "../shape", "", "data/cc0-1.0"])
def test_a_template_that_is_not_there(name: str) -> None:
    assert fault(name, {}).startswith(f"reel.yaml, line entry: there is no template '{name}'")
