"""Tables by hand: what a spreadsheet saves is read, and each thing that it should not hold is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import rows

COLUMNS = ("title", "subject", "name", "in", "out")


def write(tmp_path: Path, text: str | bytes, name: str = "sheet.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path) -> list[rows.Row]:
    return rows.read(path, COLUMNS, "subjects", "appearances")


@pytest.mark.parametrize(
    "text",
    [
        b'subject,name,in,out\nidentity:jo,"Jo, the elder",1,2\n\n,,,\nidentity:bo,Bo,3,4\n',
        b'\xef\xbb\xbfsubject,name,in,out\r\nidentity:jo,"Jo, the elder",1,2\r\n\r\n,,,\r\nidentity:bo,Bo,3,4\r\n',
        b"subject;name;in;out\nidentity:jo;Jo, the elder;1;2\n\n;;;\nidentity:bo;Bo;3;4\n",
        b"ID\tName\tIn\tOut\t\t\nidentity:jo\tJo, the elder\t1\t2\n\n\t\t\t\nidentity:bo\t Bo \t3\t4\n",
    ],
    ids=["commas", "byte order mark", "semicolons", "tabs"],
)
def test_what_spreadsheets_save(tmp_path: Path, text: bytes) -> None:
    one, other = read(write(tmp_path, text))
    assert (one["subject"], one["name"], one["in"], one["out"], one.line) == (
        "identity:jo",
        "Jo, the elder",
        "1",
        "2",
        2,
    )
    assert (other["name"], other["title"], other.line) == ("Bo", "", 5)


def test_a_cell_of_several_lines_counts_as_the_line_that_it_begins_in(tmp_path: Path) -> None:
    found = read(write(tmp_path, 'subject,name\na:b,"one\ntwo"\na:c,C\n'))
    assert [row.line for row in found] == [2, 4]


def test_yaml_shares_what_stands_above(tmp_path: Path) -> None:
    text = """title: T
subjects:
  - {id: identity:jo, name: Jo, appearances: [{in: 0, out: 5}, {in: "01:00:00:00", out: 01:00:01;00}]}
  - id: identity:bo
    in: 7
    out: 9
    note: "=a remark is not read"
"""
    found = read(write(tmp_path, text, "sheet.yaml"))
    assert [(row["title"], row["subject"], row["in"], row["out"], row.line) for row in found] == [
        ("T", "identity:jo", "0", "5", 3),
        ("T", "identity:jo", "01:00:00:00", "01:00:01;00", 3),
        ("T", "identity:bo", "7", "9", 4),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "no row"),
        (b"\n\n", "no row"),
        (b"subject,name\n", "no row"),
        (b"subject,colour\na:b,red\n", "line 1: unknown column 'colour'"),
        (b"subject,,name\na:b,,c\n", "line 1: unknown column ''"),
        (b"subject,name,NAME\na:b,c,d\n", "line 1: the column 'name' is there twice"),
        (b"subject,name\na:b,c,d\n", "line 2: there are more cells"),
        (b"subject,name\n\na:b,=HYPERLINK(1)\n", "line 3: 'name' begins with '='"),
        (b"subject,name\na:b,@SUM(A1)\n", "line 2: 'name' begins with '@'"),
        (b"subject,name\na:b,+1\n", "line 2: 'name' begins with"),
        (b"subject,in\na:b,-5\n", "line 2: 'in' begins with '-'"),
        ("subject,name\na:b,＝1\n".encode(), "line 2: 'name' begins with"),
        (b'subject,name\na:b,"open\n', "line 2: not readable as CSV"),
        (b'subject,name\na:b,"a"b\n', "line 2: not readable as CSV"),
        (b"subject,name\na:b,\x00\n", r"line 2: the character U\+0000"),
        ("subject,name\na:b,Jo\u202e\n".encode(), r"line 2: the character U\+202E"),
        (b"subject,name\na:b,caf\xe9\n", "UTF-8"),
        ("subject,name\na:b,c\n".encode("utf-16"), "UTF-8"),
        (b"subject,name\na:b," + b"x" * 140_000 + b"\n", "line 2: not readable as CSV"),
    ],
)
def test_what_csv_refuses(tmp_path: Path, text: bytes, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said) as caught:
        read(write(tmp_path, text))
    assert "sheet.csv" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: T\n", "'subjects' must be a list"),
        ("subjects: [1]\n", "'subjects' must be a list"),
        ("subjects:\n  - {id: a:b, colour: red}\n", "line 2: unknown key 'colour'"),
        ("subjects:\n  - {id: a:b, in: [1]}\n", "line 2: 'in' must be one text"),
        ("subjects:\n  - {id: a:b, in: true}\n", "line 2: 'in' must be one text"),
        ("subjects:\n  - {id: a:b, subject: a:c}\n", "line 2: 'subject' is there under two names"),
        ("subjects:\n  - {id: a:b, appearances: 5}\n", "line 2: 'appearances' must be a list"),
        ("subjects: &a\n  - {id: a:b}\n", "anchors"),
        ("subjects: " + "[" * 60 + "]" * 60, "nested deeper"),
    ],
)
def test_what_yaml_refuses(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        read(write(tmp_path, text, "sheet.yaml"))


def test_a_file_of_fifty_megabytes_and_one_of_many_rows_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sheet.csv", "sheet.yaml"):
        path = write(tmp_path, b"subject,in\n", name)
        with path.open("ab") as stream:
            stream.truncate(50_000_000)
        with pytest.raises(FilmwrightError, match="larger than"):
            read(path)
    monkeypatch.setattr(rows, "MAX_ROWS", 3)
    with pytest.raises(FilmwrightError, match="more than 3 rows"):
        read(write(tmp_path, "subject\n" + "a:b\n" * 4))


def test_a_name_that_says_neither_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(FilmwrightError, match="neither CSV nor YAML"):
        read(write(tmp_path, "subject\n", "sheet.xlsx"))
    with pytest.raises(FilmwrightError, match="no such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(FilmwrightError, match="folder"):
        (tmp_path / "d.csv").mkdir()
        read(tmp_path / "d.csv")
