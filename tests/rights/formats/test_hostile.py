"""Files that mean harm: each is refused with one line that names the place, and nothing of it is read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import strictjson, strictxml
from filmwright.rights.formats.known import FORMATS
from filmwright.rights.formats.result import Given

from .drawn import THOUSAND

KNOWN = Given("file", "A", "work:a", "f" * 64, 10)
CSV_HEAD = "record,assigner,subjects,actions,territory,reason,foreign,counsel_or_union\n"
XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n{}'
XMP += "</rdf:RDF></x:xmpmeta>"
PLUS = '<rdf:Description xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" plus:DataMining="{}"/>'
RSL = '<rsl xmlns="https://rslstandard.org/rsl">\n{}</rsl>'
ODRL = (
    '{{"@context": {},\n"@type": "Set", "uid": "urn:x:1",\n"prohibition": [{{"target": "work:a", "action": "use"}}]}}'
)
CONTEXT = '"http://www.w3.org/ns/odrl.jsonld"'
ENTITIES = '<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]>\n<r>&b;</r>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<r>&a;</r>'
SCENE = '[\n{{"entityType": "Depiction", "schemaVersion": "https://movielabs.com/omc/json/schema/v2.8", {}}}]'
BAD = {
    "a key twice": ("cawg", '{"data":\n{"entries": {},\n"entries": {}}}', "line 3", "is there twice"),
    "a key twice, spelled otherwise": ("cawg", '{"entries": {}, "\\u0065ntries": {}}', "file", "is there twice"),
    "a key twice, and in another object": (
        "cawg",
        '{"x": [{"a": 1},\n{"a": 1,\n"b": 1, "b": 2}]}',
        "line 3",
        "'b' is there",
    ),
    "a key twice, and then no JSON": ("cawg", '{"a": 1,\n"\\u0061": 2}\n"\\x"', "line 2", "is there twice"),
    "NaN, and then no JSON": ("cawg", '{"a":\n[NaNs, "\\x"]}', "file", "no number of JSON"),
    "deep JSON": ("odrl", "[\n" * 65 + "]" * 65, "line 65", "nested deeper than 64"),
    "very deep JSON": ("omc", "[" * 900_000, "line 1", "nested deeper than 64"),
    "NaN": ("odrl", '{"a":\nNaN}', "line 2", "no number of JSON"),
    "no end of a number": ("odrl", '{"a":\n1e400}', "line 2", "too large"),
    "a number of 5,000 digits": ("odrl", '{"a":\n' + "9" * 5000 + "}", "line 2", "digits"),
    "half a character": ("cawg", '{"entries": {},\n"x": "\\ud800"}', "line 2", "U+D800"),
    "JSON that stops": ("cawg", '{"entries":\n', "line 2", "not readable as JSON"),
    "no text": ("csv", b"record\n\xff\xfe", "line 2", "UTF-8"),
    "no text in JSON": ("cawg", b'{"a":\n"\xe9"}', "line 2", "UTF-8"),
    "entities": ("rsl", ENTITIES, "line 1", "not allowed"),
    "entities in XMP": ("plus", ENTITIES, "line 1", "not allowed"),
    "a file outside": ("rsl", OUTSIDE, "line 1", "not allowed"),
    "a document type alone": ("rsl", '\n<!DOCTYPE rsl SYSTEM "http://x/y.dtd"><rsl/>', "line 2", "not allowed"),
    "deep XML": ("rsl", "<a>\n" * 65 + "</a>" * 65, "line 65", "nested deeper than 64"),
    "XML that stops": ("rsl", "<rsl>\n<content>", "line 2", "not readable as XML"),
    "another namespace": ("rsl", '<rsl xmlns="https://example.com/rsl"/>', "line 1", "this is no RSL"),
    "RSL of nothing": ("rsl", RSL.format(""), "line 1", "no <content>"),
    "no PLUS in a packet": ("plus", XMP.format("<rdf:Description/>"), "line 1", "no plus:DataMining"),
    "a value that PLUS does not have": ("plus", XMP.format(PLUS.format("DMI-SURE")), "line 2", "does not name"),
    "the same in JSON": ("plus-json", '{"x": 1,\n"plus:DataMining": "DMI-SURE"}', "line 2", "as PLUS names them"),
    "a formula": ("csv", CSV_HEAD + 'grant,"=HYPERLINK(""http://x"")",work:a,index\n', "line 2", "would run"),
    "a formula with plus": ("csv", CSV_HEAD + "grant,A,work:a,index\ngrant,+1,work:a,index", "line 3", "would run"),
    "a formula with minus": ("csv", CSV_HEAD + "grant,-1,work:a,index\n", "line 2", "would run"),
    "a formula with at": ("csv", CSV_HEAD + "grant,@SUM(A1),work:a,index\n", "line 2", "would run"),
    "a formula after a tab": ("csv", CSV_HEAD + "grant,\t=1,work:a,index\n", "line 2", "would run"),
    "a formula after a return": ("csv", CSV_HEAD + 'grant,"\r=1",work:a,index\n', "line 2", "would run"),
    "an unknown column": ("csv", "record,assigner,subjects,actions,teritory\n", "line 1", "unknown column 'teritory'"),
    "a column twice": ("csv", "record,assigner,assigner\n", "line 1", "is there twice"),
    "semicolons": ("csv", "record;assigner;subjects\n", "line 1", "unknown column"),
    "more cells": ("csv", CSV_HEAD + "grant,A,work:a,index,,,,,x\n", "line 2", "more cells"),
    "no such kind": ("csv", CSV_HEAD + "licence,A,work:a,index\n", "line 2", "no such kind"),
    "no such action": ("csv", CSV_HEAD + "grant,A,work:a,index; resell\n", "line 2", "actions"),
    "no such place": ("csv", CSV_HEAD + "\ngrant,A,work:a,index,Atlantis\n", "line 3", "ISO 3166"),
    "a field of another kind": ("csv", CSV_HEAD + "grant,A,work:a,index,,why\n", "line 2", "no field 'reason'"),
    "neither yes nor no": ("csv", CSV_HEAD + "grant,A,work:a,index,,,,perhaps\n", "line 2", "yes, no or empty"),
    "foreign that is no JSON": ("csv", CSV_HEAD + "grant,A,work:a,index,,,{,\n", "line 2", "foreign"),
    "a quote that does not end": ("csv", CSV_HEAD + 'grant,"A,work:a,index\n', "line 2", "not readable as CSV"),
    "a null": ("csv", CSV_HEAD + "grant,A\0,work:a,index\n", "line 2", ""),
    "unseen characters": ("csv", CSV_HEAD + "grant,A\u202eB,work:a,index\n", "line 2", "U+202E"),
    "an empty table": ("csv", "", "file", "empty"),
    "no context": ("odrl", ODRL.format("null"), "line 1", "context"),
    "a context from elsewhere": ("odrl", ODRL.format('["https://evil.example/c"]'), "line 1", "may change"),
    "words turned round": ("odrl", ODRL.format(f'[{CONTEXT}, {{"permission": "odrl:prohibition"}}]'), "line 1", "own"),
    "a prefix turned round": ("odrl", ODRL.format(f'[{CONTEXT}, {{"odrl": "http://x/"}}]'), "line 1", "own"),
    "a word with @id": ("odrl", ODRL.format(f'[{CONTEXT}, {{"x": {{"@id": "odrl:permission"}}}}]'), "line 1", "own"),
    "a rule said twice": (
        "odrl",
        f'{{"@context": {CONTEXT},\n"prohibition": [],\n"odrl:prohibition": []}}',
        "3",
        "twice",
    ),
    "a policy of nothing": ("odrl", f'{{"@context": {CONTEXT}}}', "line 1", "no permission and no prohibition"),
    "another assertion": ("cawg", '{"data": {},\n"label": "c2pa.actions"}', "line 2", "another kind"),
    "an entry without use": ("cawg", '{"entries":\n{"cawg.ai_inference": {}}}', "line 2", "needs a 'use'"),
    "no dictionary": ("aipref", "X: y\nContent-Usage: train-ai=n; =\n", "line 2", "no dictionary"),
    "a comma at the end": ("aipref", "Content-Usage: train-ai=n,", "line 1", "no dictionary"),
    "capitals": ("aipref", "Content-Usage: Train-AI=n", "line 1", "no dictionary"),
    "no preference at all": ("aipref", "Content-Type: text/html\n", "file", "no Content-Usage"),
    "no entity": ("omc", '[{"a": 1}]', "line 1", "entityType"),
    "another version of OMC": ("omc", '[{"entityType": "Person",\n"schemaVersion": "v9"}]', "line 1", "version"),
    "an entity without an id": (
        "omc",
        '[\n{"entityType": "Character", "schemaVersion": "https://movielabs.com/omc/json/schema/v2.8"}]',
        "line 2",
        "identifier",
    ),
    "a depiction of something that is no kind of entity": (
        "omc",
        SCENE.format('\n"Depicts": {"entityType": []}'),
        "line 3",
        "one entity on each side",
    ),
    "a depiction by two": ("omc", SCENE.format('\n"Depicter": [{}, {}]'), "line 3", "one entity on each side"),
    "an appearance with a field of another kind": (
        "omc",
        SCENE.format('"customData": [{"namespace": "urn:filmwright:omc:1", "value": {"model": 1}}]'),
        "line 2",
        "asset",
    ),
}


@pytest.mark.parametrize("name", list(BAD))
def test_each_is_refused_with_its_place(name: str) -> None:
    form, text, where, what = BAD[name]
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FilmwrightError) as caught:
        FORMATS[form].read(data, KNOWN)
    assert caught.value.where.startswith("file") and where in caught.value.where, str(caught.value)
    assert what in str(caught.value) and caught.value.do and "\n" not in str(caught.value)


WORDS = """
    { } [ ] : , " "@context" "http://www.w3.org/ns/odrl.jsonld" "permission" "prohibition" "target" "action" "use"
    "entries" "cawg.ai_training" "cawg.ai_inference" "allowed" "constrained" "plus:DataMining" "entityType" "Depiction"
    "Depicts" "schemaVersion" "https://movielabs.com/omc/json/schema/v2.8" "identifier" 1 null true -1e9 <rsl> </rsl>
    <content url="/"> </content> <license> </license> <permits> ai-train </permits> <!-- --> <![CDATA[ ]]> <?x ?>
    xmlns="https://rslstandard.org/rsl" Content-Usage: User-agent: * / train-ai=n search=y ;a=( ) record grant ;
"""
PIECES = st.sampled_from((*WORDS.split(), *"\n \t\0\ufeffé='"))


@pytest.mark.parametrize("name", list(FORMATS))
def test_whatever_stands_in_a_file_it_is_records_or_one_line(name: str) -> None:
    @THOUSAND
    @given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60), st.booleans())
    def check(text: str, spoken: bool) -> None:
        try:
            FORMATS[name].read(text.encode("utf-8", "surrogatepass"), KNOWN if spoken else Given("file"))
        except FilmwrightError as error:
            assert error.where.startswith("file") and "\n" not in str(error)

    check()


KEYS = st.sampled_from(
    (
        *("@context", "@graph", "@type", "@id", "@value", "uid", "permission", "prohibition", "target", "assigner"),
        *("assignee", "action", "constraint", "duty", "leftOperand", "operator", "rightOperand", "rdf:value", "use"),
        *("entries", "label", "data", "cawg.ai_inference", "cawg.data_mining", "constraint_info", "metadata", "name"),
        *("entityType", "schemaVersion", "identifier", "Depicts", "Depicter", "customData", "fw:foreign", "profile"),
        *("plus:DataMining", "plus:OtherConstraints", "identifierScope", "identifierValue", "ParticipantSC"),
    )
)
PLAIN = st.sampled_from(
    (None, True, -1, 0.5, "allowed", "constrained", "Depiction", "use", "spatial", "isAnyOf", "CA", "")
)
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


@pytest.mark.parametrize("name", ["cawg", "plus-json", "odrl", "omc"])
def test_whatever_json_it_is_it_is_records_or_one_line(name: str) -> None:
    tops = {
        "cawg": lambda x: {"entries": {"cawg.ai_inference": x, "cawg.data_mining": {"use": x}}, "metadata": x},
        "plus-json": lambda x: {"plus:DataMining": "DMI-ALLOWED", "plus:OtherConstraints": x, "x": x},
        "odrl": lambda x: {
            "@context": "http://www.w3.org/ns/odrl.jsonld",
            "permission": x,
            "prohibition": {"action": x, "target": x, "constraint": x, "duty": x, "assigner": x},
            "fw:foreign": x,
        },
        "omc": lambda x: [
            {"entityType": "Depiction", "schemaVersion": "https://movielabs.com/omc/json/schema/v2.8"}
            | (x if isinstance(x, dict) else {"Depicts": x, "customData": x, "identifier": x})
        ],
    }

    @THOUSAND
    @example({"@context": None, "Depicts": {"entityType": []}}, True)
    @given(JSON, st.booleans())
    def check(value: object, inside: bool) -> None:
        data = strictjson.write(tops[name](value) if inside else value)
        try:
            FORMATS[name].read(data, KNOWN)
        except FilmwrightError as error:
            assert error.where.startswith("file") and "\n" not in str(error)

    check()


def test_what_xml_keeps_it_gives_back() -> None:
    data = b'<a xmlns:b="urn:b" c="1">t<b:d>x</b:d>after<e/></a>'
    kept = strictxml.to_json(strictxml.read(data).root)
    again = strictxml.from_json(kept)
    assert again is not None and strictxml.to_json(again) == kept and "after" in str(kept)
    for wrong in (None, [], {"tag": "<x>"}, {"tag": "a", "text": "\0"}, {"tag": "a", "children": [1]}, {"x": 1}):
        assert strictxml.from_json(wrong) is None
