"""The rights file: the smallest that works, and each fault named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import rightsfile
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Action, Appearance, Subject

SMALLEST = """title: Big Buck Bunny
owner: Blender Foundation
grants:
  - assigner: Blender Foundation
    agreement: CC-BY-3.0
    actions: [ingest, index, train.base, train.adapter, generate.generic, deliver]
    attribution: "(c) copyright 2008, Blender Foundation / www.bigbuckbunny.org"
"""
CAST = """title: 1917
owner: Acme
subject: eidr:10.5240/7B2F-ED60
subjects:
  - {id: identity:jo, kind: identity, name: Jo, appearances: [{in: 3, out: 9}]}
  - {id: voice:jo, kind: voice, name: Jo, appearances: [{in: 3, out: 9}]}
  - {id: music:cue, kind: music, name: Cue, owner: Music House}
  - {id: mark:logo, kind: mark, name: Logo, appearances: []}
grants:
  - {assigner: Acme, actions: [train.base], valid_from: 2026-01-01, valid_to: 2026-12-31, territory: [NO, SE]}
  - {assigner: Jo, subjects: [identity:jo, voice:jo], actions: [train.base]}
  - {assigner: Jo, subject: identity:jo, actions: [deliver], works: all}
prohibitions:
  - {assigner: Jo, subjects: [voice:jo], actions: [generate.replica.voice], reason: never}
"""


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "rights.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_smallest_file_means_the_whole_work_without_limits(tmp_path: Path) -> None:
    found = rightsfile.load(write(tmp_path, SMALLEST))
    subject, appearance, grant = rightsfile.records(found, "a" * 64, 14315)
    assert isinstance(subject, Subject) and isinstance(appearance, Appearance) and isinstance(grant, Grant)
    assert (subject.id, subject.owner) == ("work:big-buck-bunny", "Blender Foundation")
    assert (appearance.in_frame, appearance.out_frame, appearance.subject) == (0, 14315, subject.id)
    assert grant.subjects == (subject.id,) and Action.TRAIN_BASE in grant.actions
    assert (grant.territory, grant.media, grant.projects, grant.works, grant.valid_to) == ((), (), (), (), "")
    assert found.attribution.startswith("(c) copyright 2008")


def test_a_cast_with_spans_roles_and_owners(tmp_path: Path) -> None:
    found = rightsfile.load(write(tmp_path, CAST))
    assert found.title == "1917" and found.work.id == "eidr:10.5240/7B2F-ED60"
    made = rightsfile.records(found, "a" * 64, 100)
    assert {s.id: s.owner for s in made if isinstance(s, Subject)} == {
        "eidr:10.5240/7B2F-ED60": "Acme",
        "identity:jo": "Jo",
        "voice:jo": "Jo",
        "music:cue": "Music House",
        "mark:logo": "Acme",
    }
    spans = {a.subject: (a.in_frame, a.out_frame, str(a.role)) for a in made if isinstance(a, Appearance)}
    assert spans == {
        "eidr:10.5240/7B2F-ED60": (0, 100, "depicts"),
        "identity:jo": (3, 9, "depicts"),
        "voice:jo": (3, 9, "voices"),
        "music:cue": (0, 100, "composed"),
    }
    ours, cast, anywhere = (g for g in made if isinstance(g, Grant))
    assert ours.territory == ("NO", "SE") and (ours.valid_from, ours.valid_to) == ("2026-01-01", "2026-12-31")
    assert cast.works == ("eidr:10.5240/7B2F-ED60",), "a person's consent is for this work"
    assert anywhere.works == () and anywhere.subjects == ("identity:jo",)
    assert [p.reason for p in made if isinstance(p, Prohibition)] == ["never"]


BAD = {
    "unknown key": (SMALLEST + "colour: blue\n", "line 8", "unknown key 'colour'"),
    "unknown key in a grant": (SMALLEST + "    until: 2027-01-01\n", "line 8", "unknown key 'until'"),
    "unknown action": (
        SMALLEST.replace("deliver", "resell"),
        "line 6",
        "unknown action: 'resell' is not one of ingest",
    ),
    "one action, no list": (SMALLEST.replace("[ingest, index", "ingest #"), "line 6", "must be a list"),
    "dates reversed": (SMALLEST + "    valid_from: 2027-01-01\n    valid_to: 2026-01-01\n", "line 4", "dates reversed"),
    "no such day": (SMALLEST + "    valid_from: 2026-02-30\n", "line 8", "not a day of the calendar"),
    "no time zone": (SMALLEST + "    valid_from: 2026-02-03T10:00:00\n", "line 8", "has no time zone"),
    "a word for a date": (SMALLEST + "    valid_from: tomorrow\n", "line 8", "not a date"),
    "no such subject": (SMALLEST + "    subjects: [identity:nobody]\n", "line 8", "no subject of this film"),
    "no such subject, singular": (SMALLEST + "    subject: identity:nobody\n", "line 4", "no subject of this film"),
    "bad kind": (CAST.replace("kind: mark", "kind: brand"), "line 8", "unknown kind: 'brand' is not one of work"),
    "reversed appearance": (CAST.replace("{in: 3, out: 9}", "{in: 9, out: 3}", 1), "line 5", "ends after it begins"),
    "the same subject twice": (CAST.replace("voice:jo, kind", "identity:jo, kind"), "line 6", "is there twice"),
    "not the owner": (SMALLEST.replace("assigner: Blender Foundation", "assigner: Me"), "line 4", "belongs to Blender"),
    "an agent's name for the owner": (
        CAST.replace("assigner: Jo, subjects", "assigner: Acme, subjects", 1),
        "line 11",
        "Jo",
    ),
    "a group that is not known": (SMALLEST + "    territory: [EMEA]\n", "line 8", "no group known here"),
    "the world and a country": (SMALLEST + "    territory: [WORLD, NO]\n", "line 8", "stands alone"),
    "a medium that is none": (SMALLEST + "    media: [telepathy]\n", "line 8", "telepathy"),
    "no title": (SMALLEST.replace("title", "name"), "rights.yaml", "missing"),
    "no assigner": (SMALLEST.replace("assigner", "giver"), "line 4", "'assigner' is missing"),
    "an empty list of actions": (
        SMALLEST.replace("ingest, index, train.base, train.adapter, generate.generic, deliver", ""),
        "line 6",
        "'actions' is empty",
    ),
    "not yaml": ("title: [\n", "line 2", "YAML"),
    "a key twice": (SMALLEST + "owner: Me\n", "line 8", "'owner' is there twice"),
    "an alias": ("title: &a x\nowner: *a\n", "line 1", "anchors and aliases"),
    "a tag": ("title: !!python/object/apply:os.system [x]\nowner: x\n", "line 1", "tag"),
    "two documents": (SMALLEST + "---\na: b\n", "line", "YAML"),
    "deep": ("title: " + "[" * 40 + "]" * 40 + "\n", "line 1", "nested deeper"),
    "very deep": ("title: " + "[" * 200_000, "line 1", "nested deeper"),
    "only words": ("hello", "rights.yaml", "key: value"),
    "nothing": ("", "rights.yaml", "key: value"),
    "not text": (b"\xff\xfe\x00title", "rights.yaml", "UTF-8"),
    "escape codes": (
        SMALLEST.replace("title: Big", 'title: "\\e[31mBig').replace("Bunny\n", 'Bunny"\n', 1),
        "line 1",
        "U+001B",
    ),
    "a lone surrogate": ('title: "\\ud800"\nowner: x\n', "line 1", ""),
    "turned writing": (SMALLEST.replace("title: Big", "title: \u202eBig"), "line 1", "U+202E"),
    "too large": (SMALLEST + "#" * 5_000_001, "rights.yaml", "larger than 5 MB"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_each_fault_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    text, where, what = BAD[name]
    with pytest.raises(FilmwrightError) as caught:
        rightsfile.load(write(tmp_path, text))
    assert where in caught.value.where and what in str(caught.value), str(caught.value)
    assert "\n" not in str(caught.value) and caught.value.do


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(FilmwrightError, match=r"no such file|this is a folder"):
            rightsfile.load(path)


def test_an_appearance_past_the_end_of_the_asset(tmp_path: Path) -> None:
    found = rightsfile.load(write(tmp_path, CAST))
    with pytest.raises(FilmwrightError, match="'Jo' is said to appear up to frame 9, but the asset has 8 frames"):
        rightsfile.records(found, "a" * 64, 8)
    with pytest.raises(FilmwrightError, match="without frames"):
        rightsfile.records(found, "a" * 64, 0)


def test_titles_in_any_script_have_an_id_and_other_titles_another(tmp_path: Path) -> None:
    ids = []
    for title in ("Straße", "STRASSE", "千と千尋の神隠し", "'!!!'", "'???'", "x" * 200):
        ids.append(rightsfile.load(write(tmp_path, f"title: {title}\nowner: x\n")).work.id)
    assert ids[:3] == ["work:strasse", "work:strasse", "work:千と千尋の神隠し"]
    assert len(set(ids)) == 5 and all(id_.startswith("work:") for id_ in ids)


@pytest.mark.parametrize("key", ["works", "projects", "territory", "media", "model_classes", "replica_kinds"])
def test_an_empty_list_of_limits_is_refused_for_it_could_mean_all_or_none(tmp_path: Path, key: str) -> None:
    with pytest.raises(FilmwrightError, match=rf"line 8: an empty list of {key} could mean all or none"):
        rightsfile.load(write(tmp_path, f"{SMALLEST}    {key}: []\n"))
