"""Really Simple Licensing (RSL) 1.0: an XML file of licences for content, as grants and prohibitions.

Specification: https://rslstandard.org/rsl. Any refusal counts, whichever licence says it; whatever a licence asks for
that has no field here becomes a condition. Writing: ``rsl_write``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from filmwright.canonical import canonical_json
from filmwright.rights import territory
from filmwright.rights.formats import limits, strictxml
from filmwright.rights.formats.result import Given, Loss, Result
from filmwright.rights.formats.signals import ALL, MAKING, TRAINING, permission, refusal, word
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action

NAME = "rsl"
RSL = "https://rslstandard.org/rsl"
OURS = "urn:filmwright:rsl:1"
_AI = TRAINING | MAKING | {Action.INDEX, Action.ATTRIBUTE}
_SURELY = TRAINING | {Action.INDEX, Action.GENERATE_GENERIC}
WORDS = {
    # usage: what it surely allows, what it may refuse
    "all": word(_SURELY | {Action.INGEST}, ALL),
    "ai-all": word(_SURELY, _AI),
    "ai-train": word(TRAINING, TRAINING),
    "ai-input": word({Action.GENERATE_GENERIC}, MAKING),
    "ai-index": word({Action.INDEX}, {Action.INDEX}),
    "search": word({Action.INDEX}, {Action.INDEX}),
    "train-ai": word((), TRAINING),  # from here on words of the drafts before 1.0: only their refusals count
    "train-genai": word((), TRAINING),
    "ai-use": word((), MAKING),
    "ai-summarize": word((), MAKING),
}
HARMLESS = frozenset(f"{{{RSL}}}{name}" for name in ("copyright", "schema", "alternate"))
"""Elements of a content that limit nothing."""


@dataclass
class _License:
    """One licence as it stands in a file."""

    permits: dict[str, list[str]] = field(default_factory=dict)
    prohibits: dict[str, list[str]] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)
    beside: list[Any] = field(default_factory=list)


def read(data: bytes, given: Given) -> Result:
    """Records of an RSL file.

    Raises:
        FilmwrightError: if it is no RSL, or nobody says of which work it speaks.
    """
    document = strictxml.read(data, given.source)
    if document.root.tag != f"{{{RSL}}}rsl":
        raise document.error(f"this is no RSL: its root is no <rsl> of {RSL}", document.root, "give an RSL file")
    contents = document.root.findall(f"{{{RSL}}}content")
    found: dict[str, Record] = {}
    others = [child for child in document.root if child.tag != f"{{{RSL}}}content"]
    losses = [Loss.saying(child.tag, strictxml.to_json(child), "no word for it here") for child in others]
    for content in contents:
        keep, conditions = _content(content)
        if len(contents) > 1:
            conditions.append(f"it is said of the content at: {content.get('url', '')}")
        for element in content.findall(f"{{{RSL}}}license"):
            one = _license(element)
            one.conditions = conditions + one.conditions
            kept_here = {**keep, **({"license": one.beside} if one.beside else {})}
            made, lost = _records(one, kept_here, given)
            found.update((record.record_id, record) for record in made)
            losses += lost
    if not contents:
        raise document.error("there is no <content> in it", document.root, "give an RSL file with a licence")
    return Result(tuple(found.values()), tuple(losses))


def _content(content: Element) -> tuple[dict[str, Any], list[str]]:
    keep: dict[str, Any] = {}
    if content.get("url", "/") != "/":
        keep["url"] = content.get("url")
    attributes = {name: value for name, value in sorted(content.attrib.items()) if name != "url"}
    if attributes:
        keep["attributes"] = attributes
    others = [child for child in content if child.tag != f"{{{RSL}}}license"]
    if others:
        keep["elements"] = [strictxml.to_json(child) for child in others]
    conditions = [f"the content has {name} = {value}" for name, value in attributes.items() if name != "lastmod"]
    return keep, conditions + [_also(child) for child in others if child.tag not in HARMLESS]


def _also(element: Element) -> str:
    said = strictxml.to_json(element)
    said["tag"] = str(said["tag"]).removeprefix(f"{{{RSL}}}")
    return f"the licence also says: {' '.join(canonical_json(said).split())}"


def _license(element: Element) -> _License:
    found = _License()
    found.conditions += [f"the licence has {name} = {value}" for name, value in sorted(element.attrib.items())]
    for child in element:
        name = child.tag.removeprefix(f"{{{RSL}}}")
        kind = child.get("type", "usage" if name in ("permits", "prohibits") else "")
        words = [one for one in re.split(r"[\s,]+", child.text or "") if one]
        if name in ("permits", "prohibits") and kind in ("usage", "user", "geo"):
            (found.permits if name == "permits" else found.prohibits).setdefault(kind, []).extend(words)
        elif child.tag == f"{{{OURS}}}limits":
            found.conditions.append(" ".join((child.text or "").split()))
        elif name == "payment" and not len(child) and set(child.attrib) <= {"type"}:
            if kind not in ("", "free"):
                found.conditions.append(f"the licence asks for payment: {kind}")
        else:
            found.beside.append(strictxml.to_json(child))
            found.conditions.append(_also(child))
    for name, said in (("only for", found.permits), ("not for", found.prohibits)):
        if "user" in said:
            found.conditions.append(f"{name} these users: {', '.join(said['user'])}")
    return found


def _records(one: _License, keep: dict[str, Any], given: Given) -> tuple[list[Record], list[Loss]]:
    records: list[Record] = []
    losses: list[Loss] = []
    refused: set[Action] = set()
    for name in one.prohibits.get("usage", []):
        refused |= WORDS[name].refuses if name in WORDS else ALL
        if name not in WORDS:
            losses.append(Loss.saying("prohibits", name, "a word that is not known here, so that all is refused"))
    if refused:
        records.append(refusal(given, NAME, refused, "", keep))
    allowed: set[Action] = set()
    for name in one.permits.get("usage", []):
        allowed |= WORDS[name].allows if name in WORDS else set()
        if name not in WORDS or not WORDS[name].allows:
            losses.append(Loss.saying("permits", name, "a word that is not known here, so that it allows nothing"))
    if allowed - refused:
        places, conditions, nowhere = _places(one)
        texts = [*one.conditions, *conditions]
        if nowhere or any(len(text) > limits.TEXT + 200 for text in texts):
            why = "it has a limit that cannot be kept, so there is no grant"
            losses.append(Loss.saying("permits", sorted(allowed), why))
        else:
            made, lost = permission(given, NAME, allowed - refused, texts, keep, **places)
            records += made
            losses += lost
    if "usage" not in one.permits and not refused:
        losses.append(Loss.saying("license", one.conditions, "it names no usage, so that it allows nothing"))
    if keep and not records:
        losses.append(Loss.saying("license", keep, "no word for it here, and no record to keep it"))
    return records, losses


def _places(one: _License) -> tuple[dict[str, Any], list[str], bool]:
    """Where it counts, as far as these are codes; what else is said of places; whether it counts nowhere."""
    held: dict[str, Any] = {}
    conditions: list[str] = []
    for name, said in (("territory", one.permits), ("territory_except", one.prohibits)):
        codes = said.get("geo")
        if codes is None:
            continue
        try:
            held[name] = territory.places(codes)
        except ValueError:
            conditions.append(f"{'only' if name == 'territory' else 'not'} in these places: {', '.join(codes)}")
            continue
        if not held[name] and (name == "territory_except" or not codes):
            return {}, [], bool(codes) or name == "territory"
    return held, conditions, False
