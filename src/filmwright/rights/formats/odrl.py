"""Policies of ODRL 2.2 in JSON-LD: what each rule says as a grant or prohibition (writing: ``odrl_write``).

What a permission asks for that is not understood becomes a condition; a permission under another profile, of a request
or of an action that has no word here gives no grant. A prohibition that is not understood refuses more, never less.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import limits, strictjson
from filmwright.rights.formats import odrl_terms as terms
from filmwright.rights.formats.odrl_values import Nowhere, limit, many, plain
from filmwright.rights.formats.result import Given, Loss, Result
from filmwright.rights.formats.signals import ALL, UNNAMED, checked, subject
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action

_PLAIN_TYPES = {"Agreement", "Set", "Policy", "Offer"}


def read(data: bytes, given: Given) -> Result:
    """Records of one policy, of an array of policies, or of a ``@graph`` of them.

    Raises:
        FilmwrightError: if it is no such thing, its context may change ODRL's words, or nobody says of what it speaks.
    """
    document = strictjson.read(data, given.source)
    records: list[Record] = []
    losses: list[Loss] = []
    prefixes: terms.Prefixes | None = None
    said: Any = None
    for place, policy, context in _policies(document):
        if prefixes is None or context is not said:  # A context of many prefixes is not read anew for each of many.
            prefixes, said = terms.Prefixes(document, context), context
        made, lost = _Policy(document, place, policy, prefixes, given).rules()
        records += made
        losses += lost
    return Result(tuple(records), tuple(losses))


def _policies(document: strictjson.Document) -> Iterator[tuple[strictjson.Place, dict[str, Any], Any]]:
    whole = document.data
    place: strictjson.Place = ()
    context = whole.get("@context") if isinstance(whole, dict) else None
    if isinstance(whole, dict) and "@graph" in whole:
        whole, place = whole["@graph"], ("@graph",)
    for number, one in enumerate(whole if isinstance(whole, list) else [whole]):
        here = (*place, number) if isinstance(whole, list) else place
        if not isinstance(one, dict):
            raise document.error("a policy is an object", here)
        yield here, one, one.get("@context", context)


class _Policy:
    """One policy while it is read."""

    def __init__(
        self,
        document: strictjson.Document,
        place: strictjson.Place,
        policy: dict[str, Any],
        prefixes: terms.Prefixes,
        given: Given,
    ) -> None:
        self.document, self.place, self.given = document, place, given
        self.prefixes = prefixes
        self.said, self.raw = self._words(policy, place)
        self.losses: list[Loss] = []

    def _words(self, said: dict[str, Any], place: strictjson.Place) -> tuple[dict[str, Any], dict[str, str]]:
        """The values of an object by word as we write it, and its keys as they stand."""
        values: dict[str, Any] = {}
        keys: dict[str, str] = {}
        for key, value in said.items():
            word = self.prefixes.term(key)
            if word in values:
                raise self.document.error(
                    f"'{word}' is there twice, once as '{key}'", (*place, key), "keep one of them"
                )
            values[word], keys[word] = value, key
        return values, keys

    def rules(self) -> tuple[list[Record], list[Loss]]:
        kinds = {self.prefixes.term(str(one)) for one in many(self.said.get("@type"))} or {"Set"}
        profiles = [plain(one) for one in many(self.said.get("profile"))]
        strange = [one for one in profiles if one != terms.PROFILE]
        why = f"its profile {strange[0]} is not known here" if strange else ""
        why = why or ("" if kinds <= _PLAIN_TYPES else f"a policy of type {', '.join(sorted(kinds))} grants nothing")
        offer = ["this is an offer: has it been accepted?"] if "Offer" in kinds else []
        found: list[Record] = []
        prohibitions = list(enumerate(many(self.said.get("prohibition"))))
        for number, rule in prohibitions:
            found += self._placed(rule, ("prohibition", number), False, [])
        for number, rule in enumerate(many(self.said.get("permission"))):
            if why:
                self.losses.append(Loss.saying("permission", rule, f"{why}, so there is no grant"))
            else:
                found += self._placed(rule, ("permission", number), True, offer)
        if not prohibitions and "permission" not in self.said:
            raise self.document.error("this policy has no permission and no prohibition", self.place, "give one")
        return found, self.losses

    def _placed(self, rule: Any, where: strictjson.Place, is_grant: bool, conditions: list[str]) -> list[Record]:
        """The records of a rule; a fault of what it says has its line."""
        try:
            return self._rule(rule, where, is_grant, conditions)
        except FilmwrightError as error:
            if error.where != self.given.source:
                raise
            raise self.document.error(error.what, (*self.place, *where), error.do) from error

    @cached_property
    def _around(self) -> tuple[dict[str, Any], list[str]]:
        """What the policy says besides, for all of its rules; and as conditions."""
        return self._unknown(self.said, self.raw, terms.POLICY | (terms.RULE - {"constraint", "duty"}))

    def _unknown(
        self, said: dict[str, Any], keys: dict[str, str], known: frozenset[str]
    ) -> tuple[dict[str, Any], list[str]]:
        """What is said under keys that are not read here; and those that may limit something, as conditions."""
        left = {
            keys[key]: value
            for key, value in said.items()
            if key not in known and not (key == "uid" and str(value).startswith(terms.RECORD))
        }
        harmless = {keys[key] for key in said if terms.is_harmless(key)}
        return left, [terms.unknown(key, value) for key, value in left.items() if key not in harmless]

    def _rule(self, rule: Any, where: strictjson.Place, is_grant: bool, conditions: list[str]) -> list[Record]:
        place = (*self.place, *where)
        if not isinstance(rule, dict):
            raise self.document.error("a rule is an object", place)
        said, raw = self._words(rule, place)
        inside, more = self._unknown(said, raw, terms.RULE)
        beside = {"policy": self._around[0], "rule": inside}
        asked = [*conditions, *self._around[1], *more]
        values: dict[str, Any] = {}
        texts: list[str] = []
        try:
            for one in many(said.get("constraint")):
                if not self._constraint(one, values, texts):
                    beside["rule"].setdefault("constraint", []).append(one)
                    asked.append(terms.unknown("constraint", one))
        except Nowhere:
            if is_grant:
                self.losses.append(Loss.saying("constraint", said["constraint"], "it is allowed nowhere: no grant"))
                return []
        for one in many(said.get("duty")):
            if not self._duty(one, values):
                beside["rule"].setdefault("duty", []).append(one)
                asked.append(terms.unknown("duty", one))
        values.update({name: self.said[key] for name, key in terms.PROPERTIES.items() if key in self.said})
        foreign = plain(self.said.get(terms.FOREIGN, {}))
        kept = {part: value for part, value in beside.items() if value}
        if kept and self.prefixes.others:
            kept["context"] = self.prefixes.others
        values["foreign"] = {**(foreign if isinstance(foreign, dict) else {}), **({terms.NAME: kept} if kept else {})}
        merged = {**{key: self.said[key] for key in terms.RULE if key in self.said}, **said}
        if is_grant:
            return self._grant(merged, values, texts, asked)
        return self._prohibition(merged, values, [*texts, *asked])

    def _grant(self, said: dict[str, Any], values: dict[str, Any], texts: list[str], asked: list[str]) -> list[Record]:
        actions, others = self._actions(said, terms.ACTIONS, frozenset())
        self.losses += [Loss.saying("action", one, "no word for it here, so it is not granted") for one in others]
        assigners = self._names(said.get("assigner"))
        subjects = self._subjects(said)
        assignees = self._names(said.get("assignee"), {terms.STUDIO: ""})
        why = "no action of ours" if not actions else "no one target" if not subjects else ""
        why = why or ("nobody, or more than one, is named who allows it" if len(assigners) != 1 else "")
        why = why or ("it is allowed to several" if len(assignees) > 1 else "")
        conditions = texts + [text for text in dict.fromkeys(asked) if text not in texts]
        if any(len(text) > limits.TEXT + 500 for text in conditions):
            why = why or "it asks for more than a condition can hold"
        if why or not subjects:
            self.losses.append(Loss.saying("permission", said.get("action"), f"{why}: no grant"))
            return []
        values = {**values, "assigner": assigners[0], "assignee": (assignees or [""])[0]}
        values.pop("reason", None)
        return [checked(Grant, self.given, **values, subjects=subjects, actions=actions, conditions=tuple(conditions))]

    def _prohibition(self, said: dict[str, Any], values: dict[str, Any], ignored: list[str]) -> list[Record]:
        actions, others = self._actions(said, terms.REFUSALS, ALL)
        self.losses += [Loss.saying("action", one, "not known here, so that all is refused") for one in others]
        why = "not understood, so that it refuses without this limit"
        self.losses += [Loss.saying("prohibition", text, why) for text in dict.fromkeys(ignored)]
        for name in [name for name in values if name not in Prohibition.model_fields]:
            self.losses.append(Loss.saying(name, values.pop(name), "a prohibition has no such limit here: it is wider"))
        if not actions:
            self.losses.append(Loss.saying("prohibition", said.get("action"), "nothing that is done here"))
            return []
        assigners = self._names(said.get("assigner")) or [UNNAMED]
        subjects = self._subjects(said) or (subject(self.given),)
        return [
            checked(Prohibition, self.given, **values, assigner=assigners[0], subjects=subjects, actions=tuple(actions))
        ]

    def _actions(
        self, said: dict[str, Any], words: dict[str, frozenset[Action]], otherwise: frozenset[Action]
    ) -> tuple[list[Action], list[Any]]:
        found: set[Action] = set()
        others = []
        for one in many(said.get("action")):
            # A permission of an action that is narrowed is not understood; a prohibition of it refuses the whole.
            name = plain(one.get("rdf:value", one) if isinstance(one, dict) and otherwise else one)
            word = self.prefixes.term(name) if isinstance(name, str) else ""
            if word not in words:
                others.append(one)
            found |= words.get(word, otherwise)
        return sorted(found), others

    def _names(self, value: Any, own: dict[str, str] | None = None) -> list[str]:
        """Parties: their name, if they are written as we do or have one; else their IRI, or who the caller says."""
        found = []
        for one in many(value):
            name = one.get("vcard:fn", one.get("uid", one.get("@id"))) if isinstance(one, dict) else one
            iri = str(plain(name))
            ours = (own or {}).get(self.prefixes.term(iri), terms.name_in(terms.PARTY, iri))
            if ours is None and own is None and self.given.assigner:
                self.losses.append(Loss.saying("assigner", iri, f"taken for {self.given.assigner}, as the caller says"))
                ours = self.given.assigner
            found.append(iri if ours is None else ours)
        if not found and own is None and self.given.assigner:
            found.append(self.given.assigner)
        return found

    def _subjects(self, said: dict[str, Any]) -> tuple[str, ...]:
        """Targets: subjects as we write them; others as the caller says, or their IRI, if it can be a subject's id."""
        found = []
        for one in many(said.get("target")):
            iri = one.get("uid", one.get("@id")) if isinstance(one, dict) else one
            ours = terms.name_in(terms.SUBJECT, iri)
            if ours is None and self.given.subject:
                self.losses.append(Loss.saying("target", one, f"taken for {self.given.subject}, as the caller says"))
                ours = self.given.subject
            if ours is None and isinstance(one, dict) and not set(one) <= {"uid", "@id", "@type"}:
                self.losses.append(Loss.saying("target", one, "only a part of it is meant, or more is said of it"))
                return ()
            found.append(str(iri) if ours is None else ours)
        return tuple(dict.fromkeys(found)) or ((self.given.subject,) if self.given.subject else ())

    def _constraint(self, one: Any, values: dict[str, Any], texts: list[str]) -> bool:
        """Take one constraint into ``values`` or ``texts``; False if it is not understood."""
        if not isinstance(one, dict):
            return False
        said = {self.prefixes.term(key): value for key, value in one.items() if key != "@type"}
        if set(said) != {"leftOperand", "operator", "rightOperand"}:
            return False
        left, operator = (self.prefixes.term(str(plain(said[key]))) for key in ("leftOperand", "operator"))
        right = said["rightOperand"]
        if (left, operator) == (terms.CONDITION, "eq") and isinstance(plain(right), str):
            texts.append(plain(right))
            return True
        found = limit(left, operator, right)
        if found is None or found[0] in values:
            return False
        values[found[0]] = found[1]
        return True

    def _duty(self, one: Any, values: dict[str, Any]) -> bool:
        actions = many(one.get("action")) if isinstance(one, dict) and set(one) == {"action"} else []
        if len(actions) != 1 or not isinstance(actions[0], dict) or set(actions[0]) != {"rdf:value", "refinement"}:
            return False
        action = self.prefixes.term(str(plain(actions[0]["rdf:value"])))
        refinement = many(actions[0]["refinement"])
        for name, word in terms.DUTIES.items():
            if action == word and len(refinement) == 1 and isinstance(refinement[0], dict) and name not in values:
                said = {self.prefixes.term(key): plain(value) for key, value in refinement[0].items()}
                left = self.prefixes.term(str(said.pop("leftOperand", "")))
                if left == f"{terms.PREFIX}:{name}" and said.keys() == {"operator", "rightOperand"}:
                    values[name] = said["rightOperand"]
                    return bool(said["operator"] == "eq")
        return False
