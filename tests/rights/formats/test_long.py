"""Files that would fill the memory, or take for ever: refused, or read in the time that their length takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import plus, source
from filmwright.rights.formats.known import FORMATS, guess
from filmwright.rights.formats.result import Given

KNOWN = Given("file", "A", "work:a", "f" * 64, 10)


@pytest.mark.parametrize("name", list(FORMATS))
def test_fifty_megabytes_and_one_byte_are_not_looked_into(name: str) -> None:
    with pytest.raises(FilmwrightError, match="larger than 50 MB"):
        FORMATS[name].read(b" " * (source.MAX_BYTES + 1), KNOWN)


MANY = {
    "cawg": b'{"entries": {}, "x": [' + b"[]," * source.MAX_PARTS + b"[]]}",
    "rsl": b"<rsl>" + b"<a/>" * (source.MAX_PARTS + 1) + b"</rsl>",
    "aipref": b"\n" * (source.MAX_PARTS + 1),
}


@pytest.mark.parametrize("name", list(MANY))
def test_a_million_small_parts_do_not_fill_the_memory(name: str) -> None:
    with pytest.raises(FilmwrightError, match="more than 1,000,000"):
        FORMATS[name].read(MANY[name], KNOWN)


CONTEXT = ["http://www.w3.org/ns/odrl.jsonld", {f"a{number}": "http://x/" for number in range(5000)}]
XMP = f'<a xmlns:rdf="{plus.RDF}" xmlns:plus="{plus.PLUS}">{{}}</a>'
ONE, END = '<rdf:Description plus:DataMining="DMI-PROHIBITED"><b>', "</b></rdf:Description>"
LONG = {
    "a text full of quotes that does not end": ("odrl", '[NaNs, "' + '\\"' * 500_000),
    "many policies under many prefixes": (
        "odrl",
        json.dumps({"@context": CONTEXT, "@graph": [{"permission": []}] * 5000}),
    ),
    "many rules of a policy that says much besides": (
        "odrl",
        json.dumps({"@context": CONTEXT[0], "x": [1] * 100_000, "permission": [{"action": "play"}] * 5000}),
    ),
    "many lines, each said of many agents": (
        "aipref-robots",
        "User-Agent: a\n" * 50_000 + "Content-Usage: /a train-ai=y\n" * 50_000,
    ),
    "descriptions in descriptions": ("plus", XMP.format(ONE * 30 + "<c/>" * 50_000 + END * 30)),
}


@pytest.mark.parametrize("name", list(LONG))
def test_what_could_take_for_ever_comes_to_an_end(name: str) -> None:
    """Each would take minutes, or all of the memory, if every part of it were held against every other."""
    form, text = LONG[name]
    try:
        found = FORMATS[form].read(text.encode(), KNOWN)
    except FilmwrightError as error:
        assert "NaN" in error.what
    else:
        assert len(found.records) <= 1


def test_a_large_file_is_not_even_loaded(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(10 * source.MAX_BYTES)
    with pytest.raises(FilmwrightError, match="larger than 50 MB"):
        source.load(path)
    with pytest.raises(FilmwrightError, match="larger than 50 MB"):
        guess(path)
    for other in (tmp_path / "none.json", tmp_path):
        with pytest.raises(FilmwrightError, match=r"no such file|this is a folder"):
            source.load(other)
