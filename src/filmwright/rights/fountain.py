"""Of a screenplay in Fountain only what rights need: scenes in order, and who speaks or is named in each.

Read: scene headings (also forced with ``.``), scene numbers (``#12A#``), character cues (also forced with ``@``) with
their extensions, dual dialogue (``^``). Left out before: the title page, notes and the boneyard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from filmwright import files
from filmwright.canonical import printable
from filmwright.errors import FilmwrightError
from filmwright.rights.words import folded

MAX_BYTES = 10_000_000
_HIDDEN = (("/*", "*/"), ("[[", "]]"))
"""The boneyard, and notes."""
_LONGEST = 500
"""Characters; a longer line is no heading and no cue."""
_HEADING = re.compile(r"(int|ext|est|int\.?/ext|ext\.?/int|i\.?/e|e\.?/i)[. ]", re.IGNORECASE)
_FORCED = re.compile(r"\.(?=[^\s.])")
_NUMBER = re.compile(r"\s*#([\w.-]+)#\s*$")
_TITLE_PAGE = re.compile(r"[A-Za-z][A-Za-z ]*:")
_CUE = re.compile(r"(?P<name>[^()]+?)\s*(?P<more>(?:\([^()]*\)\s*)*)(?P<dual>\^)?")
_OFF = frozenset({"vo", "os", "oc", "voiceover", "offscreen", "offcamera"})
"""Extensions of one who is heard and not seen: (V.O.), (O.S.), (O.C.)."""
_NOT_CUE = ("!", ">", "~", "=", "#", "(")


@dataclass
class Scene:
    """One scene: its number ("" if it has none), its heading, and the line of it.

    ``seen`` and ``heard``: {character as its cue is written, without extensions: line}. ``action`` is what is told of
    the scene besides dialogue.
    """

    number: str
    heading: str
    line: int
    seen: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    action: list[str] = field(default_factory=list)

    def named(self, character: str) -> bool:
        """Whether the action names this character, as a word of its own, in capitals or as a name is written."""
        text = "\n".join(self.action)
        forms = {character, character.upper(), character.title()}
        return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms)


def load(path: Path) -> list[Scene]:
    """The scenes of a screenplay, in order.

    Raises:
        FilmwrightError: if it is no text in UTF-8, too large, holds characters that no reader sees, or has no scene.
    """
    files.need_file(path, "check the path")
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise FilmwrightError(f"larger than {MAX_BYTES // 1_000_000} MB", str(path), "name a screenplay in Fountain")
    try:
        text = printable(raw.decode("utf-8-sig").replace("\f", "\n"))
    except UnicodeDecodeError as error:
        raise FilmwrightError("not a text file in UTF-8", str(path), "save it as Fountain in UTF-8") from error
    except ValueError as error:
        raise FilmwrightError(str(error), str(path), "leave it out") from error
    scenes = parse(text)
    if not scenes:
        do = "write it in Fountain: a heading such as INT. HARBOUR - DAY, a blank line before and after"
        raise FilmwrightError("there is no scene in this screenplay", str(path), do)
    return scenes


def parse(text: str) -> list[Scene]:
    """The scenes of a screenplay; lines count from 1 in the text as it is given."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for opening, closing in _HIDDEN:
        text = _without(text, opening, closing)
    lines = ["", *(line.strip() for line in text.split("\n")), ""]
    scenes: list[Scene] = []
    number = _after_title_page(lines)
    while number < len(lines) - 1:
        line, alone = lines[number], not lines[number - 1]
        last = not lines[number + 1]
        if line and alone and last and _is_heading(line):
            scenes.append(_scene(line, number))
        elif scenes and line and alone and not last and (cue := _cue(line)):
            _speaks(scenes[-1], *cue, number)
            while lines[number + 1]:  # what is said names people who need not be there
                number += 1
        elif scenes and line:
            scenes[-1].action.append(line.removeprefix("!"))
        number += 1
    return scenes


def _without(text: str, opening: str, closing: str) -> str:
    """The text less what stands between these marks, its lines kept; a mark that is never closed is text."""
    kept, at = [], 0
    while (begin := text.find(opening, at)) >= 0 and (end := text.find(closing, begin + len(opening))) >= 0:
        kept += [text[at:begin], "\n" * text.count("\n", begin, end)]
        at = end + len(closing)
    return "".join([*kept, text[at:]])


def _after_title_page(lines: list[str]) -> int:
    """Number of the first line after the title page; 1 where there is none."""
    number = next((number for number, line in enumerate(lines) if line), 1)
    if _TITLE_PAGE.match(lines[number]) and not _is_heading(lines[number]):
        while number < len(lines) - 1 and lines[number]:
            number += 1
    return max(1, number)


def _is_heading(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_HEADING.match(line) or _FORCED.match(line))


def _scene(line: str, number: int) -> Scene:
    found = _NUMBER.search(line)
    heading = _NUMBER.sub("", line)
    return Scene(found[1] if found else "", _FORCED.sub("", heading).strip(), number)


def _cue(line: str) -> tuple[str, bool] | None:
    """The character that a line gives the word to, and whether it is heard only; None if the line is no cue."""
    if line.startswith(_NOT_CUE) or len(line) > _LONGEST:
        return None
    forced = line.startswith("@")
    found = _CUE.fullmatch(line.removeprefix("@"))
    if found is None:
        return None
    name = " ".join(found["name"].rstrip("^").split())
    capitals = name == name.upper() and any(character.isalpha() for character in name)
    if not name or not (forced or capitals):
        return None
    said = re.findall(r"\(([^()]*)\)", found["more"])
    words = {re.sub(r"[\W_]", "", part).lower() for one in said for part in re.split(r"[/,&]", one)}
    return name, bool(words & _OFF)


def _speaks(scene: Scene, name: str, off: bool, line: int) -> None:
    # One person is written one way: MARA and Mara, forced with '@', are the same.
    for spelled in (*scene.heard, *scene.seen):
        if folded(spelled) == folded(name):
            name = spelled
    scene.heard.setdefault(name, line)
    if not off:
        scene.seen.setdefault(name, line)
