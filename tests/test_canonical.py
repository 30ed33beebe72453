from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.canonical import canonical_json, content_id, file_sha256, folder_sha256, new_id, now

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


def test_links_and_compiled_modules_are_not_part_of_a_folder(tmp_path):
    place = folder(tmp_path / "one", a="1")
    before = folder_sha256(place)
    (place / "link").symlink_to("/etc/passwd")
    (place / "deep" / "__pycache__").mkdir(parents=True)
    (place / "deep" / "__pycache__" / "m.pyc").write_bytes(b"x")
    assert folder_sha256(place) == before
    # A folder that itself lies in a cache still counts its own files.
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
