"""The rights file that a producer writes: YAML in, ledger records out; every fault named with its line.

A film's whole rights file can be six lines. What is left out means: the subject is the work itself, in the whole asset;
territory, media, projects and dates are unlimited. Grants on persons and other subjects count for this work only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from filmwright.errors import FilmwrightError
from filmwright.rights import words
from filmwright.rights.record import Frame, Name, Record, SubjectId, Text
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Appearance, Role, Subject, SubjectKind
from filmwright.strictyaml import Document, Place, read

_ROLES = {SubjectKind.VOICE: Role.VOICES, SubjectKind.SCRIPT: Role.WROTE, SubjectKind.MUSIC: Role.COMPOSED}
_OWN = frozenset({SubjectKind.IDENTITY, SubjectKind.VOICE})
"""Kinds that belong to the person they name, where nobody else is said to own them."""
OURS = "filmwright:"
"""The scheme of subjects that ship with the package; no film's rights file may speak for them."""
_NOT_WRITTEN = ("said_in", "renews")
"""What a record says of its own origin, and no person writes."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, populate_by_name=True)


class FileAppearance(_Part):
    """Frames ``[in, out)``; the role follows from the subject's kind where it is not given."""

    in_frame: Frame = Field(alias="in")
    out_frame: Frame = Field(alias="out")
    role: Role | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.out_frame <= self.in_frame:
            raise ValueError(f"an appearance ends after it begins, not [{self.in_frame}, {self.out_frame})")
        return self


class FileSubject(_Part):
    """A person, voice, character, mark, script or cue in the film.

    Without ``appearances`` it is in the whole asset; an empty list says that it is nowhere in it.
    """

    id: SubjectId
    kind: SubjectKind
    name: Name
    owner: Text = ""
    appearances: tuple[FileAppearance, ...] | None = None


class RightsFile(BaseModel):
    """A checked rights file: the subjects of all grants and prohibitions are there; owner grants are by the owner."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    owner: str
    work: Subject
    subjects: tuple[FileSubject, ...]
    grants: tuple[Grant, ...]
    prohibitions: tuple[Prohibition, ...]

    @property
    def attribution(self) -> str:
        """The attribution lines of all grants, each once, joined by "; "."""
        return "; ".join(dict.fromkeys(grant.attribution for grant in self.grants if grant.attribution))


class _Whole(_Part):
    title: Name
    owner: Name
    subject: SubjectId | Literal[""] = ""
    subjects: tuple[FileSubject, ...] = ()
    grants: tuple[dict[str, Any], ...] = ()
    prohibitions: tuple[dict[str, Any], ...] = ()


def load(path: Path) -> RightsFile:
    """Read and check a rights file.

    Raises:
        FilmwrightError: names the file and the line; nothing is guessed and nothing unknown is skipped.
    """
    document = read(path, do="write it as docs/rights.md shows")
    try:
        whole = _Whole.model_validate(document.data)
    except ValidationError as error:
        raise _fault(document, error, ()) from error
    work = Subject(
        id=whole.subject or words.work_id(whole.title), kind=SubjectKind.WORK, name=whole.title, owner=whole.owner
    )
    if work.id.startswith(OURS):
        raise document.error(f"the scheme {OURS} is Filmwright's own", ("subject",), "give the title another id")
    subjects = {work.id: work}
    for number, entry in enumerate(whole.subjects):
        if entry.id.startswith(OURS):
            place: Place = ("subjects", number, "id")
            raise document.error(f"the scheme {OURS} is Filmwright's own", place, "give the subject another id")
        if entry.id in subjects:
            raise document.error(
                f"the subject {entry.id} is there twice", ("subjects", number, "id"), "keep one of them"
            )
        subjects[entry.id] = _subject(entry, whole.owner)
    grants = tuple(
        _terms(document, Grant, "grants", number, fields, subjects, work) for number, fields in enumerate(whole.grants)
    )
    prohibitions = tuple(
        _terms(document, Prohibition, "prohibitions", number, fields, subjects, work)
        for number, fields in enumerate(whole.prohibitions)
    )
    return RightsFile(
        title=whole.title,
        owner=whole.owner,
        work=work,
        subjects=whole.subjects,
        grants=grants,
        prohibitions=prohibitions,
    )


def records(rightsfile: RightsFile, asset_id: str, frames: int) -> list[Record]:
    """The ledger records for one asset of the film.

    Args:
        asset_id: SHA-256 of the asset's file.
        frames: how many it has.

    Raises:
        FilmwrightError: if an appearance reaches past the last frame, or the asset has no frames.
    """
    if frames < 1:
        raise FilmwrightError(
            "an asset without frames cannot have rights registered", asset_id[:12], "name another file"
        )
    made: list[Record] = [
        rightsfile.work,
        Appearance(asset=asset_id, in_frame=0, out_frame=frames, subject=rightsfile.work.id),
    ]
    for entry in rightsfile.subjects:
        made.append(_subject(entry, rightsfile.owner))
        whole = (FileAppearance.model_validate({"in": 0, "out": frames}),)
        for span in whole if entry.appearances is None else entry.appearances:
            if span.out_frame > frames:
                raise FilmwrightError(
                    f"'{entry.name}' is said to appear up to frame {span.out_frame}, but the asset has {frames} frames",
                    rightsfile.title,
                    "mend the rights file",
                )
            role = span.role or _ROLES.get(entry.kind, Role.DEPICTS)
            made.append(
                Appearance(
                    asset=asset_id, in_frame=span.in_frame, out_frame=span.out_frame, subject=entry.id, role=role
                )
            )
    return [*made, *rightsfile.grants, *rightsfile.prohibitions]


def _subject(entry: FileSubject, title_owner: str) -> Subject:
    owner = entry.owner or (entry.name if entry.kind in _OWN else title_owner)
    return Subject(id=entry.id, kind=entry.kind, name=entry.name, owner=owner)


_T = TypeVar("_T", Grant, Prohibition)


def _terms(
    document: Document,
    model: type[_T],
    part: str,
    number: int,
    fields: dict[str, Any],
    subjects: dict[str, Subject],
    work: Subject,
) -> _T:
    """A grant or prohibition with what was left out filled in: on the work, for this work."""
    place: Place = (part, number)
    for key in _NOT_WRITTEN:
        if key in fields:
            raise document.error(f"unknown key '{key}'", (*place, key), "mend the file")
    filled = {"subjects": (work.id,), **fields}
    if "subject" in fields and "subjects" not in fields:
        filled["subjects"] = [filled.pop("subject")]
    only_work = filled["subjects"] in ((work.id,), [work.id])
    filled["works"] = _works(fields.get("works"), work, only_work)
    try:
        made = model.model_validate({k: v for k, v in filled.items() if v is not None})
    except ValidationError as error:
        raise _fault(document, error, place) from error
    if made.of_work != work.id:
        made = made.model_copy(update={"said_in": work.id})
    for subject_id in made.subjects:
        subject = subjects.get(subject_id)
        if subject is None:
            raise document.error(
                f"a {made.ledger_kind} for '{subject_id}', which is no subject of this film",
                (*place, "subjects"),
                "list it under subjects, or mend the id",
            )
        if isinstance(made, Grant) and made.authority == "owner" and not words.same(made.assigner, subject.owner):
            raise document.error(
                f"'{subject.name}' belongs to {subject.owner}, so {made.assigner} cannot grant it as its owner",
                (*place, "assigner"),
                "mend the assigner, the subject's owner, or the authority",
            )
    return made


def _works(given: Any, work: Subject, only_work: bool) -> Any:
    """What a film says of its people, it says for itself; ``works: all`` must be written to mean more."""
    if given == "all":
        return ()
    return given if given is not None else () if only_work else (work.id,)


def _fault(document: Document, error: ValidationError, place: Place) -> FilmwrightError:
    first = error.errors()[0]
    where: Place = (
        *place,
        *(part for part in first["loc"] if part in ("in", "out") or not str(part).startswith("function-")),
    )
    name = ".".join(str(part) for part in where)
    more = len(error.errors()) - 1
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = f"unknown key '{first['loc'][-1]}'"
    elif first["type"] == "tuple_type":
        message = f"'{first['loc'][-1] if first['loc'] else name}' must be a list, as [one, two]"
    elif first["type"] == "missing":
        message = f"'{first['loc'][-1]}' is missing"
    elif first["type"] == "enum":
        message = f"unknown {'action' if 'actions' in first['loc'] else first['loc'][-1]} {first['input']!r}: {message}"
    return document.error(f"{message} (at {name})" + (f" and {more} more" if more else ""), where, "mend the file")
