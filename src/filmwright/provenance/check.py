"""Reading a manifest back: who signed the file, what it says, whether a byte of it was changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from filmwright.errors import FilmwrightError
from filmwright.provenance import seal
from filmwright.provenance.trust import LABEL, settings

State = Literal["Trusted", "Valid", "Invalid", "none"]

_PLAIN = {
    "assertion.bmffHash.mismatch": "the pictures or the sound were changed after signing",
    "assertion.bmffHash.malformed": "the hash of the pictures cannot be read",
    "assertion.hashedURI.mismatch": "a statement in the manifest was changed after signing",
    "assertion.missing": "a statement is missing from the manifest",
    "claimSignature.mismatch": "the manifest was changed after signing",
    "claimSignature.missing": "the manifest is not signed",
    "claimSignature.outsideValidity": "the signing certificate was out of date",
    "signingCredential.untrusted": "signed by someone whose root certificate is not among the anchors",
    "signingCredential.invalid": "the signing certificate is not one for signing media",
    "signingCredential.expired": "the signing certificate is out of date",
    "signingCredential.revoked": "the signing certificate was revoked",
}


@dataclass(frozen=True)
class Claim:
    """What a file says of itself, and how far it can be believed.

    ``state``: *Trusted*: signed under one of the anchors, sealed, not a byte changed. *Valid*: whole as far as C2PA can
    tell, but signed by someone else or not sealed. *Invalid*: changed, or cannot be read. *none*: no manifest. Only
    *Trusted* is trusted; in the other states ``take`` and the rest are hearsay. ``take`` is the ``org.filmwright.take``
    statement, empty if there is none.
    """

    state: State
    signer: str = ""
    title: str = ""
    generator: str = ""
    source_type: str = ""
    take: dict[str, Any] = field(default_factory=dict)
    ingredients: tuple[dict[str, Any], ...] = ()
    sealed: bool = False
    problems: tuple[str, ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether the state is *Trusted*."""
        return self.state == "Trusted"


def read(path: Path, anchors: str) -> Claim:
    """Read and check the manifest of an mp4 or mov file, without a network and without a studio.

    Args:
        anchors: root certificates, PEM (``keys.anchors`` or ``keys.read_anchors``); "" trusts nobody.

    Raises:
        FilmwrightError: if the file is not there or may not be read.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(12)
    except OSError as error:
        raise FilmwrightError(f"the file cannot be read ({error.strerror})", str(path), "name a file") from error
    if start[4:8] != b"ftyp":
        return Claim(
            "none", problems=("this is not an mp4 or mov file, so it carries no manifest that can be checked",)
        )
    found = _manifest(path, anchors)
    return found if isinstance(found, Claim) else _claim(path, found)


def _manifest(path: Path, anchors: str) -> dict[str, Any] | Claim:
    """The C2PA reader's report, or what it means that there is none."""
    from c2pa import C2paError, Context, Reader

    try:
        with (
            Context.from_dict(settings(anchors)) as context,
            path.open("rb") as stream,
            Reader("video/mp4", stream, context=context) as reader,
        ):
            report: dict[str, Any] = json.loads(reader.json())
            return {**report, "state": reader.get_validation_state()}
    except C2paError.ManifestNotFound:
        return Claim("none", problems=("the file carries no manifest",))
    except (C2paError, json.JSONDecodeError) as error:
        return Claim("Invalid", problems=(f"the manifest cannot be read ({str(error).splitlines()[0]})",))


def _dict(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one: a stranger's manifest may hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _claim(path: Path, report: dict[str, Any]) -> Claim:
    manifest = _dict(_dict(report.get("manifests")).get(str(report.get("active_manifest"))))
    assertions = {str(a.get("label")): _dict(a.get("data")) for a in _dicts(manifest.get("assertions"))}
    take = assertions.get(LABEL, {})
    sealed = bool(take) and seal.intact(path, str(_dict(take.get("seal")).get("public_key", "")))
    state, problems = _verdict(report, bool(take), sealed)
    signature = _dict(manifest.get("signature_info"))
    maker = (_dicts(manifest.get("claim_generator_info")) or [{}])[0]
    actions = _dicts((assertions.get("c2pa.actions.v2") or assertions.get("c2pa.actions") or {}).get("actions"))
    return Claim(
        state=state,
        signer=str(signature.get("common_name") or signature.get("issuer") or ""),
        title=str(manifest.get("title", "")),
        generator=" ".join(str(maker[name]) for name in ("name", "version") if name in maker),
        source_type=next((str(a["digitalSourceType"]) for a in actions if a.get("digitalSourceType")), ""),
        take=take,
        ingredients=tuple(_ingredient(i) for i in _dicts(manifest.get("ingredients"))),
        sealed=sealed,
        problems=tuple(problems),
    )


def _verdict(report: dict[str, Any], ours: bool, sealed: bool) -> tuple[State, list[str]]:
    """C2PA's state, lowered where our seal is broken or missing; never raised."""
    state: State = report["state"] if report["state"] in ("Trusted", "Valid") else "Invalid"
    problems = _problems(report)
    if ours and not sealed:
        state = "Invalid"
        problems.append("the seal over the whole file is broken or missing: a byte was changed after signing")
    elif state == "Trusted" and not sealed:
        state = "Valid"
        problems.append("signed under an anchor but not sealed: C2PA alone leaves some bytes of an mp4 unproven")
    if state != "Trusted" and not problems:
        problems.append(f"the C2PA reader gives no reason for the state {state}")
    return state, problems


def _ingredient(raw: dict[str, Any]) -> dict[str, Any]:
    instance = str(raw.get("instance_id", ""))
    return {
        "title": str(raw.get("title", "")),
        "sha256": instance.rpartition(":")[2] if ":sha256:" in instance else "",
        "relationship": str(raw.get("relationship", "")),
        "types": [str(t.get("type", "")) for t in _dicts(raw.get("data_types"))],
    }


def _problems(report: dict[str, Any]) -> list[str]:
    """Each failure once, in plain words with its C2PA code."""
    results = _dict(report.get("validation_results"))
    failures = _dicts(_dict(results.get("activeManifest")).get("failure"))
    for delta in _dicts(results.get("ingredientDeltas")):
        failures += _dicts(_dict(delta.get("validationDeltas")).get("failure"))
    lines = []
    for failure in failures:
        code = str(failure.get("code", ""))
        lines.append(f"{_PLAIN.get(code, str(failure.get('explanation', 'not valid')))} ({code})")
    return list(dict.fromkeys(lines))
