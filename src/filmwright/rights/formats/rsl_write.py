"""Writing RSL 1.0: a licence for each grant, and every refusal in each of them.

Licences for the same content are alternatives, so that a refusal in one of them alone would refuse nothing. A licence
with limits that RSL has no element for asks for an agreement (``payment type="purchase"``) and says the limits in an
element of our own namespace.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from filmwright.rights.formats import limits, strictxml
from filmwright.rights.formats.result import Given, Loss, Written
from filmwright.rights.formats.rsl import HARMLESS, NAME, OURS, RSL, WORDS
from filmwright.rights.formats.saying import Said, page, say
from filmwright.rights.formats.signals import kept
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record

_PARTS = {name: WORDS[name] for name in ("ai-train", "ai-input", "ai-index")}


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
    elements = _elements(keep.get("elements", [])) if keep.get("elements", "none") else None
    inside = _elements(keep.get("license", [])) if keep.get("license", "none") else None
    if elements is None or inside is None:
        return False
    if any(one.tag == f"{{{RSL}}}payment" and one.get("type", "free") == "free" for one in inside):
        return False  # Beside limits that others may not read, nothing is free.
    tags = {one.tag for one in (*elements, *inside)}
    if tags & {f"{{{RSL}}}license", f"{{{RSL}}}permits", f"{{{RSL}}}prohibits", f"{{{OURS}}}limits"}:
        return False
    if isinstance(record, Grant) and not record.conditions:
        return "license" not in keep and set(keep.get("attributes", {})) <= {"lastmod"} and tags <= HARMLESS
    return True


def _elements(children: Any) -> list[Element] | None:
    """Elements that were kept, if they would be read again as they were; without a namespace they would not."""
    if not isinstance(children, list):
        return None
    made = [strictxml.from_json(child) for child in children]
    found = [one for one in made if one is not None and all(inner.tag.startswith("{") for inner in one.iter())]
    return found if [strictxml.to_json(one) for one in found] == children else None
