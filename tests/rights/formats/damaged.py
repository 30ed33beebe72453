"""Files that were in order, with a few places damaged: they reach deeper into a reader than any text or JSON does."""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, tostring

from filmwright.rights.formats import omc, rsl
from filmwright.rights.formats.known import FORMATS
from filmwright.rights.formats.result import Given

from ..every import STATEMENTS
from .drawn import grant, prohibition

GOLDEN = Path(__file__).parent / "golden"
TIMES = (1, 1, 2, 4)
LONG, HALF = "x" * 5000, "\ud800"
ODDS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 0.5, 1e300, 2**63, 10**40, [], {}, [[]], [{}], [None], {"": None}, {"a": {"b": []}}),
    *("", " ", "x", "\t", "a b", "=1", "%", "%ff", "ä中\u0301", "\u202e", "\0", "\ufffe", HALF, LONG, "null", "[", "{"),
    *(["a", "a"], [1, "x"], {"@value": []}, {"@id": {}}, {"@value": "CA", "@type": "x"}, {"uid": None}, {"@list": []}),
    *("2026-13-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-05-01T12:00:00"),
    *("WORLD", "EU", "ca-qc", "allowed", "constrained", "notAllowed", "DMI-ALLOWED", "use", "fw:", "odrl:", ":", "w:a"),
    *("fw:deliver", "odrl:use", "y", "n", "free", "all", "geo", "usage", "Participant", "Depiction", "Person", "nan"),
)
SCRAPS = (*rb'" < \ "\x" NaN 1e999 "\u0061":1,"a":1, &x; ,, ] }'.split(), b"\n", b"[" * 70, b"\x01", b"\xff")
KEYS = """
    model given source self cls kind foreign assigner subjects conditions reason kept @id @value @type @graph @context
    uid data label entries use entityType
"""


def odd(random: Random) -> Any:
    return copy.deepcopy(random.choice(ODDS))


# ---- JSON -----------------------------------------------------------------------------------------------------------


def places(whole: Any) -> list[tuple[Any, Any]]:
    """(container, key) of every value in it but itself."""
    keys = list(whole) if isinstance(whole, dict) else list(range(len(whole))) if isinstance(whole, list) else []
    return [(whole, key) for key in keys] + [place for key in keys for place in places(whole[key])]


def damaged_json(random: Random, data: bytes) -> bytes:
    holder = [json.loads(data)]
    for _ in range(random.choice(TIMES)):
        every = places(holder)
        deep = [place for place in every if place[0] is not holder and place[0] is not holder[0]]
        into, key = random.choice(deep if deep and random.random() < 0.8 else every)
        other, at = random.choice(every)
        value = into[key]
        way = random.randrange(8)
        if way == 0 and into is not holder:
            del into[key]
        elif way == 1 and isinstance(into, list) and into is not holder:
            into.insert(random.randint(0, len(into)), copy.deepcopy(value))
        elif way == 2 and isinstance(into, dict):
            into[random.choice((*KEYS.split(), "", str(at)))] = into.pop(key)
        elif way == 3:
            into[key] = random.choice(([value], [value, copy.deepcopy(value)], {"@value": value}, {"@id": value}))
        elif way == 4:
            into[key] = copy.deepcopy(other[at])
        elif way == 5 and isinstance(value, dict):
            value[random.choice((*KEYS.split(), "", str(at)))] = odd(random)
        else:
            into[key] = odd(random)
    return json.dumps(holder[0], ensure_ascii=True).encode()


# ---- XML ------------------------------------------------------------------------------------------------------------


def damaged_xml(random: Random, data: bytes) -> bytes:
    root = ElementTree.fromstring(data)
    for _ in range(random.choice(TIMES)):
        every = [one for one in root.iter() if isinstance(one.tag, str)]
        one, other = random.choice(every), random.choice(every)
        parents = [parent for parent in every if one in list(parent)]
        value = str(odd(random))
        way = random.randrange(8)
        if way == 0 and parents:
            parents[0].remove(one)
        elif way == 1:
            other.append(copy.deepcopy(one))
        elif way == 2:
            one.tag = random.choice((other.tag, other.tag.rpartition("}")[2], "x", "{urn:x}y", f"{{{rsl.OURS}}}limits"))
        elif way == 3:
            one.attrib[random.choice(("type", "url", "{urn:x}a", *other.attrib))] = value
        elif way == 4 and one.attrib:
            one.attrib.pop(random.choice(sorted(one.attrib)))
        elif way == 5:
            one.tail = value
        else:
            one.text = random.choice((value, other.text, f"{one.text} {value}"))
    return written(root)


def written(root: Element) -> bytes:
    return tostring(root, encoding="unicode").encode("utf-8", "surrogatepass")


# ---- text -----------------------------------------------------------------------------------------------------------


def damaged_table(random: Random, data: bytes) -> bytes:
    rows = [row for row in csv.reader(io.StringIO(data.decode(), newline="")) if row]
    for _ in range(random.choice(TIMES)):
        row = random.choice(rows if random.random() < 0.1 else rows[1:] or rows)
        cell, other = random.randrange(len(row)), random.choice(random.choice(rows))
        value = odd(random)
        text = value if isinstance(value, str) else json.dumps(value)
        row[cell] = random.choice((text, other, f"{row[cell]}{text}", f"[{text}]", f'["{text}", {text}]', ""))
        if random.random() < 0.05:
            rows.append([*row, *row[:1]][: random.randint(1, len(row) + 1)])
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode("utf-8", "surrogatepass")


def damaged_text(random: Random, data: bytes) -> bytes:
    pieces = data.decode().replace(",", "\0,\0").replace(" ", "\0 \0").replace("=", "\0=\0").split("\0")
    for _ in range(random.choice(TIMES)):
        one, value = random.randrange(len(pieces)), odd(random)
        new = (str(value), "", f"{pieces[one]};a={value}", f"({value})", "\n", "\r", "\t", random.choice(pieces))
        pieces[one] = random.choice(new)
    return "".join(pieces).encode("utf-8", "surrogatepass")


# ---- every format ---------------------------------------------------------------------------------------------------

PERSON = {"entityType": "Person", "schemaVersion": omc.SCHEMA, "personName": {"fullName": "Jo"}}
PERSON |= {"identifier": [{"identifierScope": "isni", "identifierValue": "0000"}], "name": "Jo", "x": 1}
RABBIT = {"entityType": "Asset", "assetFC": {"functionalType": "script"}, "name": "Rabbit"}
RABBIT |= {"schemaVersion": omc.SCHEMA, "identifier": [{"identifierScope": "eidr", "identifierValue": "1"}]}
SCENE = {"entityType": "Depiction", "schemaVersion": omc.SCHEMA, "identifier": PERSON["identifier"], "Depicts": RABBIT}
MORE: dict[str, tuple[bytes, ...]] = {
    "omc": tuple(json.dumps(one).encode() for one in ([SCENE | {"Depicter": PERSON}], [{**SCENE, "Depictor": RABBIT}])),
    "aipref": (b'Content-Usage: train-ai=n;a=1, search=y;b, x-dub=(a "b";c 1), z="q"\nContent-Usage: ai-use=y\n',),
    "plus-json": (
        b'{"plus:DataMining": "DMI-PROHIBITED-SEECONSTRAINT", "plus:OtherConstraints": "a", "x": {"y": [1]}}',
    ),
}
DAMAGE: dict[str, Callable[[Random, bytes], bytes]] = {
    "csv": damaged_table,
    "plus": damaged_xml,
    "rsl": damaged_xml,
    "aipref": damaged_text,
    "aipref-robots": damaged_text,
}
SUFFIXES = {name: form.suffix for name, form in FORMATS.items()} | {"aipref-robots": ".robots.txt"}
FILES = {
    name: [path.read_bytes() for path in sorted(GOLDEN.iterdir()) if path.name.endswith(suffix)] + [*MORE.get(name, ())]
    for name, suffix in SUFFIXES.items()
}


def sound(random: Random, name: str) -> bytes:
    """A file in order: one that is kept here, or one that our writer makes of random records."""
    if random.random() < 0.5:
        return random.choice(FILES[name])
    records = [make(random) for make in random.choices((grant, grant, prohibition), k=random.randint(1, 2))]
    known = Given("file", records[0].assigner, records[0].subjects[0])
    more = random.sample(STATEMENTS, 3) if name in ("csv", "omc") else []
    return FORMATS[name].write([*records, *more], known).data


def scrambled(random: Random, data: bytes) -> bytes:
    """Bytes cut out, said twice or put elsewhere, whatever they mean."""
    for _ in range(random.choice(TIMES)):
        first = random.randint(0, len(data))
        part = data[first : first + random.choice((1, 1, 2, 40))]
        rest = data[:first] + data[first + len(part) :] if random.random() < 0.5 else data
        at = random.randint(0, len(rest))
        data = rest[:at] + random.choice((b"", part, part, part * 2, *SCRAPS)) + rest[at:]
    return data


def damaged(random: Random, name: str) -> bytes:
    """A file of a format, damaged in one to four places."""
    way = scrambled if random.random() < 0.1 else DAMAGE.get(name, damaged_json)
    return way(random, sound(random, name))
