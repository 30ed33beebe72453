"""The rights file that a producer writes: YAML in, ledger records out; every fault named with its line.

A film's whole rights file can be six lines. What is left out means: the subject is the work itself, in the whole asset;
territory, media, projects and dates are unlimited. Grants on persons and other subjects count for this work only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from filmwright.errors import FilmwrightError
from filmwright.rights import filed, words
from filmwright.rights.circumstances import Mandate, Standing, Suspension
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Frame, Name, Record, SubjectId, Text
from filmwright.rights.vocabulary import Appearance, Role, Subject, SubjectKind
from filmwright.strictyaml import Place, read

ROLES = {SubjectKind.VOICE: Role.VOICES, SubjectKind.SCRIPT: Role.WROTE, SubjectKind.MUSIC: Role.COMPOSED}
"""The role that follows from a subject's kind; every other kind ``depicts``."""
OWN = frozenset({SubjectKind.IDENTITY, SubjectKind.VOICE})
"""Kinds that belong to the person they name, where nobody else is said to own them."""
OURS = "filmwright:"
"""The scheme of subjects that ship with the package; no film's rights file may speak for them."""
OPEN_BASE = f"{OURS}open-base-"
"""How the subjects begin that stand for what an open base learned from."""


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
    circumstances: tuple[Mandate | Standing | Suspension, ...] = ()
    places: dict[str, str] = Field(default_factory=dict)
    """{subject id: file and line}."""

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
    mandates: tuple[dict[str, Any], ...] = ()
    standings: tuple[dict[str, Any], ...] = ()
    suspensions: tuple[dict[str, Any], ...] = ()


_CIRCUMSTANCES: dict[str, type[Mandate] | type[Standing] | type[Suspension]] = {
    "mandates": Mandate,
    "standings": Standing,
    "suspensions": Suspension,
}


def load(path: Path) -> RightsFile:
    """Read and check a rights file.

    Raises:
        FilmwrightError: names the file and the line; nothing is guessed and nothing unknown is skipped.
    """
    document = read(path, do="write it as docs/rights.md shows")
    try:
        whole = _Whole.model_validate(document.data)
    except ValidationError as error:
        raise filed.fault(document, error, ()) from error
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
    said: list[Record] = []
    for number, fields in enumerate(whole.grants):
        if "template" in fields:
            said += filed.agreement(document, number, fields, subjects, work)
        else:
            said.append(filed.terms(document, Grant, "grants", number, fields, subjects, work))
    for number, fields in enumerate(whole.prohibitions):
        said.append(filed.terms(document, Prohibition, "prohibitions", number, fields, subjects, work))
    for part, model in _CIRCUMSTANCES.items():
        for number, fields in enumerate(getattr(whole, part)):
            said.append(filed.circumstance(document, model, part, number, fields, subjects))
    return RightsFile(
        title=whole.title,
        owner=whole.owner,
        work=work,
        subjects=whole.subjects,
        grants=tuple(one for one in said if isinstance(one, Grant)),
        prohibitions=tuple(one for one in said if isinstance(one, Prohibition)),
        places={
            work.id: document.at(("subject",) if whole.subject else ("title",)),
            **{entry.id: document.at(("subjects", number, "id")) for number, entry in enumerate(whole.subjects)},
        },
        circumstances=tuple(
            one.model_copy(update={"said_in": work.id}) if isinstance(one, Mandate) else one
            for one in said
            if isinstance(one, Mandate | Standing | Suspension)
        ),
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
            role = span.role or ROLES.get(entry.kind, Role.DEPICTS)
            made.append(
                Appearance(
                    asset=asset_id, in_frame=span.in_frame, out_frame=span.out_frame, subject=entry.id, role=role
                )
            )
    return [*made, *rightsfile.grants, *rightsfile.prohibitions, *rightsfile.circumstances]


def _subject(entry: FileSubject, title_owner: str) -> Subject:
    owner = entry.owner or (entry.name if entry.kind in OWN else title_owner)
    return Subject(id=entry.id, kind=entry.kind, name=entry.name, owner=owner)
