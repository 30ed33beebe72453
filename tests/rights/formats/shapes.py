"""What each published specification asks of a file, written down from it; apart from our own readers and writers.

CAWG: CDDL ``training-mining.cddl`` of https://cawg.io/training-and-data-mining/1.1/. PLUS: value list and XMP types of
https://iptc.org/std/photometadata/specification/IPTC-PhotoMetadata. RSL: https://rslstandard.org/rsl, section 3.
AIPREF: RFC 9651, section 3.2, and the two drafts. ODRL: https://www.w3.org/TR/odrl-model/, section 2, and the terms of
http://www.w3.org/ns/odrl.jsonld.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

PLUS_VALUES = """
    UNSPECIFIED ALLOWED PROHIBITED-AIMLTRAINING PROHIBITED-GENAIMLTRAINING PROHIBITED-EXCEPTSEARCHENGINEINDEXING
    PROHIBITED PROHIBITED-SEECONSTRAINT PROHIBITED-SEEEMBEDDEDRIGHTSEXPR PROHIBITED-SEELINKEDRIGHTSEXPR
"""
PLUS_URIS = {f"http://ns.useplus.org/ldf/vocab/DMI-{one}" for one in PLUS_VALUES.split()}
SEE = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEECONSTRAINT"
RDF, PLUS = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://ns.useplus.org/ldf/xmp/1.0/}"
RSL = "{https://rslstandard.org/rsl}"
RSL_USAGES = {"all", "ai-all", "ai-train", "ai-input", "ai-index", "search"}
RSL_PAYMENTS = {"purchase", "subscription", "training", "crawl", "use", "contribution", "attribution", "free"}
OPERATORS = {"eq", "gt", "gteq", "lt", "lteq", "neq", "isA", "hasPart", "isPartOf", "isAllOf", "isAnyOf", "isNoneOf"}
LEFT = {"spatial", "media", "dateTime", "count", "purpose"}
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def cawg(data: bytes) -> None:
    whole = json.loads(data)
    assert whole["label"] == "cawg.training-mining" and set(whole) == {"label", "data"}
    for label, entry in whole["data"]["entries"].items():
        if label.startswith("cawg."):
            assert label.split(".")[1] in ("data_mining", "ai_inference", "ai_training", "ai_generative_training")
            assert entry["use"] in ("allowed", "notAllowed", "constrained")
            assert isinstance(entry.get("constraint_info", "x"), str) and entry.get("constraint_info", "x")
            assert entry["use"] != "constrained" or entry["constraint_info"]


def plus(data: bytes) -> None:
    descriptions = list(ElementTree.fromstring(data).iter(f"{RDF}Description"))
    assert len(descriptions) == 1 and descriptions[0].get(f"{RDF}about") == ""
    (value,) = [one.text for one in descriptions[0].findall(f"{PLUS}DataMining")]
    others = descriptions[0].findall(f"{PLUS}OtherConstraints/{RDF}Alt/{RDF}li")
    assert value in PLUS_URIS and (value != SEE or (others and others[0].text))
    assert all(one.get("{http://www.w3.org/XML/1998/namespace}lang") == "x-default" for one in others)


def plus_json(data: bytes) -> None:
    whole = json.loads(data)
    assert whole["plus:DataMining"] in PLUS_URIS
    assert whole["plus:DataMining"] != SEE or whole["plus:OtherConstraints"]


def rsl(data: bytes) -> None:
    root = ElementTree.fromstring(data)
    assert root.tag == f"{RSL}rsl"
    for content in root:
        assert content.tag == f"{RSL}content" and content.get("url")
        for part in content.iter():
            words = (part.text or "").split()
            if part.tag in (f"{RSL}permits", f"{RSL}prohibits"):
                assert words and part.get("type") in ("usage", "geo")
                assert set(words) <= RSL_USAGES if part.get("type") == "usage" else all(len(one) == 2 for one in words)
            if part.tag == f"{RSL}payment":
                assert part.get("type") in RSL_PAYMENTS


def aipref(data: bytes) -> None:
    assert re.fullmatch(rb"Content-Usage:( (train-ai|search)=[yn](, search=[yn])?)?\n", data)


def robots(data: bytes) -> None:
    assert re.fullmatch(
        rb"User-Agent: \*\nAllow: /\nContent-Usage:( /\S* (train-ai|search)=[yn](, search=[yn])?)?\n", data
    )


def odrl(data: bytes) -> None:
    whole = json.loads(data)
    for policy in whole.get("@graph", [whole]):
        assert "http://www.w3.org/ns/odrl.jsonld" in policy.get("@context", whole.get("@context"))
        assert policy["@type"] in ("Agreement", "Set") and IRI.fullmatch(policy["uid"])
        assert policy["profile"] == "urn:filmwright:odrl:1"
        rules = [*policy.get("permission", []), *policy.get("prohibition", [])]
        assert rules
        for rule in rules:
            assert rule["action"] and rule["target"] and IRI.fullmatch(rule["assigner"])
            assert all(IRI.fullmatch(one) for one in rule["target"])
            assert policy["@type"] != "Agreement" or IRI.fullmatch(rule["assignee"])
            assert all(one.startswith("fw:") for one in rule["action"])
            constraints = list(rule.get("constraint", []))
            for duty in rule.get("duty", []):
                (action,) = duty["action"]
                assert action["rdf:value"]["@id"] in ("odrl:compensate", "odrl:attribute")
                constraints += action["refinement"]
            for one in constraints:
                assert set(one) == {"leftOperand", "operator", "rightOperand"} and one["operator"] in OPERATORS
                assert one["leftOperand"] in LEFT or one["leftOperand"].startswith("fw:")


def anything(data: bytes) -> None:
    assert data


SHAPES: dict[str, Callable[[bytes], Any]] = {
    "csv": anything,
    "odrl": odrl,
    "cawg": cawg,
    "plus": plus,
    "plus-json": plus_json,
    "rsl": rsl,
    "aipref": aipref,
    "aipref-robots": robots,
    "omc": anything,
}
