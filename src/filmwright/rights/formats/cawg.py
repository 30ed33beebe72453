"""CAWG training and data mining, version 1.1: the assertion ``cawg.training-mining`` of a C2PA manifest, as JSON.

Specification: https://cawg.io/training-and-data-mining/1.1/. ``constrained`` without more is the same as
``notAllowed``; with more, it is a grant with a condition. Its CDDL spells the text ``constraint_info``, its prose
``constraints_info``; the first is written, both are read. Labels of C2PA 1.x (``c2pa.*``) are read too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from filmwright.canonical import canonical_json
from filmwright.rights.formats import limits, strictjson
from filmwright.rights.formats.result import Given, Loss, Result, Written
from filmwright.rights.formats.saying import combine, page, say
from filmwright.rights.formats.signals import MAKING, TRAINING, kept, permission, refusal, word
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action

NAME = "cawg"
LABEL = "cawg.training-mining"
WORDS = {
    # entry: what it surely allows, what it may refuse
    "cawg.data_mining": word({Action.INDEX, Action.ATTRIBUTE}, {Action.INDEX, Action.ATTRIBUTE}),
    "cawg.ai_inference": word({Action.GENERATE_GENERIC}, MAKING),
    "cawg.ai_generative_training": word(TRAINING, TRAINING),
    "cawg.ai_training": word((), ()),  # of models that make nothing; we have none, so it is only kept
}
_INFO = ("constraint_info", "constraints_info")
_USES = {"allowed": "allowed", "limited": "constrained", "refused": "notAllowed"}


def read(data: bytes, given: Given) -> Result:
    """Records of an assertion: the whole (``{"label", "data"}``) or its data alone.

    Raises:
        FilmwrightError: if it is no such assertion, or the caller does not say of which work it speaks.
    """
    document = strictjson.read(data, given.source)
    whole = document.data
    place: strictjson.Place = ()
    if isinstance(whole, dict) and "label" in whole:
        # C2PA numbers the second assertion of a kind: LABEL__1.
        if str(whole["label"]).partition("__")[0] not in (LABEL, "c2pa.training-mining"):
            raise document.error("this is an assertion of another kind", ("label",), f"give the one labelled {LABEL}")
        whole, place = whole.get("data"), ("data",)
    entries = whole.get("entries") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(entries, dict):
        raise document.error("no 'entries' of a training and data mining assertion", place, "give that assertion")
    known = {key: _known(key) for key in entries}
    custom = {key: entry for key, entry in entries.items() if not known[key] or known[key] == "cawg.ai_training"}
    beside = {key: value for key, value in whole.items() if key != "entries"}
    records: list[Record] = []
    losses: list[Loss] = []
    for key, entry in entries.items():
        if key in custom:
            continue
        if not isinstance(entry, dict) or not isinstance(entry.get("use"), str):
            raise document.error("an entry needs a 'use'", (*place, "entries", key))
        made, lost = _entry(known[key], entry, custom, beside, given)
        records += made
        losses += lost
    why = "no word for it here; kept, and written back" if records else "no word for it here, and no record to keep it"
    losses += [Loss.saying(key, entry, why) for key, entry in custom.items()]
    if not records:
        losses += [Loss.saying(key, value, why) for key, value in beside.items()]
    return Result(tuple(records), tuple(losses))


def _known(key: str) -> str:
    name = f"cawg.{key.removeprefix('c2pa.')}" if key.startswith("c2pa.") else key
    return name if name in WORDS else ""


def _entry(
    name: str, entry: dict[str, Any], custom: dict[str, Any], beside: dict[str, Any], given: Given
) -> tuple[list[Record], list[Loss]]:
    more = {key: value for key, value in entry.items() if key != "use"}
    info = " ".join(next((more.pop(key) for key in _INFO if isinstance(more.get(key), str)), "").split())
    keep = {key: value for key, value in (("entries", custom), ("assertion", beside)) if value}
    use, one = entry["use"], WORDS[name]
    if use in ("allowed", "constrained") and (use == "allowed" or info) and given.assigner:
        unknown = {**more, **{key: value for key, value in beside.items() if key != "metadata"}}
        conditions = [info] if info else []
        conditions += [f"the assertion also says: {key} = {canonical_json(value)}" for key, value in unknown.items()]
        if all(len(text) <= limits.TEXT for text in conditions):
            return permission(given, NAME, one.allows, conditions, keep)
    losses = []
    if use == "allowed" and not (info or more):
        return permission(given, NAME, one.allows)
    if use != "notAllowed":
        losses.append(Loss.saying(name, entry, "not simply allowed, so it is refused"))
    keep.update({"entry": more} if more else {})
    return [refusal(given, NAME, one.refuses, info[: limits.TEXT], keep)], losses


def write(records: Iterable[Record], given: Given) -> Written:
    """The assertion that says no more than these records do of one work.

    Raises:
        FilmwrightError: if the caller names no work, and the records speak of several.
    """
    rights, sheet, losses = page(records, given)
    said = [say(one, sheet, WORDS, NAME, _back) for one in rights]
    stands, more = combine(said)
    entries: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for one in said:
        if one.uses and _back(one.record):
            keep = kept(one.record, NAME)
            for whole, part in ((entries, keep.get("entries", {})), (data, keep.get("assertion", {}))):
                if any(whole.get(key, value) != value for key, value in part.items()):
                    more.append(limits.crowded(one.record))
                whole.update({key: value for key, value in part.items() if key not in whole})
    for name in WORDS:
        if name in stands:
            stand = stands[name]
            entries[name] = {"use": _USES[stand.use], **({_INFO[0]: stand.text} if stand.text else {})}
            beside = [one for one in stand.records if _back(one) and "entry" in kept(one, NAME)]
            if len(stand.records) == 1 and beside:
                entries[name].update(kept(beside[0], NAME)["entry"])
            elif beside:
                more += [limits.crowded(one) for one in beside]
    assertion = {"label": LABEL, "data": {"entries": entries, **data}}
    return Written(strictjson.write(assertion), (*losses, *more))


def _back(record: Grant | Prohibition) -> bool:
    """Whether what was kept is no word of ours and no limit, so that it may stand beside what we write."""
    keep = kept(record, NAME)
    if not isinstance(keep, dict) or not keep or not set(keep) <= {"entries", "assertion", "entry"}:
        return False
    if any(not isinstance(part, dict) or not part for part in keep.values()):
        return False
    if isinstance(record, Grant) and ("entry" in keep or not set(keep.get("assertion", {})) <= {"metadata"}):
        return False
    named = any(_known(key) not in ("", "cawg.ai_training") for key in keep.get("entries", {}))
    return not (named or "entries" in keep.get("assertion", {}) or {"use", *_INFO} & set(keep.get("entry", {})))
