"""IPTC/PLUS Data Mining: ``plus:DataMining`` and ``plus:OtherConstraints``, as an XMP packet or as JSON of the two.

Specifications: https://iptc.org/std/photometadata/specification/IPTC-PhotoMetadata (Data Mining, Other Constraints),
http://ns.useplus.org/LDF/ldf-XMPSpecification. The value is written as the full URI, and
``DMI-PROHIBITED-SEECONSTRAINT`` only together with Other Constraints. A file has one value: the gravest that any record
asks for. To every reader, ours too, see-constraint is a prohibition; a person may read the constraint and grant more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from filmwright.canonical import canonical_json
from filmwright.rights.formats import limits, strictjson, strictxml
from filmwright.rights.formats.result import Given, Loss, Result, Written, name_of
from filmwright.rights.formats.saying import combine, page, say
from filmwright.rights.formats.signals import TRAINING, kept, permission, refusal, word
from filmwright.rights.grants import FOREIGN_BYTES, Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action

NAME = "plus"
VOCABULARY = "http://ns.useplus.org/ldf/vocab/"
PLUS = "http://ns.useplus.org/ldf/xmp/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
META = "adobe:ns:meta/"
_MINING = TRAINING | {Action.INDEX, Action.ATTRIBUTE}
_NO = word((), _MINING)
WORDS = {
    # value: what it surely allows, what it may refuse
    "DMI-UNSPECIFIED": word((), ()),
    "DMI-ALLOWED": word(_MINING, ()),
    "DMI-PROHIBITED-AIMLTRAINING": word((), TRAINING),
    "DMI-PROHIBITED-GENAIMLTRAINING": word((), TRAINING),
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": _NO,  # our index is no public search engine
    "DMI-PROHIBITED": _NO,
    "DMI-PROHIBITED-SEECONSTRAINT": _NO,
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR": _NO,
    "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR": _NO,
}
_TRAINING, _PROHIBITED, _SEE = "DMI-PROHIBITED-GENAIMLTRAINING", "DMI-PROHIBITED", "DMI-PROHIBITED-SEECONSTRAINT"
_DATA, _OTHER = "plus:DataMining", "plus:OtherConstraints"
_PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'


class _Read:
    """The two properties as they stand in a file, and what stands beside them."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.constraints: list[str] = []
        self.beside: dict[str, Any] = {}


def read(data: bytes, given: Given) -> Result:
    """Records of an XMP packet, or of JSON with the two properties.

    Raises:
        FilmwrightError: if it is neither, its value is none of PLUS's, or nobody says of which work it speaks.
    """
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    found = _from_json(data, given) if is_json else _from_xmp(data, given)
    values = list(dict.fromkeys(found.values))
    text = " ".join("; ".join(dict.fromkeys(found.constraints)).split())
    records: list[Record] = []
    losses: list[Loss] = []
    keep = {"beside": found.beside} if found.beside else {}
    if len(canonical_json(keep)) > FOREIGN_BYTES * 3 // 4:
        losses.append(Loss.saying("metadata", found.beside, "too much of it to keep"))
        keep = {}
    if len(values) > 1:
        losses.append(Loss.saying(_DATA, values, "more than one value, so that only what they refuse counts"))
    if _SEE in values and not text:
        losses.append(Loss.saying(_DATA, _SEE, f"there is no {_OTHER} to see, so it is simply prohibited"))
        values = list(dict.fromkeys(_PROHIBITED if value == _SEE else value for value in values))
    for value in values:
        one = WORDS[value]
        if one.refuses:
            said = {"value": value} if value not in (_TRAINING, _PROHIBITED) or text else {}
            said.update({"constraints": text[: limits.TEXT]} if text else {})
            records.append(refusal(given, NAME, one.refuses, _reason(text[: limits.TEXT]), {**said, **keep}))
        elif one.allows and len(values) == 1 and len(text) <= limits.TEXT:
            made, lost = permission(given, NAME, one.allows, [text] if text else [], keep)
            records += made
            losses += lost
    if text and not records:
        losses.append(Loss.saying(_OTHER, text, "nothing is allowed or refused here that it could limit"))
    if keep and not records:
        losses.append(Loss.saying("metadata", found.beside, "no word for it here, and no record to keep it"))
    return Result(tuple(records), tuple(losses))


def _reason(constraints: str) -> str:
    return f"see constraint: {constraints}" if constraints else ""


def _value(text: str) -> str:
    name = text.strip().removeprefix(VOCABULARY).removeprefix(VOCABULARY.replace("http:", "https:"))
    return name if name in WORDS else ""


def _from_json(data: bytes, given: Given) -> _Read:
    document = strictjson.read(data, given.source)
    found = _Read()
    for key, value in document.data.items():
        if key in (_DATA, _OTHER):
            if not isinstance(value, str):
                raise document.error(f"{key} is a text", (key,))
            (found.values if key == _DATA else found.constraints).append(_value(value) if key == _DATA else value)
        else:
            found.beside.setdefault("json", {})[key] = value
    if "" in found.values or not found.values:
        raise document.error(f"no value of {_DATA} as PLUS names them", (_DATA,), f"write one of {VOCABULARY}DMI-...")
    return found


def _from_xmp(data: bytes, given: Given) -> _Read:
    document = strictxml.read(data, given.source)
    found = _Read()
    values, constraints = f"{{{PLUS}}}DataMining", f"{{{PLUS}}}OtherConstraints"
    rest = Element("rest")
    held: set[Element] = (
        set()
    )  # Descriptions inside what is kept already; each of them kept again would fill the memory.
    for description in document.root.iter(f"{{{RDF}}}Description"):
        for name, text in description.attrib.items():
            if name == values:
                found.values.append(_value(text))
            elif name == constraints:
                found.constraints.append(text)
            elif name != f"{{{RDF}}}about" and name.startswith("{") and description not in held:
                rest.set(name, text)
        for child in description:
            if child.tag == values:
                texts = _texts(child) or [child.get(f"{{{RDF}}}resource", "")]
                found.values += [_value(text) for text in texts]
            elif child.tag == constraints:
                found.constraints += _texts(child)
            elif description not in held:
                rest.append(child)
                held.update(child.iter(f"{{{RDF}}}Description"))
        if "" in found.values:
            raise document.error(f"a value of {_DATA} that PLUS does not name", description, "write one of its URIs")
    if not found.values:
        raise document.error(f"no {_DATA} in this packet", document.root, "give the XMP of the film")
    if len(rest) or rest.attrib:
        found.beside["xmp"] = strictxml.to_json(rest)
    return found


def _texts(element: Element) -> list[str]:
    return [part for one in element.iter() if (part := (one.text or "").strip())]


def write(records: Iterable[Record], given: Given) -> Written:
    """The XMP packet that says no more than these records do of one work.

    Raises:
        FilmwrightError: if the caller names no work, and the records speak of several.
    """
    return _write(records, given, False)


def write_json(records: Iterable[Record], given: Given) -> Written:
    """The two properties as JSON; see ``write``."""
    return _write(records, given, True)


def _write(records: Iterable[Record], given: Given, as_json: bool) -> Written:
    rights, sheet, losses = page(records, given)
    against = [one for one in rights if isinstance(one, Prohibition)]
    mine = {action for one in against for action in one.actions} & _MINING
    refuses = _TRAINING if mine and mine <= TRAINING else _PROHIBITED
    words = {"mining": word(_MINING, WORDS[refuses].refuses)}
    form = "json" if as_json else "xmp"
    said = [say(one, sheet, words, NAME, lambda record: _back(record, form), _held(one, form)) for one in rights]
    stands, more = combine(said)
    stand = stands.get("mining")
    value, text = "DMI-UNSPECIFIED", ""
    beside: dict[str, Any] = {}
    if stand is not None:
        value = {"allowed": "DMI-ALLOWED", "limited": _SEE, "refused": refuses}[stand.use]
        text = strictxml.clean(stand.text)
        keeps = [kept(one, NAME) for one in stand.records if _back(one, form)]
        if len(stand.records) > 1:
            more += [limits.crowded(one) for one in stand.records if _back(one, form) and kept(one, NAME) != keeps[0]]
        beside = next((keep["beside"][form] for keep in keeps if "beside" in keep), {})
        if len(stand.records) == 1 and keeps and stand.use == "refused":
            value, text = keeps[0].get("value", value), keeps[0].get("constraints", "")
        if stand.use == "limited":
            why = "written as prohibited, see constraint"
            more += [Loss.saying("actions", list(one.actions), why, name_of(one)) for one in stand.records]
    data = _json(value, text, beside) if as_json else _xmp(value, text, beside)
    return Written(data, (*losses, *more))


def _held(record: Grant | Prohibition, form: str) -> tuple[str, ...]:
    """``reason``, where it only says again what Other Constraints will say."""
    if not isinstance(record, Prohibition) or not _back(record, form):
        return ()
    return ("reason",) if record.reason == _reason(kept(record, NAME).get("constraints", "")) else ()


def _back(record: Grant | Prohibition, form: str) -> bool:
    """Whether what was kept can be written again: properties that are not ours, and the value that was read."""
    keep = kept(record, NAME)
    if not isinstance(keep, dict) or not keep or not set(keep) <= {"value", "constraints", "beside"}:
        return False
    if "beside" in keep and not _is_beside(keep["beside"], form):
        return False
    if isinstance(record, Grant):
        return set(keep) == {"beside"}
    text, value = keep.get("constraints"), keep.get("value")
    if text is not None and not (isinstance(text, str) and text and text == strictxml.clean(text)[: limits.TEXT]):
        return False
    if value is None:
        return text is None
    return (
        isinstance(value, str)
        and value in WORDS
        and WORDS[value].refuses == set(record.actions)
        and (text is not None or value not in (_TRAINING, _PROHIBITED, _SEE))
    )


def _is_beside(beside: Any, form: str) -> bool:
    if not isinstance(beside, dict) or set(beside) != {form} or not beside[form]:
        return False
    if form == "json":
        return isinstance(beside[form], dict) and not {_DATA, _OTHER} & set(beside[form])
    rest = strictxml.from_json(beside[form])
    if rest is None or rest.tag != "rest" or strictxml.to_json(rest) != beside[form]:
        return False
    names = [*rest.attrib, *(child.tag for child in rest)]
    ours = {f"{{{PLUS}}}DataMining", f"{{{PLUS}}}OtherConstraints", f"{{{RDF}}}about"}
    return all(name.startswith("{") and name not in ours for name in names) and not any(
        one.tag == f"{{{RDF}}}Description" for one in rest.iter()
    )


def _json(value: str, text: str, beside: dict[str, Any]) -> bytes:
    return strictjson.write({_DATA: VOCABULARY + value, **({_OTHER: text} if text else {}), **beside})


def _xmp(value: str, text: str, beside: dict[str, Any]) -> bytes:
    root = Element(f"{{{META}}}xmpmeta")
    description = SubElement(SubElement(root, f"{{{RDF}}}RDF"), f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
    rest = strictxml.from_json(beside) if beside else None
    if rest is not None:
        description.attrib.update(rest.attrib)
        description.extend(rest)
    SubElement(description, f"{{{PLUS}}}DataMining").text = VOCABULARY + value
    if text:
        alternatives = SubElement(SubElement(description, f"{{{PLUS}}}OtherConstraints"), f"{{{RDF}}}Alt")
        SubElement(alternatives, f"{{{RDF}}}li", {strictxml.XML_LANG: "x-default"}).text = text
    body = strictxml.write(root, {"x": META, "rdf": RDF, "plus": PLUS}).decode().split("\n", 1)[1]
    return f'{_PACKET}{body}<?xpacket end="w"?>\n'.encode()
