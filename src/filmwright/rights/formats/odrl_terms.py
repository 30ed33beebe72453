"""Our profile of ODRL 2.2 (docs/odrl-profile.md): how names, actions and limits are written, and how a context is read.

Specifications: https://www.w3.org/TR/odrl-model/, https://www.w3.org/TR/odrl-vocab/, context
http://www.w3.org/ns/odrl.jsonld. A context may change what every word means, so only that one and plain prefixes are
taken.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from filmwright.canonical import canonical_json
from filmwright.rights.formats import strictjson
from filmwright.rights.formats.signals import ALL, MAKING, TRAINING
from filmwright.rights.vocabulary import Action

NAME = "odrl"
ODRL = "http://www.w3.org/ns/odrl/2/"
CONTEXT = "http://www.w3.org/ns/odrl.jsonld"
PROFILE = "urn:filmwright:odrl:1"
OURS = f"{PROFILE}:"
PREFIX = "fw"
SUBJECT, PARTY, RECORD = "urn:filmwright:subject:", "urn:filmwright:party:", "urn:filmwright:record:"
STUDIO = f"{PREFIX}:this-studio"
"""The assignee of a grant that names none: the studio whose ledger holds it."""

ACTIONS: dict[str, frozenset[Action]] = {f"{PREFIX}:{action}": frozenset({action}) for action in Action}
"""Actions that a permission may name."""
ACTIONS["index"] = frozenset({Action.INDEX})
_DELIVERY = frozenset({Action.DELIVER})
REFUSALS = {
    # action of ODRL's own vocabulary: what forbidding it may refuse (a permission of it gives nothing, but for index)
    "use": ALL,
    "reproduce": TRAINING | {Action.INGEST, Action.INDEX, Action.DELIVER},
    "derive": TRAINING | MAKING,
    "modify": MAKING,
    "transform": TRAINING | MAKING,
    "extract": TRAINING | {Action.INDEX, Action.ATTRIBUTE},
    "index": frozenset({Action.INDEX}),
    "distribute": _DELIVERY,
    "present": _DELIVERY,
    "display": _DELIVERY,
    "play": _DELIVERY,
    "stream": _DELIVERY,
    "sell": _DELIVERY | {Action.LICENSE_THIRD_PARTY},
    "lease": _DELIVERY | {Action.LICENSE_THIRD_PARTY},
    "lend": _DELIVERY,
    "give": _DELIVERY,
    "grantUse": frozenset({Action.LICENSE_THIRD_PARTY}),
    "transfer": frozenset({Action.LICENSE_THIRD_PARTY}),
    "print": frozenset(),
    "textToSpeech": frozenset({Action.GENERATE_REPLICA_VOICE}),
} | ACTIONS

SETS = {
    # field: left operand, operator
    "territory": ("spatial", "isAnyOf"),
    "territory_except": ("spatial", "isNoneOf"),
    "media": ("media", "isAnyOf"),
    "works": (f"{PREFIX}:work", "isAnyOf"),
    "projects": (f"{PREFIX}:project", "isAnyOf"),
    "model_classes": (f"{PREFIX}:modelClass", "isAnyOf"),
    "replica_kinds": (f"{PREFIX}:replicaKind", "isAnyOf"),
}
SCALARS = {
    "description_of_use": ("purpose", "eq"),
    "max_uses": ("count", "lteq"),
    "vests_on_payment": (f"{PREFIX}:vestsOnPayment", "eq"),
    "counsel_or_union": (f"{PREFIX}:counselOrUnion", "eq"),
    "replaces_work": (f"{PREFIX}:replacesWork", "eq"),
    "minor": (f"{PREFIX}:minor", "eq"),
    "deceased": (f"{PREFIX}:deceased", "eq"),
    "script_sha256": (f"{PREFIX}:scriptSha256", "eq"),
    "script_dated": (f"{PREFIX}:scriptDated", "eq"),
    "notice_at": (f"{PREFIX}:noticeAt", "eq"),
    "notice_hours": (f"{PREFIX}:noticeHours", "eq"),
    "cba": (f"{PREFIX}:cba", "eq"),
    "in_strike": (f"{PREFIX}:inStrike", "eq"),
}
CONDITION = f"{PREFIX}:condition"
DUTIES = {"compensation": "compensate", "attribution": "attribute"}
PROPERTIES = {
    # field: property of the policy
    "authority": f"{PREFIX}:authority",
    "agreement": f"{PREFIX}:agreement",
    "signature": f"{PREFIX}:signature",
    "template": f"{PREFIX}:template",
    "said_in": f"{PREFIX}:saidIn",
    "renews": f"{PREFIX}:renews",
    "revocable": f"{PREFIX}:revocable",
    "reason": f"{PREFIX}:reason",
}
FOREIGN = f"{PREFIX}:foreign"
POLICY = frozenset({"@context", "@type", "profile", "permission", "prohibition", *PROPERTIES.values(), FOREIGN})
"""Keys of a policy that are read; ``uid`` too, where it is of our making."""
RULE = frozenset({"@type", "target", "assigner", "assignee", "action", "constraint", "duty"})
"""Keys of a rule that are read; all but ``constraint`` and ``duty`` may stand at the policy, for all of its rules."""
HARMLESS = ("uid", "conflict", "dct:", "dc:", "rdfs:label", "rdfs:comment", "http://purl.org/dc/")
"""Keys, or how they begin, that limit nothing."""
_WORDS = POLICY | RULE | {"uid", "leftOperand", "operator", "rightOperand", "obligation", "refinement", "use", "index"}
_CONTEXTS = {CONTEXT, CONTEXT.replace("http:", "https:")}


def iri(prefix: str, name: str) -> str:
    """A name as an IRI of ours."""
    return prefix + quote(name, safe="-._~:/")


def name_in(prefix: str, value: Any) -> str | None:
    """The name in an IRI of ours; None if it is none."""
    return unquote(value.removeprefix(prefix)) if isinstance(value, str) and value.startswith(prefix) else None


def unknown(key: str, value: Any) -> str:
    """What stands in a policy without being understood, as a condition."""
    return " ".join(f"the policy also says: {key} = {canonical_json(value)}".split())


def is_harmless(key: str) -> bool:
    """Whether a key that is not understood surely limits nothing."""
    return key.startswith(HARMLESS)


class Prefixes:
    """The prefixes of a document's context; every key and word is read through it."""

    def __init__(self, document: strictjson.Document, context: Any) -> None:
        """Take a context.

        Raises:
            FilmwrightError: if it may change what the words of ODRL mean.
        """
        self._known = {"odrl": ODRL}
        self._bare = False
        for one in context if isinstance(context, list) else [context]:
            if isinstance(one, str) and one in _CONTEXTS:
                self._bare = True
            elif isinstance(one, dict):
                self._take(document, one)
            else:
                do = f"give a file with the context {CONTEXT} alone, or with prefixes beside it"
                raise document.error("a context that may change what the words mean", ("@context",), do)
        if not self._bare and context is None:
            raise document.error("this has no @context of ODRL", (), f"give a policy with {CONTEXT}")

    def _take(self, document: strictjson.Document, prefixes: dict[str, Any]) -> None:
        for prefix, value in prefixes.items():
            plain = isinstance(value, str) and value[-1:] in ("/", "#", ":") and prefix[:1].isalpha()
            clash = prefix in _WORDS or (prefix in self._known and self._known[prefix] != value)
            if not plain or clash or ":" in prefix:
                what = f"the context gives '{prefix}' a meaning of its own"
                raise document.error(what, ("@context",), "give a file whose context has plain prefixes only")
            self._known[prefix] = value

    def term(self, key: str) -> str:
        """A key or word as we write it: ODRL's bare, ours with our prefix, any other as it stands."""
        head, colon, rest = key.partition(":")
        whole = self._known[head] + rest if colon and head in self._known else key
        if whole.startswith(ODRL):
            return whole.removeprefix(ODRL)
        if whole.startswith(OURS):
            return f"{PREFIX}:{whole.removeprefix(OURS)}"
        if key in ("@id", "@type"):
            return {"@id": "uid"}.get(key, key)
        if colon or key.startswith("@"):
            return f"other:{key}" if key.startswith(f"{PREFIX}:") else key
        return {"type": "@type", "id": "uid"}.get(key, key) if self._bare else f"other:{key}"

    @cached_property
    def others(self) -> dict[str, str]:
        """The prefixes that are neither ODRL's nor ours."""
        return {prefix: value for prefix, value in self._known.items() if value not in (ODRL, OURS)}
