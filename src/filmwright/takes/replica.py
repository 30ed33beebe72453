"""Whose replica a take would be, by the film that is seen in it and by its prompt; and in which frames that shows them.

A take that goes on from a frame in which a performer is seen goes on with the performance. A prompt that names a
performer asks for what the model learned of them. Either way it is a digital replica, whatever else is in the picture.
A character is none, and takes have no sound, so a voice is none either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from filmwright.rights import naming, people, words
from filmwright.rights.decision import merge_spans
from filmwright.rights.evaluate import segments
from filmwright.rights.facts import Facts
from filmwright.rights.vocabulary import Span, Subject, SubjectKind
from filmwright.studio import Studio


@dataclass(frozen=True)
class Sources:
    """What a take is made from: the prompt, all frames behind it, and of these the ones that can be seen in it.

    ``first`` are such: a first frame, a source, a reference. ``where`` says it of them for people.
    """

    prompt: str
    behind: tuple[Span, ...]
    first: tuple[Span, ...] = ()
    where: str = "the first frame"


@dataclass(frozen=True)
class Likeness:
    """Whose replica a take is, and where their consent is asked for.

    ``seen``: names of performers in ``where``, usually the first frame. ``named``: names in the prompt. ``unseen``:
    those of them who are in nothing that the take is made from, so that no frame of theirs can be asked about.
    """

    spans: tuple[Span, ...] = ()
    seen: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    where: str = "the first frame"

    def __bool__(self) -> bool:
        """Whether it is a replica of anybody."""
        return bool(self.seen or self.named)

    def why(self) -> str:
        """Why a replica is asked about, for people."""
        seen = [f"{' and '.join(self.seen)} can be seen in {self.where}"] if self.seen else []
        return "; ".join([*seen, *([f"the prompt names {' and '.join(self.named)}"] if self.named else [])])


def likeness(studio: Studio, connection: Connection, facts: Facts, sources: Sources) -> Likeness:
    """Whose replica this is, as far as these facts say.

    Of a first frame all of it is asked about. For a name in the prompt, the frames in which that performer is seen:
    those without another performer, as far as each work has such, for the others are not named.

    Args:
        connection: a look into the ledger that the facts are of.

    Raises:
        FilmwrightError: if the ledger was altered where names are looked for.
    """
    called = _called(studio, connection, facts, sources.prompt)
    faces = {face for theirs in called.values() for face in theirs}
    first = {span: _performers(facts, span) for span in sources.first}
    spans = [span for span, performers in first.items() if performers]
    seen = {name for performers in first.values() for name in performers.values()}
    unseen: list[str] = []
    for name, theirs in sorted(called.items()):
        found = _frames(facts, sources.behind, theirs, faces)
        spans += found
        unseen += [] if found else [name]
    return Likeness(merge_spans(spans), tuple(sorted(seen)), tuple(sorted(called)), tuple(unseen), sources.where)


def _performers(facts: Facts, span: Span) -> dict[str, str]:
    """{subject: name} of the performers whom a person has said to be in some of these frames."""
    here = facts.presences(span.asset, span.in_frame, span.out_frame)
    return _faces(facts, {one.subject for one in here if one.confirmed})


def _faces(facts: Facts, subjects: Collection[str]) -> dict[str, str]:
    facts.load(f"subject {subject}" for subject in subjects)
    known = (facts.subject(subject) for subject in sorted(subjects))
    return {one.id: one.name for one in known if one and one.kind is SubjectKind.IDENTITY}


def _called(studio: Studio, connection: Connection, facts: Facts, prompt: str) -> dict[str, frozenset[str]]:
    """{name: faces} of all whom the prompt names: by the name of a person, or of whoever owns their face or voice."""
    if not prompt.strip():
        return {}
    bearers: dict[str, list[Subject]] = {}
    for one in people.everybody(studio, connection, facts):
        for name in {one.person, one.owner}:
            bearers.setdefault(name, []).append(one)
    faces: dict[str, set[str]] = {}
    shown: dict[str, str] = {}
    for name in sorted(naming.said(prompt, bearers)):
        shown.setdefault(words.folded(name), name)
        theirs = faces.setdefault(words.folded(name), set())
        theirs.update(one.id for one in bearers[name] if one.kind is SubjectKind.IDENTITY)
    return {shown[name]: frozenset(theirs) for name, theirs in faces.items()}


def _frames(facts: Facts, spans: Sequence[Span], theirs: Collection[str], named: Collection[str]) -> list[Span]:
    """Where to ask for the consent of a performer whom the prompt names, who may have more than one subject."""
    alone: dict[frozenset[str], list[Span]] = {}
    every: dict[frozenset[str], list[Span]] = {}
    for span in merge_spans(spans):
        for scene, here in _scenes(facts, span):
            if here.isdisjoint(theirs):
                continue
            works = frozenset(s for s in here if (one := facts.subject(s)) and one.kind is SubjectKind.WORK)
            every.setdefault(works, []).append(scene)
            if not _faces(facts, here - set(named)):
                alone.setdefault(works, []).append(scene)
    return [scene for works, scenes in every.items() for scene in alone.get(works, scenes)]


def _scenes(facts: Facts, span: Span) -> Iterator[tuple[Span, frozenset[str]]]:
    """A span cut wherever somebody comes or goes, and who is in each piece of it."""
    known = [one for one in facts.presences(span.asset, span.in_frame, span.out_frame) if one.confirmed]
    for begin, end, active in segments(span.in_frame, span.out_frame, known):
        yield Span(asset=span.asset, in_frame=begin, out_frame=end), frozenset(one.subject for one in active)
