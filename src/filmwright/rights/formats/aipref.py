"""AI preferences of the IETF: the ``Content-Usage`` header of HTTP, and its rule in robots.txt.

Drafts: https://datatracker.ietf.org/doc/draft-ietf-aipref-vocab/ and .../draft-ietf-aipref-attach/ (no consensus yet).
A statement is a dictionary of structured fields (RFC 9651): ``train-ai=n, search=y``. Any disallow wins, wherever and
for whomever in the file it is said; an allow counts without conditions only if it is said for everybody and every path.
The format knows no limits, so that a limited grant is written as disallowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import limits
from filmwright.rights.formats import source as _source
from filmwright.rights.formats.result import Given, Loss, Result, Written
from filmwright.rights.formats.saying import combine, page, say
from filmwright.rights.formats.signals import MAKING, TRAINING, kept, permission, refusal, word
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action

NAME = "aipref"
WORDS = {
    # label: what it surely allows, what it may refuse
    "train-ai": word(TRAINING, TRAINING),
    "search": word({Action.INDEX}, {Action.INDEX}),
    "ai-use": word({Action.GENERATE_GENERIC}, MAKING),  # in some drafts only: read, never written
}
_WRITTEN = {name: WORDS[name] for name in ("train-ai", "search")}

_KEY = r"[a-z*][a-z0-9_\-.*]*"
_BARE = (
    r"(?:-?[0-9]{1,15}(?:\.[0-9]{1,3})?|\"(?:[ !#-\[\]-~]|\\[\"\\])*\"|[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*"
    r"|:[A-Za-z0-9+/=]*:|\?[01]|@-?[0-9]{1,15}|%\"(?:[ !#$&-\[\]-~]|%[0-9a-f]{2})*\")"
)
_MORE = rf"(?:; *{_KEY}(?:={_BARE})?)*"
_INNER = rf"\( *(?:{_BARE}{_MORE}(?: +{_BARE}{_MORE})*)? *\)"
_MEMBER = re.compile(rf"({_KEY})(?:=({_INNER}|{_BARE}))?({_MORE})")
_LINE = re.compile(r"[ \t]*content-usage[ \t]*:(.*)", re.IGNORECASE)
_AGENT = re.compile(r"[ \t]*user-agent[ \t]*:(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class _Statement:
    """One member of a statement: its label and value, and for whom and where it is said ("": everybody, everywhere)."""

    label: str
    value: str
    more: str
    agents: str
    path: str

    @property
    def scope(self) -> str:
        return self.agents + self.path

    @property
    def text(self) -> str:
        return f"{self.label}{'=' + self.value if self.value else ''}{self.more}"


def read(data: bytes, given: Given) -> Result:
    """Records of a header or of a robots.txt.

    Raises:
        FilmwrightError: if there is no ``Content-Usage`` in it, one is no dictionary, or nobody says of which work it
            speaks.
    """
    said = list(_statements(_source.text(data, given.source), given.source))
    unknown = list(dict.fromkeys(one.text for one in said if one.label not in WORDS))
    keep = {"members": unknown} if unknown else None
    records: list[Record] = []
    losses: list[Loss] = []
    for label, one in WORDS.items():
        mine = [statement for statement in said if statement.label == label]
        yes = [statement for statement in mine if statement.value == "y"]
        if any(statement.value == "n" for statement in mine):
            records.append(refusal(given, NAME, one.refuses, "", keep))
        elif yes:
            made, lost = permission(given, NAME, one.allows, _conditions(label, yes), keep)
            records += made
            losses += lost
        losses += [
            Loss.saying(label, statement.text, "neither y nor n, so it says nothing")
            for statement in mine
            if statement.value not in ("y", "n")
        ]
    why = "no word for it here; kept, and written back" if records else "no word for it here, and no record to keep it"
    return Result(tuple(records), (*losses, *(Loss.saying("label", text, why) for text in unknown)))


def _conditions(label: str, said: list[_Statement]) -> list[str]:
    """What a person must judge; nothing, if it is said once for everybody without more."""
    if any(not one.scope and not one.more for one in said):
        return []
    # Each may be long, and no more than this of all of them is held.
    where = "; ".join(f"{one.text}{one.scope}" for one in said[: limits.TEXT // len(label)])
    return [f"{label} is allowed only so: {where}"[: limits.TEXT]]


def _statements(text: str, source: str) -> Iterator[_Statement]:
    """Every member of every Content-Usage line; in robots.txt with the agents and the path that it is said for."""
    _source.check_parts(text.count("\n") + text.count("\r"), "lines", source)
    lines = re.split(r"\r\n|\r|\n", text)
    robots = any(_AGENT.match(line) for line in lines)
    agents: list[str] = []
    heard: str | None = None
    begun = found = False
    for number, line in enumerate(lines, 1):
        plain = line.split("#", 1)[0] if robots else line
        agent = _AGENT.match(plain)
        if agent:
            if begun:
                agents = []
            agents.append(agent[1].strip())
            heard, begun = None, False
            continue
        usage = _LINE.match(plain)
        begun = begun or bool(plain.strip())
        if usage is None:
            continue
        found = True
        path, _, rest = usage[1].strip().partition(" ") if usage[1].strip().startswith("/") else ("/", "", usage[1])
        if "\t" in path:
            path, _, more = path.partition("\t")
            rest = f"{more} {rest}"
        if heard is None:
            heard = f" for {', '.join(agents)}"[: limits.TEXT] if robots and "*" not in agents else ""
        under = f" under {path}" if path not in ("/", "/*") else ""
        for label, value, parameters in _members(rest.strip(" \t"), source, number):
            yield _Statement(label, value, parameters, heard, under)
    if not found:
        raise FilmwrightError("there is no Content-Usage in it", source, "give a robots.txt or a header that has one")


def _members(text: str, source: str, line: int) -> Iterator[tuple[str, str, str]]:
    position = 0
    while position < len(text):
        match = _MEMBER.match(text, position)
        after = re.compile(r"[ \t]*(,[ \t]*|$)").match(text, match.end()) if match else None
        if match is None or after is None or (after[1] and after.end() == len(text)):
            what = "this is no dictionary of structured fields, such as: train-ai=n, search=y"
            raise FilmwrightError(what, _source.at(source, line), "mend the line")
        yield match[1], match[2] or "", match[3]
        position = after.end()


def write(records: Iterable[Record], given: Given) -> Written:
    """The header that says no more than these records do of one work.

    Raises:
        FilmwrightError: if the caller names no work, and the records speak of several.
    """
    text, losses = _preference(records, given)
    return Written(f"Content-Usage: {text}".rstrip().encode() + b"\n", losses)


def write_robots(records: Iterable[Record], given: Given) -> Written:
    """The same as a group of robots.txt, for everybody, for all below ``given.url``."""
    text, losses = _preference(records, given)
    path = given.url if re.fullmatch(r"/[!-\"$-~]*", given.url) else "/"
    rule = f"Content-Usage: {path} {text}\n" if text else "Content-Usage:\n"
    return Written(f"User-Agent: *\nAllow: /\n{rule}".encode(), losses)


def _preference(records: Iterable[Record], given: Given) -> tuple[str, tuple[Loss, ...]]:
    rights, sheet, losses = page(records, given)
    said = [say(one, sheet, _WRITTEN, NAME, _back, limited=False) for one in rights]
    stands, more = combine(said)
    members = [f"{name}={'y' if stands[name].use == 'allowed' else 'n'}" for name in _WRITTEN if name in stands]
    for one in said:
        if one.uses and _back(one.record):
            members += kept(one.record, NAME)["members"]
    return ", ".join(dict.fromkeys(members)), (*losses, *more)


def _back(record: Grant | Prohibition) -> bool:
    """Whether what was kept are members of a dictionary, none of them a word of ours."""
    keep = kept(record, NAME)
    if not isinstance(keep, dict) or set(keep) != {"members"} or not isinstance(keep["members"], list):
        return False
    matches = [_MEMBER.fullmatch(one) if isinstance(one, str) else None for one in keep["members"]]
    texts = [match[0] for match in matches if match and match[1] not in WORDS]
    return bool(texts) and len(texts) == len(matches) == len(set(texts))
