"""The reader of every YAML file: settings, rights, captions. More that it refuses is in rights/test_rightsfile.py."""

from __future__ import annotations

import pytest
import yaml

from filmwright import strictyaml
from filmwright.errors import FilmwrightError


def read(tmp_path, text):
    path = tmp_path / "f.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return strictyaml.read(path)


@pytest.mark.parametrize("loader", [strictyaml._Loader, yaml.SafeLoader])
def test_only_plain_words_and_whole_numbers_are_more_than_text(tmp_path, monkeypatch, loader):
    monkeypatch.setattr(strictyaml, "_Loader", loader)
    data = read(
        tmp_path,
        "a: 7\nb: '7'\nc: true\nd: 'true'\ne: ~\nf:\ng: 2020-13-45\nh: NO\ni: 1.5\nj: 007\nk: |\n  7\n",
    ).data
    assert data == {
        "a": 7,
        "b": "7",
        "c": True,
        "d": "true",
        "e": None,
        "f": None,
        "g": "2020-13-45",
        "h": "NO",
        "i": "1.5",
        "j": "007",
        "k": "7\n",
    }


def test_what_looks_like_an_alias_in_a_text_is_text(tmp_path):
    assert read(tmp_path, "text: 'see: *now*'\nother: a *b* - *c*\n").data["text"] == "see: *now*"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: *x\n", "line 1: anchors and aliases"),
        ("a: 1\nb:\n- &x 2\n-  *x\n", "line 3: anchors and aliases"),
        ("a: !!python/name:os.system\n", "line 1: the tag"),
        ("a: 1\na: 2\n", "line 2: the key 'a' is there twice"),
        ("[" * 3000, "nested deeper than 20"),
        ("a: " + "{a: " * 3000, "nested deeper than 20"),
        ('a: "\\e[2J"', r"line 1: the character U\+001B may not stand here"),
        ('"a\\u202e": 1', r"line 1: the character U\+202E may not stand here"),
        ("a: b\x00", "not readable as YAML"),
        ("a: 1\n---\nb: 2\n", "not readable as YAML"),
        ("- a\n", "no 'key: value' lines -> mend the file"),
        (b"a: \xff\n", "not a text file in UTF-8"),
    ],
)
def test_what_is_refused(tmp_path, text, said):
    with pytest.raises(FilmwrightError, match=said) as fault:
        read(tmp_path, text)
    assert "\n" not in str(fault.value) and "f.yaml" in str(fault.value)


def test_what_is_no_file_is_said(tmp_path):
    for path, said in (
        (tmp_path, "this is a folder"),
        (tmp_path / "x", "there is no such file"),
        (tmp_path / ("x" * 300), "there is no such file"),
        (tmp_path / "x\0y", "there is no such file"),
    ):
        with pytest.raises(FilmwrightError, match=said):
            strictyaml.read(path)


def test_a_file_has_a_size_that_it_may_have(tmp_path):
    with pytest.raises(FilmwrightError, match="larger than 5 MB"):
        read(tmp_path, "a: " + "x" * strictyaml.MAX_BYTES)
