from __future__ import annotations

import hashlib
import json
import os
import py_compile
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.canonical import (
    canonical_json,
    content_id,
    file_sha256,
    folder_sha256,
    frame_rate,
    new_id,
    now,
    printable,
)
from filmwright.errors import FilmwrightError

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_equal_things_are_spelled_alike_and_read_back(value):
    spelled = canonical_json(value)
    assert json.loads(spelled) == value
    assert canonical_json(json.loads(spelled)) == spelled and "\n" not in spelled


def test_the_order_of_keys_does_not_matter():
    assert canonical_json({"b": 1, "a": [2, {"d": 3, "c": 4}]}) == '{"a":[2,{"c":4,"d":3}],"b":1}'
    assert content_id({"b": 1, "a": 2}) == content_id({"a": 2, "b": 1}) != content_id({"a": 1, "b": 2})


def test_what_json_has_no_word_for():
    noon = datetime(2026, 5, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    assert canonical_json([Fraction(24000, 1001), noon, Path("a/b"), {"z", "a"}, frozenset()]) == (
        '["24000/1001","2026-05-01T12:00:00+00:00","a/b",["a","z"],[]]'
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [float("-inf")]}])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError):
        canonical_json(value)


@pytest.mark.parametrize("value", [object(), b"bytes", 1j])
def test_a_type_without_a_spelling_is_refused(value):
    with pytest.raises(TypeError, match="has no canonical form"):
        canonical_json(value)


def test_an_id_is_the_hash_of_the_spelling():
    assert content_id({"é": 1}) == hashlib.sha256('{"é":1}'.encode()).hexdigest()


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 7])
def test_a_file_is_named_by_its_bytes(tmp_path, size):
    data = bytes(range(256)) * (size // 256 + 1)
    (tmp_path / "f").write_bytes(data[:size])
    assert file_sha256(tmp_path / "f") == hashlib.sha256(data[:size]).hexdigest()


def folder(place, **contents):
    for name, text in contents.items():
        path = place / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return place


def test_a_folder_is_named_by_what_is_in_it(tmp_path):
    one = folder(tmp_path / "one", a="1", deep__b="2")
    two = folder(tmp_path / "elsewhere" / "two", deep__b="2", a="1")
    assert folder_sha256(one) == folder_sha256(two)
    changed = [folder(tmp_path / "c", a="1", deep__b="3"), folder(tmp_path / "d", a="1", deep__c="2")]
    changed += [folder(tmp_path / "e", a="1"), folder(tmp_path / "f", a="1", deep__b="2", extra="")]
    assert len({folder_sha256(place) for place in [one, *changed]}) == 5


def test_what_an_installer_compiles_is_not_part_of_a_folder(tmp_path):
    """The shipped base has one id, however and for whichever Python it was installed."""
    place = folder(tmp_path / "one", a="1")
    (place / "deep").mkdir()
    (place / "deep" / "m.py").write_text("x = 1\n")
    before = folder_sha256(place)
    py_compile.compile(str(place / "deep" / "m.py"), doraise=True)
    assert list((place / "deep" / "__pycache__").iterdir())
    assert folder_sha256(place) == before


@pytest.mark.parametrize(
    "name",
    ["__pycache__/other.cpython-311.pyc", "__pycache__/m.py", "__pycache__/deeper/m.pyc", "__pycache__/w.bin", "m.pyc"],
)
def test_nothing_else_hides_in_a_cache(tmp_path, name):
    place = folder(tmp_path / "one", a="1")
    (place / "m.py").write_text("x = 1\n")
    before = folder_sha256(place)
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(b"x")
    assert folder_sha256(place) != before


@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "broken link", "cache that is a link", "pipe"])
def test_what_is_neither_file_nor_folder_is_refused(tmp_path, kind):
    place = folder(tmp_path / "one", a="1")
    other = folder(tmp_path / "other", b="2")
    if kind == "pipe":
        os.mkfifo(place / "x")
    else:
        target = {"link to a file": other / "b", "broken link": "nowhere"}.get(kind, other)
        (place / ("__pycache__" if kind.startswith("cache") else "x")).symlink_to(target)
    with pytest.raises(FilmwrightError, match=r"this is (a link|neither).*take it out of the folder"):
        folder_sha256(place)


def test_a_folder_that_itself_lies_in_a_cache_counts_its_own_files(tmp_path):
    before = folder_sha256(folder(tmp_path / "one", a="1"))
    inner = folder(tmp_path / "__pycache__" / "one", a="1")
    assert folder_sha256(inner) == before


def test_ids_are_new_and_sort_by_time():
    ids = [new_id() for _ in range(50)]
    assert len(set(ids)) == 50 and all(len(id) == 26 for id in ids)
    assert [id[:10] for id in ids] == sorted(id[:10] for id in ids)


def test_now_is_in_utc_to_the_millisecond():
    said = now()
    assert said.endswith("+00:00") and len(said) == len("2026-01-01T00:00:00.000+00:00")
    assert abs(datetime.fromisoformat(said) - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("text", "rate"), [("24", 24), ("24000/1001", Fraction(24000, 1001)), ("12.5", Fraction(25, 2))]
)
def test_a_rate_as_people_write_it(text, rate):
    assert frame_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "abc", "1/0", "0", "0/5", "-24", "24/-1", "1e9", "nan", " 24", "24/1/1", "0.0", "९"]
)
def test_what_is_no_rate(text):
    with pytest.raises(ValueError, match="is no rate above zero"):
        frame_rate(text)


@pytest.mark.parametrize("text", ["", "Société\n\t", "日本 🎬", "می\u200cروم", "עברית", "👩‍🎤"])
def test_what_a_reader_sees(text):
    assert printable(text) == text


@pytest.mark.parametrize("text", ["\x1b[2J", "\0", "a\u202eb", "\udcff", "\x7f", "\u200f", "\u2066"])
def test_what_a_reader_does_not_see(text):
    with pytest.raises(ValueError, match=r"the character U\+[0-9A-F]{4} may not stand here"):
        printable(text)
