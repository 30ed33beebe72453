"""Writing CAWG, PLUS, RSL and AIPREF: what a record says in a format's few words, and never more.

Whatever such a file allows, it allows to everybody, so that only a grant that was itself said to everybody is written
as allowed. Any other becomes *limited*, with its limits in words, where the format can say so; else refused. So does a
grant of a part of what a word covers. A prohibition outweighs every grant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import limits
from filmwright.rights.formats.result import Given, Loss, name_of
from filmwright.rights.formats.signals import EVERYBODY, KEPT, Words, kept
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Subject

Use = Literal["allowed", "limited", "refused"]


@dataclass
class Stand:
    """What is said with one word: the use, the limits in words, and the records that say it."""

    use: Use
    texts: list[str] = field(default_factory=list)
    records: list[Grant | Prohibition] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The limits of all grants that were limited."""
        return "; or: ".join(dict.fromkeys(self.texts))


@dataclass
class Said:
    """What one record says in a format's words."""

    record: Grant | Prohibition
    uses: dict[str, Use]
    text: str = ""
    losses: list[Loss] = field(default_factory=list)


def is_public(grant: Grant) -> bool:
    """Whether it was itself read from a permission to everybody."""
    return not grant.assignee and any(
        isinstance(said, dict) and said.get(EVERYBODY) is True for said in grant.foreign.values()
    )


@dataclass(frozen=True)
class Page:
    """What a file is about.

    Attributes:
        subject: the one work.
        voice: in whose name it speaks; a grant by anybody else is limited by that.
        others: who else is in the film: what the file allows of the film, it would allow of them.
    """

    subject: str
    voice: str
    others: tuple[str, ...] = ()


def page(records: Iterable[Record], given: Given) -> tuple[list[Grant | Prohibition], Page, list[Loss]]:
    """The grants and prohibitions, what a file of them is about, and a Loss for each other record.

    Raises:
        FilmwrightError: if the caller names no work, and the records speak of several.
    """
    every = list(records)
    rights, losses = limits.rights(every)
    work = given.subject
    if not work:
        named = {one for record in rights for one in record.subjects}
        if len(named) != 1:
            do = "name the title with --title, or the subject with --subject"
            what = f"the file speaks of one work, the records of {len(named)} subjects"
            raise FilmwrightError(what, given.source, do)
        work = named.pop()
    givers = {record.assigner for record in rights if isinstance(record, Grant)}
    there = {one.subject for one in every if isinstance(one, Appearance)}
    there |= {one.id for one in every if isinstance(one, Subject)}
    voice = given.assigner or (givers.pop() if len(givers) == 1 else "")
    return rights, Page(work, voice, tuple(sorted(there - {work}))), losses


def say(
    record: Grant | Prohibition,
    page: Page,
    words: Words,
    name: str,
    back: Callable[[Grant | Prohibition], bool],
    held: Collection[str] = (),
    limited: bool = True,
) -> Said:
    """What a record says in these words.

    Args:
        page: what the file is about. A prohibition on anybody else in the film refuses it all the same.
        words: those that are written; no action is under two of them.
        name: of the format.
        back: whether what the format kept in the record's ``foreign`` is written back.
        held: fields that the format has a place for, besides assigner, subjects and actions.
        limited: whether the format can say "allowed, with limits".
    """
    of = name_of(record)
    if isinstance(record, Grant) and page.subject not in record.subjects:
        return Said(record, {}, "", [Loss.saying("subjects", list(record.subjects), f"not about {page.subject}", of)])
    own = {"subjects", "actions", *held, *(["assigner"] if record.assigner == page.voice else [])}
    if isinstance(record, Prohibition):
        made = _say_no(record, words, of)
    else:
        made = _say_yes(record, page, words, own, limited, of)
        if "limited" in made.uses.values():
            own.add("conditions")
            why = "its limits stand in words, as a condition that a person must judge"
            made.losses.append(Loss.saying("conditions", list(record.conditions), why, of))
    if _comes_back(record, made, name, back):
        own.add("foreign")
    made.losses += limits.lost(record, own, "the format has no place for it")
    if set(record.subjects) != {page.subject}:
        made.losses.append(Loss.saying("subjects", list(record.subjects), f"only {page.subject} is spoken of", of))
    return made


def _comes_back(
    record: Grant | Prohibition, said: Said, name: str, back: Callable[[Grant | Prohibition], bool]
) -> bool:
    """Whether ``foreign`` is just what would be read again from what is written."""
    beside = kept(record, name)
    expected: dict[str, Any] = {KEPT: beside} if beside and said.uses and back(record) else {}
    if "allowed" in said.uses.values():
        expected[EVERYBODY] = True
    return record.foreign == ({name: expected} if expected else {})


def _say_no(record: Prohibition, words: Words, of: str) -> Said:
    mine = set(record.actions)
    hit = [name for name, one in words.items() if one.refuses & mine]
    reach = {action for name in hit for action in words[name].refuses}
    losses = []
    if mine != reach:
        silent, more = sorted(mine - reach), sorted(reach - mine)
        why = f"the format has no word for {', '.join(silent)}" if silent else ""
        why += f"{'; ' if why and more else ''}{'it refuses also ' + ', '.join(more) if more else ''}"
        losses.append(Loss.saying("actions", list(record.actions), why, of))
    return Said(record, dict.fromkeys(hit, "refused"), "", losses)


def _say_yes(record: Grant, page: Page, words: Words, own: Collection[str], limited: bool, of: str) -> Said:
    mine = set(record.actions)
    whole = [name for name, one in words.items() if one.allows and one.allows <= mine]
    parts = [name for name, one in words.items() if name not in whole and one.allows & mine]
    public = is_public(record)
    also = {} if public or record.assignee else {"assignee": "the studio that it was given to"}
    also |= {"also in it, and to be asked": " | ".join(page.others)} if page.others else {}
    text = limits.in_words(record, own, also)
    use: Use = "allowed" if not text else "limited" if limited and len(text) <= limits.TEXT else "refused"
    uses: dict[str, Use] = {**dict.fromkeys(whole, use), **dict.fromkeys(parts, "refused")}
    losses = []
    if not public and not record.assignee:
        losses.append(Loss.saying("assignee", "", "what such a file allows, it allows to everybody", of))
    reach = {action for name in whole for action in words[name].allows} if use != "refused" else set()
    if mine != reach:
        gone = ", ".join(sorted(mine - reach))
        losses.append(Loss.saying("actions", list(record.actions), f"not allowed by the file: {gone}", of))
    return Said(record, uses, text, losses)


def combine(said: Iterable[Said]) -> tuple[dict[str, Stand], list[Loss]]:
    """What a file says that has one answer to each word: refused before allowed before limited."""
    stands: dict[str, Stand] = {}
    losses: list[Loss] = []
    rank = {"limited": 0, "allowed": 1, "refused": 2}
    for one in said:
        losses += one.losses
        for name, use in one.uses.items():
            stand = stands.setdefault(name, Stand(use))
            if rank[use] > rank[stand.use]:
                losses += [_outweighed(name, record) for record in stand.records if isinstance(record, Grant)]
                stand.use, stand.texts, stand.records = use, [], []
            if use == stand.use:
                stand.records.append(one.record)
                stand.texts += [one.text] if use == "limited" else []
            elif isinstance(one.record, Grant):
                losses.append(_outweighed(name, one.record))
    for stand in stands.values():
        if stand.use == "limited" and len(stand.text) > limits.TEXT:
            stand.use = "refused"
    return stands, losses


def _outweighed(name: str, record: Grant) -> Loss:
    return Loss.saying("actions", name, "the file has one answer for it, and another record gives it", name_of(record))
