"""Really Simple Licensing (RSL) 1.0: an XML file of licences for content.

Specification: https://rslstandard.org/rsl. Licences for the same content are alternatives, so a refusal is written into
each of them; a licence with limits that RSL has no element for asks for an agreement (``payment type="purchase"``) and
says the limits in an element of our own namespace. Reading: any refusal counts, whichever licence says it; whatever
else a licence asks for becomes a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from filmwright.canonical import canonical_json
from filmwright.rights import territory
from filmwright.rights.formats import limits, strictxml
from filmwright.rights.formats.result import Given, Loss, Result, Written
from filmwright.rights.formats.saying import Said, page, say
from filmwright.rights.formats.signals import ALL, MAKING, TRAINING, kept, permission, refusal, word
from filmwright.rights.grants import Grant, Prohibition
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
_PARTS = {name: WORDS[name] for name in ("ai-train", "ai-input", "ai-index")}
_HARMLESS = frozenset(f"{{{RSL}}}{name}" for name in ("copyright", "schema", "alternate"))
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
    losses = [Loss.saying(child.tag, strictxml.to_json(child), "no word for it here") for child in document.root]
    losses = [loss for loss in losses if loss.field != f"{{{RSL}}}content"]
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
    return keep, conditions + [_also(child) for child in others if child.tag not in _HARMLESS]


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


def write(records: Iterable[Record], given: Given) -> Written:
    """The RSL file that says no more than these records do of one work.

    Raises:
        FilmwrightError: if the caller names no work, and the records speak of several.
    """
    rights, sheet, losses = page(records, given)
    said = [say(one, sheet, _words(one), NAME, _back, _held(one)) for one in rights]
    losses += [loss for one in said for loss in one.losses]
    refused = {name: None for one in said for name, use in one.uses.items() if use == "refused"}
    reach = {action for name in refused for action in WORDS[name].refuses}
    content = Element(f"{{{RSL}}}content", {"url": given.url})
    written = 0
    for one in said:
        names = [name for name, use in one.uses.items() if use != "refused" and not WORDS[name].allows & reach]
        if isinstance(one.record, Grant) and names:
            content.append(_grant_element(one, one.record, names, list(refused)))
            written += 1
        gone = [name for name, use in one.uses.items() if use != "refused" and name not in names]
        if gone:
            losses.append(Loss.saying("actions", gone, "another record refuses it", f"{one.record.ledger_kind}"))
    if refused and not written:
        alone = SubElement(content, f"{{{RSL}}}license")
        SubElement(alone, f"{{{RSL}}}prohibits", {"type": "usage"}).text = " ".join(refused)
        # What it does not refuse it does not give away either.
        _close(alone, next((kept(one.record, NAME).get("license", []) for one in said if _kept(one)), []))
    keeps = [(one.record, kept(one.record, NAME)) for one in said if _kept(one)]
    for record, keep in keeps:
        left = "license" in keep and isinstance(record, Prohibition) and (written or record is not keeps[0][0])
        if left or any(keep.get(part) != keeps[0][1].get(part) for part in ("url", "attributes", "elements")):
            losses.append(limits.crowded(record))
    for _, keep in keeps[:1]:
        content.set("url", keep.get("url", given.url))
        content.attrib.update(keep.get("attributes", {}))
        content[:0] = [made for child in keep.get("elements", []) if (made := strictxml.from_json(child)) is not None]
    root = Element(f"{{{RSL}}}rsl")
    root.append(content)
    return Written(strictxml.write(root, {"": RSL, "fw": OURS}), tuple(losses))


def _kept(one: Said) -> bool:
    return bool(one.uses) and _back(one.record)


def _grant_element(one: Said, grant: Grant, names: list[str], refused: list[str]) -> Element:
    made = Element(f"{{{RSL}}}license")
    SubElement(made, f"{{{RSL}}}permits", {"type": "usage"}).text = " ".join(names)
    held = _held(grant)
    if "territory" in held and grant.territory:
        SubElement(made, f"{{{RSL}}}permits", {"type": "geo"}).text = " ".join(grant.territory)
    if refused:
        SubElement(made, f"{{{RSL}}}prohibits", {"type": "usage"}).text = " ".join(refused)
    if "territory" in held and grant.territory_except:
        SubElement(made, f"{{{RSL}}}prohibits", {"type": "geo"}).text = " ".join(grant.territory_except)
    if one.uses[names[0]] == "allowed":
        SubElement(made, f"{{{RSL}}}payment", {"type": "free"})
    else:
        _close(made, kept(grant, NAME).get("license", []) if _kept(one) else [])
        SubElement(made, f"{{{OURS}}}limits").text = strictxml.clean(one.text)
    return made


def _close(element: Element, others: list[Any]) -> None:
    """End a licence that gives nothing away: with what it said besides, and a payment to be agreed on."""
    children = [made for child in others if (made := strictxml.from_json(child)) is not None]
    if not any(child.tag == f"{{{RSL}}}payment" for child in children):
        SubElement(element, f"{{{RSL}}}payment", {"type": "purchase"})
    element.extend(children)


def _words(record: Grant | Prohibition) -> dict[str, Any]:
    """The words that a record is written with; no action is under two of them."""
    if isinstance(record, Prohibition):
        for name in ("all", "ai-all"):
            if WORDS[name].refuses <= set(record.actions):
                return {name: WORDS[name]}
    return _PARTS


def _held(record: Grant | Prohibition) -> tuple[str, ...]:
    """Places, where all are countries."""
    if isinstance(record, Grant) and all(len(code) == 2 for code in (*record.territory, *record.territory_except)):
        return ("territory", "territory_except")
    return ()


def _back(record: Grant | Prohibition) -> bool:
    """Whether what was kept can be written again and, beside a grant without conditions, limits nothing."""
    keep = kept(record, NAME)
    if not isinstance(keep, dict) or not keep or not set(keep) <= {"url", "attributes", "elements", "license"}:
        return False
    url, attributes = keep.get("url", "x"), keep.get("attributes", {"x": ""})
    holder = strictxml.from_json({"tag": "x", "attributes": attributes}) if attributes else None
    if not isinstance(url, str) or url == "/" or strictxml.clean(url) != url or holder is None or "url" in attributes:
        return False
    for part in ("elements", "license"):
        children = keep.get(part, [{"tag": "x"}])
        made = [strictxml.from_json(child) for child in children] if isinstance(children, list) else []
        if not made or any(
            one is None or strictxml.to_json(one) != child for one, child in zip(made, children, strict=True)
        ):
            return False
    tags = {child["tag"] for child in (*keep.get("elements", []), *keep.get("license", []))}
    if tags & {f"{{{RSL}}}license", f"{{{RSL}}}permits", f"{{{RSL}}}prohibits", f"{{{OURS}}}limits"}:
        return False
    if isinstance(record, Grant) and not record.conditions:
        return "license" not in keep and set(keep.get("attributes", {})) <= {"lastmod"} and tags <= _HARMLESS
    return True
