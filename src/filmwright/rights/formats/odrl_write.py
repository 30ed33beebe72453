"""Grants and prohibitions as policies of ODRL 2.2 in JSON-LD, under our profile; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import limits, odrl, strictjson
from filmwright.rights.formats import odrl_terms as terms
from filmwright.rights.formats.result import Given, Written
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record

_CONTEXT = [terms.CONTEXT, {terms.PREFIX: terms.OURS}]


def write(records: Iterable[Record], given: Given) -> Written:
    """One Agreement (or, for a prohibition, one Set) for each record; several stand in a ``@graph``."""
    rights, losses = limits.rights(records)
    policies = [_policy(one) for one in rights]
    if len(policies) == 1:
        return Written(strictjson.write(policies[0]), tuple(losses))
    return Written(strictjson.write({"@context": _CONTEXT, "@graph": policies}), tuple(losses))


def _policy(record: Grant | Prohibition) -> dict[str, Any]:
    """The policy with what ODRL said besides in its place, if it is read there as it was; else kept apart."""
    kept = record.foreign.get(terms.NAME)
    if isinstance(kept, dict) and kept and all(isinstance(part, dict) for part in kept.values()):
        made = _with(record, kept)
        try:
            if odrl.read(strictjson.write(made), Given()).records == (record,):
                return made
        except (FilmwrightError, TypeError, ValueError):
            pass
    return _with(record, {})


def _with(record: Grant | Prohibition, beside: dict[str, Any]) -> dict[str, Any]:
    said = limits.fields(record)
    parked = {name: value for name, value in record.foreign.items() if name != terms.NAME or not beside}
    prefixes = beside.get("context", {})
    made: dict[str, Any] = {
        "@context": [*_CONTEXT, prefixes] if prefixes else _CONTEXT,
        "@type": "Agreement" if isinstance(record, Grant) else "Set",
        "uid": f"{terms.RECORD}{record.record_id}",
        "profile": terms.PROFILE,
        **{key: said[name] for name, key in terms.PROPERTIES.items() if name in said},
        **({terms.FOREIGN: {"@type": "@json", "@value": parked}} if parked else {}),
        **beside.get("policy", {}),
    }
    made["permission" if isinstance(record, Grant) else "prohibition"] = [_rule(record, said, beside.get("rule", {}))]
    return made


def _rule(record: Grant | Prohibition, said: dict[str, Any], beside: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "target": [terms.iri(terms.SUBJECT, one) for one in record.subjects],
        "assigner": terms.iri(terms.PARTY, record.assigner),
        "action": [f"{terms.PREFIX}:{action}" for action in record.actions],
    }
    if isinstance(record, Grant):
        rule["assignee"] = terms.iri(terms.PARTY, record.assignee) if record.assignee else terms.STUDIO
    constraints = [*_constraints(said), *beside.get("constraint", [])]
    duties = [_duty(name, action, said[name]) for name, action in terms.DUTIES.items() if name in said]
    duties += beside.get("duty", [])
    rule.update({"constraint": constraints} if constraints else {})
    rule.update({"duty": duties} if duties else {})
    return {**rule, **{key: value for key, value in beside.items() if key not in ("constraint", "duty")}}


def _constraint(left: str, operator: str, right: Any) -> dict[str, Any]:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def _constraints(said: dict[str, Any]) -> list[dict[str, Any]]:
    made = []
    for name, (left, operator) in terms.SETS.items():
        if name in said:
            works = name == "works"
            made.append(
                _constraint(left, operator, [terms.iri(terms.SUBJECT, one) if works else one for one in said[name]])
            )
    for name, operator in (("valid_from", "gteq"), ("valid_to", "lteq")):
        if name in said:
            day = len(said[name]) == 10
            value = {"@value": said[name], "@type": "xsd:date" if day else "xsd:dateTime"}
            # A day is allowed to its end, an instant is not reached.
            made.append(_constraint("dateTime", operator if day or name == "valid_from" else "lt", value))
    made += [_constraint(left, op, said[name]) for name, (left, op) in terms.SCALARS.items() if name in said]
    return made + [_constraint(terms.CONDITION, "eq", text) for text in said.get("conditions", [])]


def _duty(name: str, action: str, text: str) -> dict[str, Any]:
    refinement = [_constraint(f"{terms.PREFIX}:{name}", "eq", text)]
    return {"action": [{"rdf:value": {"@id": f"odrl:{action}"}, "refinement": refinement}]}
