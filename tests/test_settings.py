from __future__ import annotations

import pytest
import yaml

from filmwright import settings
from filmwright.errors import FilmwrightError
from filmwright.settings import SCHEMA_VERSION, Settings


def write(folder, **changed):
    made = {**Settings(name="S").model_dump(), **changed}
    (folder / settings.FILE).write_text(yaml.safe_dump(made), encoding="utf-8")


def refused(folder, match):
    with pytest.raises(FilmwrightError, match=match) as said:
        settings.load(folder)
    assert "\n" not in str(said.value) and str(folder) in str(said.value)


def test_what_is_saved_comes_back(tmp_path):
    made = Settings(name="Société Ünïcode", max_frames=9)
    settings.save(tmp_path, made)
    assert settings.load(tmp_path) == made
    assert [path.name for path in tmp_path.iterdir()] == [settings.FILE]


def test_every_studio_has_an_id_of_its_own():
    assert Settings(name="S").studio_id != Settings(name="S").studio_id


def test_a_folder_without_settings_is_no_studio(tmp_path):
    refused(tmp_path, "there is no studio here -> filmwright init")


def test_an_unknown_key_is_refused(tmp_path):
    write(tmp_path, proxy_depth=3)
    refused(tmp_path, "proxy_depth: is unknown here")


def test_a_newer_schema_is_refused_before_its_keys_are_read(tmp_path):
    write(tmp_path, schema_version=SCHEMA_VERSION + 1, something_new=1)
    refused(tmp_path, f"schema {SCHEMA_VERSION + 1}; this Filmwright reads up to {SCHEMA_VERSION}.*newer Filmwright")


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n",
        "just words",
        "",
        "name: [",
        "a: b: c",
        "\t- x",
        "name: !!python/object/apply:os.system [ls]",
        "[" * 3000,
        "name: " + "[" * 3000,
        "a: &x S\nname: *x",
        "name: S\nname: T",
        'name: "S\\e[2J"',
        'name: "S\\u202e"',
    ],
)
def test_what_is_no_settings_file_is_said(tmp_path, text):
    (tmp_path / settings.FILE).write_text(text)
    refused(tmp_path, " -> (mend the file|write it out|leave it out|leave it|keep one of them)$")


def test_a_fault_is_said_with_its_line(tmp_path):
    (tmp_path / settings.FILE).write_text("name: S\n\ncolour: blue\n")
    refused(tmp_path, r"studio\.yaml, line 3: colour: is unknown here")


@pytest.mark.parametrize("name", ["2020-13-45", "NO", "1.5", "12:30:00"])
def test_a_name_that_looks_like_something_else_is_a_name(tmp_path, name):
    (tmp_path / settings.FILE).write_text(f"name: {name}\n")
    assert settings.load(tmp_path).name == name


@pytest.mark.parametrize("name", ["", "x" * 1001, "a\x1b[2Jb", "a\u202eb", "a\udcffb"])
def test_a_name_that_cannot_be_shown_or_written_is_refused(name):
    with pytest.raises(ValueError, match="name"):
        Settings(name=name)


@pytest.mark.parametrize(("width", "height"), [(250, 144), (256, 101), (8, 16)])
def test_a_proxy_is_of_blocks_of_16(tmp_path, width, height):
    write(tmp_path, proxy_width=width, proxy_height=height)
    refused(tmp_path, "proxy_(width|height): must be a multiple of 16")


def test_bytes_that_are_no_text_are_said(tmp_path):
    (tmp_path / settings.FILE).write_bytes(b"name: \xff\xfe\n")
    refused(tmp_path, "not a text file in UTF-8")


@pytest.mark.parametrize(
    "rate", ["0/1", "-12/1", "twelve", "1/0", "12/1/1", "", "1e999999999", "24/0", "0.0", "nan", "inf"]
)
def test_a_rate_that_is_none_is_refused(tmp_path, rate):
    write(tmp_path, proxy_rate=rate)
    refused(tmp_path, "proxy_rate: .* is no rate above zero")


@pytest.mark.parametrize(
    "key, value", [("proxy_width", "wide"), ("max_frames", None), ("name", 3), ("max_file_gib", "x")]
)
def test_a_value_of_another_kind_is_refused_by_name(tmp_path, key, value):
    write(tmp_path, **{key: value})
    refused(tmp_path, key)


@pytest.mark.parametrize("key", ["proxy_width", "proxy_height", "max_frames", "max_side", "max_file_gib"])
@pytest.mark.parametrize("value", [0, -16])
def test_a_size_or_cap_is_above_zero(tmp_path, key, value):
    write(tmp_path, **{key: value})
    refused(tmp_path, key)
