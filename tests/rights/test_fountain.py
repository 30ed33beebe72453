"""What is read of a screenplay in Fountain, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import fountain

SCRIPT = """\
Title: The Long Harbour
Author: Ada Holm
INT. NOT A SCENE - DAY

FADE IN:

EXT. QUAY - DAWN #1#

The sea. Mara waits with two ropes.

MARA
(low)
Tell OLE I came.

OLE (V.O.)
I know.

/* cut:

INT. NOWHERE - DAY #99#

BONES
Gone.
*/
INT. FERRY - DAY #2A#

[[ who
speaks
here? ]]

MARA (CONT'D)
Here.

THE PILOT ^
Now.

@McNab (O.S.) (CONT'D)
Up here.

CUT TO:

.SNIPER SCOPE POV

23
is no name.

> THE END <

! LOUD BANG

...and dots

HANS (on the radio)
Hello.

LATE WORD
"""


def test_a_screenplay() -> None:
    scenes = fountain.parse(SCRIPT)
    assert [(s.number, s.heading) for s in scenes] == [
        ("1", "EXT. QUAY - DAWN"),
        ("2A", "INT. FERRY - DAY"),
        ("", "SNIPER SCOPE POV"),
    ]
    first, second, third = scenes
    assert (list(first.seen), list(first.heard)) == (["MARA"], ["MARA", "OLE"])
    assert (list(second.seen), list(second.heard)) == (["MARA", "THE PILOT"], ["MARA", "THE PILOT", "McNab"])
    assert (list(third.seen), list(third.heard)) == (["HANS"], ["HANS"]), "an unknown extension leaves nobody out"
    lines = SCRIPT.split("\n")
    for scene in scenes:
        assert scene.heading in lines[scene.line - 1]
        assert all(name in lines[line - 1] for name, line in scene.heard.items())


def test_the_action_names_people_and_what_is_said_does_not() -> None:
    first = fountain.parse(SCRIPT)[0]
    assert first.named("MARA") and first.named("mara") and not first.named("OLE") and not first.named("MAR")


@pytest.mark.parametrize("extension", ["(V.O.)", "(v.o.)", "(O.S.)", "(O.C.)", "(VO)", "(V.O./FILTERED)", "(O. S.)"])
def test_who_is_heard_only(extension: str) -> None:
    (scene,) = fountain.parse(f"INT. A\n\nJO {extension}\nHello.\n")
    assert (list(scene.seen), list(scene.heard)) == ([], ["JO"])


def test_one_who_is_heard_first_and_seen_later_is_one() -> None:
    (scene,) = fountain.parse("INT. A\n\nJO (V.O.)\nHello.\n\n@Jo\nHello.\n\nJO  (CONT'D)\nAgain.\n")
    assert (scene.seen, scene.heard) == ({"JO": 6}, {"JO": 3})


@pytest.mark.parametrize(
    "heading",
    ["INT. A", "ext. a", "EST. A", "INT./EXT. A", "INT/EXT A", "I/E. A", "I/E A", "EXT/INT. A", "INT A", ".A"],
)
def test_headings(heading: str) -> None:
    assert len(fountain.parse(f"\n{heading}\n\nText.\n")) == 1


@pytest.mark.parametrize("line", ["INTERNAL. A", "..A", "INTO A", "Interior. A", "INT. A\nText.", "Text.\nINT. A"])
def test_what_is_no_heading(line: str) -> None:
    assert fountain.parse(f"\n{line}\n\nText.\n") == []


def test_line_ends_of_every_kind_and_marks_that_never_close() -> None:
    for end in ("\r\n", "\r"):
        (scene,) = fountain.parse("INT. A\n\nJO\nHello.\n".replace("\n", end))
        assert list(scene.seen) == ["JO"]
    (scene,) = fountain.parse("INT. A\n\nJO\nHello /* and [[ more.\n")
    assert list(scene.seen) == ["JO"]


@pytest.mark.parametrize(
    "text", ["/*" * 300_000, "[[" * 300_000, "A" + " " * 600_000 + "(", "INT. " + " " * 600_000 + "#"]
)
def test_a_hostile_text_takes_no_time_to_speak_of(text: str) -> None:
    # Quadratic work on this many characters would take hours.
    assert fountain.parse(f"INT. A\n\n{text}\nHello.\n\n{text}\n\n")[0].heading == "INT. A"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no scene"),
        (b"Just words.\n", "no scene"),
        (b"INT. CAF\xc9\n\n", "UTF-8"),
        ("INT. A\u202e\n\n".encode(), "U\\+202E"),
        (b"INT. A\x1b[0m\n\n", "U\\+001B"),
        (b" " * 10_000_001, "larger than 10 MB"),
    ],
)
def test_what_is_no_screenplay(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "script.fountain"
    path.write_bytes(raw)
    with pytest.raises(FilmwrightError, match=said):
        fountain.load(path)


def test_a_screenplay_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "script.fountain"
    path.write_bytes(b"\xef\xbb\xbf" + SCRIPT.encode())
    assert len(fountain.load(path)) == 3
    with pytest.raises(FilmwrightError, match="no such file"):
        fountain.load(tmp_path / "none.fountain")
