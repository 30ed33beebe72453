"""What single statements of each format come to: refusals refuse, limits are kept or asked about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import cawg, odrl, plus, rsl
from filmwright.rights.formats.known import FORMATS, find, guess
from filmwright.rights.formats.result import Given, Result
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Action

KNOWN = Given("file", "A", "work:a")
UNNAMED = Given("file", "", "work:a")
TRAIN = {Action.TRAIN_BASE, Action.TRAIN_ADAPTER}


def one(result: Result) -> Any:
    (record,) = result.records
    return record


def entry(given: Given = KNOWN, **said: Any) -> Result:
    return cawg.read(json.dumps({"entries": {"cawg.ai_generative_training": said}}).encode(), given)


def test_cawg_constrained_without_more_is_not_allowed() -> None:
    numbered = {"label": "cawg.training-mining__1", "data": {"entries": {"cawg.data_mining": {"use": "notAllowed"}}}}
    assert isinstance(one(cawg.read(json.dumps(numbered).encode(), KNOWN)), Prohibition)
    for said in ({"use": "constrained"}, {"use": "constrained", "constraint_info": " "}, {"use": "perhaps"}):
        record = one(entry(**said))
        assert isinstance(record, Prohibition) and set(record.actions) == TRAIN
    assert entry(use="constrained").losses


@pytest.mark.parametrize("key", ["constraint_info", "constraints_info"])
def test_cawg_constrained_with_more_is_a_condition(key: str) -> None:
    record = one(entry(use="constrained", **{key: "only on Sundays"}))
    assert isinstance(record, Grant) and record.conditions == ("only on Sundays",)
    refused = one(entry(UNNAMED, use="constrained", **{key: "only on Sundays"}))
    assert isinstance(refused, Prohibition) and refused.reason == "only on Sundays"


def test_cawg_what_stands_beside_an_allowance_is_a_condition() -> None:
    assert one(entry(use="allowed")).conditions == ()
    assert "until = " in one(entry(use="allowed", until="2027")).conditions[0]
    assert one(entry(use="allowed", constraint_info="credit us")).conditions == ("credit us",)
    assert entry(UNNAMED, use="allowed").records == ()


def test_no_work_no_record() -> None:
    for name in [name for name, form in FORMATS.items() if form.one_work]:
        data = FORMATS[name].write([Prohibition(assigner="A", subjects=("w:a",), actions=("index",))], Given()).data
        with pytest.raises(FilmwrightError, match="does not say of which work"):
            FORMATS[name].read(data, Given("file", "A"))
    grants = [Grant(assigner="A", subjects=(f"w:{n}",), actions=("index",)) for n in "ab"]
    with pytest.raises(FilmwrightError, match="speaks of one work"):
        FORMATS["cawg"].write(grants, Given())


def mining(value: str, **more: str) -> Result:
    return plus.read(json.dumps({"plus:DataMining": value, **more}).encode(), KNOWN)


def test_plus_values() -> None:
    assert mining("DMI-UNSPECIFIED").records == ()
    assert isinstance(one(mining(plus.VOCABULARY + "DMI-ALLOWED")), Grant)
    assert one(mining("DMI-ALLOWED", **{"plus:OtherConstraints": "credit us"})).conditions == ("credit us",)
    for value, told in plus.WORDS.items():
        if told.refuses:
            assert set(one(mining(value, **{"plus:OtherConstraints": "x"})).actions) == told.refuses


def test_plus_see_constraint_without_a_constraint_is_simply_prohibited() -> None:
    result = mining("DMI-PROHIBITED-SEECONSTRAINT")
    assert isinstance(one(result), Prohibition) and any(
        "no plus:OtherConstraints" in loss.why for loss in result.losses
    )
    again = json.loads(plus.write_json(result.records, KNOWN).data)
    assert again == {"plus:DataMining": plus.VOCABULARY + "DMI-PROHIBITED"}


def test_plus_of_two_values_only_the_refusal_counts() -> None:
    packet = plus.write([Grant(assigner="A", subjects=("work:a",), actions=("index",))], KNOWN).data
    value = "<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-{}</plus:DataMining>"
    both = packet.replace(
        value.format("PROHIBITED").encode(), (value.format("PROHIBITED") + value.format("ALLOWED")).encode()
    )
    assert both != packet
    assert {record.ledger_kind for record in plus.read(both, KNOWN).records} == {"prohibition"}


def licence(inside: str, content: str = 'url="/"', given: Given = KNOWN) -> Result:
    text = f'<rsl xmlns="{rsl.RSL}"><content {content}><license>{inside}</license></content></rsl>'
    return rsl.read(text.encode(), given)


def test_rsl_permits() -> None:
    train = '<permits type="usage">ai-train</permits>'
    assert set(one(licence(train)).actions) == TRAIN and one(licence(train)).conditions == ()
    assert one(licence(train + '<payment type="free"/>')).conditions == ()
    assert one(licence(train + '<permits type="geo">CA EU</permits>')).territory[:2] == ("AT", "BE")
    assert one(licence(train + '<prohibits type="geo">CA</prohibits>')).territory_except == ("CA",)
    for more in ('<payment type="crawl"/>', "<terms>x</terms>", '<permits type="user">personal</permits>', "<odd/>"):
        assert len(one(licence(train + more)).conditions) == 1, more
    assert len(one(licence(train, 'url="/" server="https://x"')).conditions) == 1
    assert one(licence(train + '<permits type="geo">Atlantis</permits>')).conditions
    for none in ('<permits type="geo"> </permits>', '<prohibits type="geo">WORLD</prohibits>'):
        assert licence(train + none).records == () and licence(train + none).losses
    assert licence(train, given=UNNAMED).records == ()


def test_rsl_prohibits() -> None:
    assert set(one(licence('<prohibits type="usage">ai-train</prohibits>')).actions) == TRAIN
    assert set(one(licence('<prohibits type="usage">ai-everything</prohibits>')).actions) == set(Action)
    assert set(one(licence('<prohibits>all</prohibits><permits type="usage">all</permits>')).actions) == set(Action)
    assert licence('<permits type="usage">ai-everything</permits>').records == ()
    assert licence("").records == () and licence("").losses


def test_rsl_what_was_free_with_limits_is_not_written_as_free() -> None:
    said = '<permits type="usage">ai-train</permits><payment type="free"><standard>https://x</standard></payment>'
    record = one(licence(said))
    assert len(record.conditions) == 1
    again = FORMATS["rsl"].write([record], KNOWN).data
    assert b'type="free"' not in again and b'<payment type="purchase"' in again


def header(text: str) -> Result:
    return FORMATS["aipref"].read(text.encode(), KNOWN)


def test_aipref_any_disallow_wins() -> None:
    for text in ("train-ai=n, train-ai=y", "train-ai=y, train-ai=n", "train-ai=y\nContent-Usage: train-ai=n"):
        assert isinstance(one(header(f"Content-Usage: {text}")), Prohibition), text
    assert isinstance(one(header("content-usage:train-ai=y")), Grant)
    assert header("Content-Usage: train-ai=y;until=2027").records[0].conditions  # type: ignore[attr-defined]
    for silent in ('train-ai="n"', "train-ai", "train-ai=?0", "train-ai=no", "other=n"):
        assert header(f"Content-Usage: {silent}").records == (), silent
        assert header(f"Content-Usage: {silent}").losses, silent


def policy(given: Given = KNOWN, **more: Any) -> Result:
    said = {"@context": "http://www.w3.org/ns/odrl.jsonld", "@type": "Agreement", "uid": "urn:x:1", **more}
    return odrl.read(json.dumps(said).encode(), given)


def permitted(constraint: Any = (), given: Given = KNOWN, **more: Any) -> Result:
    rule = {"target": "work:a", "assigner": "urn:x:a", "action": "index", "constraint": constraint}
    return policy(given, permission=[{**rule, **more}])


def limit(left: str, operator: str, right: Any) -> dict[str, Any]:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


HELD = {
    "places": (limit("spatial", "isAnyOf", ["CA", "EU"]), "territory"),
    "a place": (limit("odrl:spatial", "eq", {"@value": "CA"}), "territory"),
    "not there": (limit("spatial", "isNoneOf", ["CA"]), "territory_except"),
    "from a day": (limit("dateTime", "gteq", {"@value": "2026-01-01", "@type": "xsd:date"}), "valid_from"),
    "until an instant": (limit("dateTime", "lt", "2026-01-01T00:00:00Z"), "valid_to"),
    "times": (limit("count", "lteq", 3), "max_uses"),
    "a purpose": (limit("purpose", "eq", "a trailer"), "description_of_use"),
}
ASKED = {
    "a day that is not reached": limit("dateTime", "lt", "2026-01-01"),
    "after an instant": limit("dateTime", "gt", "2026-01-01T00:00:00Z"),
    "no time zone": limit("dateTime", "gteq", "2026-01-01T00:00:00"),
    "a place that is no code": limit("spatial", "eq", "http://sws.geonames.org/6251999/"),
    "a medium of others": limit("media", "isAnyOf", ["online"]),
    "more than": limit("count", "gteq", 3),
    "another operand": limit("industry", "eq", "film"),
    "a logical constraint": {"or": {"@list": [limit("spatial", "eq", "CA")]}},
    "with more beside it": {**limit("spatial", "eq", "CA"), "unit": "x"},
    "a reference": {"leftOperand": "spatial", "operator": "eq", "rightOperandReference": "http://x"},
    "no constraint": "x",
}


@pytest.mark.parametrize("name", list(HELD))
def test_odrl_limits_that_are_understood(name: str) -> None:
    constraint, field = HELD[name]
    record = one(permitted([constraint]))
    assert getattr(record, field) and not record.conditions


@pytest.mark.parametrize("name", list(ASKED))
def test_odrl_limits_that_are_not_become_conditions(name: str) -> None:
    record = one(permitted([ASKED[name]]))
    assert isinstance(record, Grant) and len(record.conditions) == 1 and "constraint" in record.conditions[0]


def test_odrl_the_second_limit_of_a_kind_is_asked_about() -> None:
    record = one(permitted([limit("spatial", "isAnyOf", ["CA"]), limit("spatial", "isAnyOf", ["US"])]))
    assert record.territory == ("CA",) and "US" in record.conditions[0]


def test_odrl_allowed_nowhere_is_not_allowed() -> None:
    for nowhere in (limit("spatial", "isAnyOf", []), limit("spatial", "isNoneOf", ["WORLD"])):
        assert permitted([nowhere]).records == () and permitted([nowhere]).losses


def test_odrl_what_grants_nothing() -> None:
    rule = {"target": "work:a", "assigner": "urn:x:a", "action": "index"}
    assert policy(**{"@type": "Request"}, permission=[rule]).records == ()
    assert policy(profile="http://example.com/profile", permission=[rule]).records == ()
    assert one(policy(**{"@type": "Offer"}, permission=[rule])).conditions[0].startswith("this is an offer")
    assert permitted(action="use").records == () and permitted(action="odrl:play").records == ()
    assert permitted(action=[{"rdf:value": {"@id": "odrl:index"}, "refinement": []}]).records == ()
    assert permitted(assignee=["urn:x:a", "urn:x:b"]).records == ()
    assert policy(Given("f", "", "w:a"), permission=[{"target": "work:a", "action": "index"}]).records == ()
    partly = {"uid": "work:a", "refinement": [limit("spatial", "eq", "CA")]}
    assert permitted(given=Given("f", "A"), target=partly).records == ()
    assert one(permitted(duty=[{"action": "inform"}])).conditions
    assert one(permitted(**{"remedy": 1})).conditions
    assert one(policy(permission=[rule], obligation=[{"action": "compensate"}])).conditions


def test_odrl_prohibitions_are_never_narrowed_by_what_is_not_understood() -> None:
    def refused(**more: Any) -> Prohibition:
        record = one(policy(prohibition={"target": "work:a", **more}))
        assert isinstance(record, Prohibition)
        return record

    assert set(refused(action="use").actions) == set(Action) == set(refused(action="http://x/y").actions)
    assert refused(action="distribute").actions == (Action.DELIVER,)
    odd = refused(action="index", constraint=[limit("industry", "eq", "film"), limit("count", "lteq", 3)])
    assert odd.actions == (Action.INDEX,) and odd.territory == ()
    assert refused(action="index", constraint=limit("spatial", "eq", "CA")).territory == ("CA",)
    assert set(refused(action={"rdf:value": {"@id": "odrl:index"}, "refinement": []}).actions) == {Action.INDEX}
    strange = policy(profile="http://x/p", prohibition={"target": "work:a", "action": "index"})
    assert isinstance(one(strange), Prohibition), "a profile that is not known takes no refusal away"


def test_guess_by_name_and_by_content(tmp_path: Path) -> None:
    said = {
        "a.json": (b'{"label": "cawg.training-mining", "data": {"entries": {}}}', "cawg"),
        "b.json": (b'{"plus:DataMining": "DMI-ALLOWED"}', "plus-json"),
        "c.json": (b'{"@context": "http://www.w3.org/ns/odrl.jsonld"}', "odrl"),
        "d.json": (b'[{"entityType": "Person"}]', "omc"),
        "e.xml": (b'<rsl xmlns="https://rslstandard.org/rsl"/>', "rsl"),
        "f.xml": (b'<x xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"/>', "plus"),
        "robots.txt": (b"User-Agent: *\nContent-Usage: / train-ai=n", "aipref-robots"),
        "g": (b"Content-Usage: train-ai=n", "aipref"),
        "h": (b"\xef\xbb\xbfassigner,record\n", "csv"),
        "i.CSV": (b"", "csv"),
    }
    for file, (data, name) in said.items():
        (tmp_path / file).write_bytes(data)
        assert guess(tmp_path / file) == name, file
    for file, data in (("x.json", b"{}"), ("x.txt", b"hello"), ("x", b""), ("x.xml", b"<a/>"), ("y.json", b"[1]")):
        (tmp_path / file).write_bytes(data)
        with pytest.raises(FilmwrightError, match="cannot be told"):
            guess(tmp_path / file)
    with pytest.raises(FilmwrightError, match="no such format"):
        find("pdf")
