"""``docs/rights.md`` is true: its examples load, its tables name every key and word, its answers are those given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from filmwright.rights import rightsfile, territory
from filmwright.rights.circumstances import Mandate, Notice, Standing, Suspension, Use
from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import FileAppearance, FileSubject, RightsFile
from filmwright.rights.vocabulary import Action, Media, Request, Role, Span, SubjectKind

PAGE = (Path(__file__).parents[2] / "docs" / "rights.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.S | re.M)
QUOTES = re.findall(r"^ *> (.*)$", PAGE, re.M)
ASSET = "a" * 64
FRAMES = 4000
OWN = {"said_in", "renews", "template", "foreign"}
"""What a record says of its own origin; no person writes it."""


@pytest.fixture
def loaded(tmp_path: Path) -> list[RightsFile]:
    made = []
    for number, text in enumerate(EXAMPLES):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        made.append(rightsfile.load(path))
    return made


def words(table: str) -> dict[str, str]:
    """{first column: second} of the table whose head begins so."""
    found = re.search(rf"^\| {re.escape(table)} \| is \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE, re.M)
    assert found, f"docs/rights.md has no table '{table}'"
    return dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", found[1], re.M))


def answer(
    spoken: RightsFile,
    action: str,
    first: int = 0,
    last: int = FRAMES,
    project: str = "",
    *more: Record,
    at: str = "2026-05-01T12:00:00Z",
    **limits: object,
) -> Decision:
    facts = Facts.of([*rightsfile.records(spoken, ASSET, FRAMES), *more], studio="Harbour Films")
    span = Span(asset=ASSET, in_frame=first, out_frame=last)
    return decide(Request(action=action, spans=(span,), project=project, at=at, **limits), facts)


def quotes(decision: Decision) -> list[str]:
    """Quotations of the page that this answer says, word for word."""
    said = " ".join(missing.headline() for missing in decision.missing)
    return [quote for quote in QUOTES if quote in said]


def test_the_examples_load_and_say_what_the_page_says(loaded: list[RightsFile]) -> None:
    small, full, third = loaded
    assert [len(rightsfile.records(one, ASSET, FRAMES)) for one in loaded[:2]] == [3, 2 + 6 + 6 + 6 + 1 + 1]
    assert {str(a) for a in Action if answer(small, a).verdict == "permit"} == {
        "ingest", "index", "train.base", "train.adapter", "generate.generic", "deliver",
    }  # fmt: skip
    assert answer(small, "license.third_party").verdict == "deny"
    assert answer(full, "ingest").verdict == answer(full, "index").verdict == "permit"
    assert answer(third, "ingest", 3000, 4000).verdict == "permit"


def test_the_tables_name_every_key_and_no_other() -> None:
    shared = set(words("in `grants` and `prohibitions`"))
    assert set(words("top of the file")) == set(rightsfile._Whole.model_fields)
    assert set(words("in `subjects`")) == set(FileSubject.model_fields)
    assert set(words("in `appearances`")) == {f.alias or name for name, f in FileAppearance.model_fields.items()}
    assert shared | set(words("in `grants` alone")) == set(Grant.model_fields) - OWN
    assert shared | set(words("in `prohibitions` alone")) == set(Prohibition.model_fields) - OWN
    for part, model in (("mandates", Mandate), ("standings", Standing), ("suspensions", Suspension)):
        assert set(words(f"in `{part}`")) == set(model.model_fields) - OWN
    assert set(words("in `grants` and `prohibitions`")["territory"].split("`")) >= set(territory.GROUPS)


def test_the_closed_lists_are_whole() -> None:
    assert set(words("action")) == {str(action) for action in Action}
    for table, key, choices in (
        ("in `subjects`", "kind", SubjectKind),
        ("in `appearances`", "role", Role),
        ("in `grants` and `prohibitions`", "media", Media),
    ):
        assert set(re.findall(r"`([a-z]+)`", words(table)[key])) == {str(choice) for choice in choices}, key


def test_the_second_film_is_answered_as_the_page_says(loaded: list[RightsFile]) -> None:
    full = loaded[1]
    theme = answer(full, "train.base", 0, 240)
    assert theme.verdict == "deny" and len(quotes(theme)) == 1, theme.sentences()
    assert {m.span.out_frame for m in theme.missing if m.span} == {200}, "frame 199 is the last one under the cue"
    mara = answer(full, "train.base", 240, 1440)
    assert mara.verdict == "deny" and "not for every project" in quotes(mara)[0], mara.sentences()
    sequel = answer(full, "train.base", 240, 1440, "The Long Harbour II")
    assert sequel.verdict == "permit" and sequel.attributions == ("(c) 2026 Harbour Films",)
    voice = answer(full, "generate.replica.voice", 300, 301)
    assert voice.verdict == "deny" and len(quotes(voice)) == 1, voice.sentences()


def test_the_agent_of_the_second_film_may_sign_where_the_mandate_says_so(loaded: list[RightsFile]) -> None:
    norway = {"territory": ("NO",), "media": ("cinema",)}
    asked = answer(loaded[1], "deliver", 2880, 3600, **norway)
    assert asked.verdict == "unknown" and len(quotes(asked)) == 1, asked.sentences()
    teaser = answer(loaded[1], "deliver", 2880, 3600, use="Teaser of two minutes", **norway)
    assert teaser.verdict == "permit", teaser.sentences()
    iceland = answer(loaded[1], "deliver", 2880, 3600, use="teaser of two minutes", territory=("IS",), media="cinema")
    assert iceland.verdict == "deny"
    late = answer(loaded[1], "deliver", 2880, 3600, at="2028-02-01T00:00:00Z", use="teaser of two minutes", **norway)
    assert late.verdict == "unknown" and "authority" in late.sentences()[0], "the mandate has ended"


def test_the_third_film_is_answered_as_the_page_says(loaded: list[RightsFile]) -> None:
    third = loaded[2]
    wave = {"use": "Otto waves from the ferry in scene 12"}
    house = Grant(assigner="Harbour Films", subjects=["work:night-ferry"], actions=["generate.replica.visual"])
    april = answer(third, "generate.replica.visual", 0, 10, "", house, at="2026-04-30T23:59:59Z", **wave)
    assert april.verdict == "permit", april.sentences()
    may = answer(third, "generate.replica.visual", 0, 10, "", house, **wave)
    assert may.verdict == "deny" and len(quotes(may)) == 1, may.sentences()
    child = next(grant for grant in third.grants if grant.minor)
    used = [Use(grant=child.id, decision=f"{number:064x}") for number in range(2)]
    allowed = [answer(third, "generate.generic", 1000, 1010, "", *used[:n]).verdict for n in range(3)]
    assert allowed == ["permit", "permit", "deny"]
    fall = {"project": "Night Ferry", "use": "the fall from the bridge in scene 30"}
    sam = next(grant for grant in third.grants if grant.notice_hours)
    notice = Notice(grant=sam.id, at="2026-06-01T09:00:00+02:00", to="Sam Roe")
    unsaid = answer(third, "generate.replica.visual", 2000, 2010, "Night Ferry", house, use=fall["use"])
    assert unsaid.verdict == "deny" and len(quotes(unsaid)) == 1, unsaid.sentences()
    days = {"2026-06-03T06:00:00Z": "deny", "2026-06-03T07:00:00Z": "permit", "2026-07-01T00:00:00Z": "deny"}
    for day, verdict in days.items():
        told = answer(
            third, "generate.replica.visual", 2000, 2010, "Night Ferry", house, notice, at=day, use=fall["use"]
        )
        assert told.verdict == verdict, (day, told.sentences())
    assert len(quotes(told)) == 1 and "strike" in quotes(told)[0]
    assert len(QUOTES) == 7


@pytest.mark.parametrize(
    ("condition", "asked_for"),
    [
        *((f"authority: {one}", 1) for one in ("agent", "guild", "court")),
        *((f"authority: {one}", 2) for one in ("estate", "guardian")),
        ("description_of_use: a teaser", 1),
        ("conditions: [nothing that smokes, no dubbing]", 2),
        (f"script_sha256: {'c' * 64}", 2),
        (f"script_sha256: {'c' * 64}\n    script_dated: 2026-04-01", 1),
        ("minor: true", 1),
    ],
)
def test_what_no_machine_decides_is_unknown_until_a_plain_grant_settles_it(
    tmp_path: Path, condition: str, asked_for: int
) -> None:
    path = tmp_path / "rights.yaml"
    text = f"{EXAMPLES[0]}    {condition}\n"
    if "authority" in condition:
        text = text.replace("assigner: Blender Foundation", "assigner: Somebody Else")
    path.write_text(text, encoding="utf-8")
    asked = answer(rightsfile.load(path), "ingest")
    assert asked.verdict == "unknown" and asked.sentences()[0].count("?") == len(asked.questions) == asked_for
    plain = "  - {assigner: Blender Foundation, agreement: letter, actions: [ingest]}\n"
    path.write_text(f"{text}{plain}", encoding="utf-8")
    assert answer(rightsfile.load(path), "ingest").verdict == "permit"


@pytest.mark.parametrize(
    "condition", ["authority: agent", "max_uses: 2", "notice_at: 2026-04-01", "deceased: true", "cba: Some Agreement"]
)
def test_what_the_ledger_settles_is_no_question(tmp_path: Path, condition: str) -> None:
    path = tmp_path / "rights.yaml"
    path.write_text(f"{EXAMPLES[0]}    {condition}\n", encoding="utf-8")
    assert answer(rightsfile.load(path), "ingest").verdict == "permit"


def test_limits_that_no_command_asks_within_are_too_small(loaded: list[RightsFile]) -> None:
    asked = answer(loaded[1], "deliver", 2880, 3600)
    assert asked.verdict == "deny" and "but not IS, not for the whole world" in " ".join(asked.sentences())


def test_the_tests_that_it_names_are_there() -> None:
    for link in re.findall(r"\]\((\.\./[^)]+)\)", PAGE):
        assert (Path(__file__).parents[2] / "docs" / link).resolve().is_file(), link
