"""The nouns of rights: what is registered, where it appears, what is asked. Who allows and forbids: ``grants``."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from filmwright.canonical import content_id, now
from filmwright.rights import territory, words
from filmwright.rights.record import STORED, Frame, Frozen, Hash, Name, Record, SubjectId, Text


class Action(StrEnum):
    """What one may want to do with frames; no action implies another."""

    INGEST = "ingest"
    INDEX = "index"
    TRAIN_BASE = "train.base"
    TRAIN_ADAPTER = "train.adapter"
    ATTRIBUTE = "attribute"
    GENERATE_GENERIC = "generate.generic"
    GENERATE_REPLICA_VISUAL = "generate.replica.visual"
    GENERATE_REPLICA_VOICE = "generate.replica.voice"
    GENERATE_SYNTHETIC_PERFORMER = "generate.synthetic_performer"
    ALTER_PERFORMANCE = "alter.performance"
    DELIVER = "deliver"
    LICENSE_THIRD_PARTY = "license.third_party"


class SubjectKind(StrEnum):
    """What can hold rights."""

    WORK = "work"
    IDENTITY = "identity"
    VOICE = "voice"
    CHARACTER = "character"
    MARK = "mark"
    SCRIPT = "script"
    MUSIC = "music"


class Authority(StrEnum):
    """As what somebody speaks for a subject; all but the owner need a mandate from whom they speak for."""

    OWNER = "owner"
    AGENT = "agent"
    GUILD = "guild"
    ESTATE = "estate"
    COURT = "court"
    GUARDIAN = "guardian"


class ReplicaKind(StrEnum):
    """What a digital replica is, in the terms of SAG-AFTRA's agreements of 2023 and 2026."""

    EMPLOYMENT_BASED = "employment_based"
    INDEPENDENTLY_CREATED = "independently_created"
    BACKGROUND = "background"
    SYNTHETIC = "synthetic"


class Role(StrEnum):
    """How a subject is in a span of film."""

    DEPICTS = "depicts"
    VOICES = "voices"
    WROTE = "wrote"
    COMPOSED = "composed"


class Media(StrEnum):
    """Where the result is shown; a closed list, so that no two words can mean the same place."""

    CINEMA = "cinema"
    TELEVISION = "television"
    STREAMING = "streaming"
    DISC = "disc"
    SOCIAL = "social"
    ADVERTISING = "advertising"
    GAMES = "games"
    PRINT = "print"
    INTERNAL = "internal"


class Span(Frozen):
    """Frames ``[in_frame, out_frame)`` of one asset."""

    asset: Name
    in_frame: Frame
    out_frame: Frame

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.out_frame <= self.in_frame:
            raise ValueError(f"a span ends after it begins, not [{self.in_frame}, {self.out_frame})")
        return self

    def __str__(self) -> str:
        """First and last frame, both included, as people say it."""
        last = self.out_frame - 1
        frames = f"frame {last}" if last == self.in_frame else f"frames {self.in_frame} to {last}"
        return f"{frames} of asset {self.asset[:12]}"


UNIDENTIFIED = "unidentified:"
"""The scheme of what a detector saw and nobody has named: ``unidentified:face-3``."""


_VOICE = re.compile(
    r"(?:the )?voice of (?P<of>.+)|(?P<whose>.+)['\u2019]s? (?:singing |speaking )?voice", re.IGNORECASE
)


class Subject(Record):
    """That which can hold rights, and whose they are; a person's own name where nobody else is said to hold them."""

    ledger_kind: ClassVar[str] = "subject"
    id: SubjectId
    kind: SubjectKind
    name: Name
    owner: Text = ""

    @model_validator(mode="after")
    def _nobody(self) -> Self:
        if self.owner and self.id.startswith(UNIDENTIFIED):
            raise ValueError(f"the scheme {UNIDENTIFIED} is for faces that nobody has named, so nobody owns one")
        return self

    @property
    def personal(self) -> bool:
        """Whether it is somebody's face or voice."""
        return self.kind in (SubjectKind.IDENTITY, SubjectKind.VOICE)

    @property
    def person(self) -> str:
        """Whose age and death count: the person whose face or voice it is, else the owner.

        A face bears the person's name; so does a voice, or it says whose it is: "the voice of Jo", "Jo's voice".
        """
        if not self.personal:
            return self.owner
        said = _VOICE.fullmatch(" ".join(self.name.split())) if self.kind is SubjectKind.VOICE else None
        return said["of"] or said["whose"] if said else self.name

    @property
    def by_another(self) -> bool:
        """Whether somebody else than the person is registered as the owner of a face or a voice."""
        return self.personal and bool(self.owner) and not words.same(self.owner, self.person)

    @property
    def record_id(self) -> str:
        """Hash of the id alone, so that the same id with another name, kind or owner is found to be a conflict."""
        return content_id({"kind": self.ledger_kind, "id": self.id})


class Appearance(Record):
    """A subject in frames ``[in_frame, out_frame)`` of an asset.

    Said by a person (``human``), or proposed by a detector or from a screenplay, to be settled by a Confirmation. A
    proposal's subject may be nobody in particular (``UNIDENTIFIED``).
    """

    ledger_kind: ClassVar[str] = "appearance"
    asset: Name
    in_frame: Frame
    out_frame: Frame
    subject: SubjectId
    role: Role = Role.DEPICTS
    source: Literal["human", "detector", "script"] = "human"
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.source == "human" and self.subject.startswith(UNIDENTIFIED):
            raise ValueError(f"a person says who it is, so {self.subject} cannot stand here")
        if self.out_frame <= self.in_frame:
            raise ValueError(f"an appearance ends after it begins, not [{self.in_frame}, {self.out_frame})")
        return self


class Confirmation(Record):
    """What a person says of a proposed Appearance: it is this subject, or (``subject`` "") nobody who holds rights."""

    ledger_kind: ClassVar[str] = "confirmation"
    appearance: Hash
    subject: SubjectId | Literal[""] = ""
    by: Name
    evidence: Text = ""

    @field_validator("subject")
    @classmethod
    def _somebody(cls, value: str) -> str:
        if value.startswith(UNIDENTIFIED):
            raise ValueError("a confirmation says who it is, or nobody")
        return value


class Request(Frozen):
    """May this be done with these frames? ``()`` or "" asks for every country, medium, project or model class at once.

    ``territory``: countries or subdivisions (ISO 3166), groups spelled out; the answer is for all of them.
    ``use``: what is to be made, in words; a person compares it with a grant's ``description_of_use``.
    ``replica_kind``, ``script_sha256``: asked about where a grant names them.
    ``job`` names one piece of work that may be cut short and asked for again: its own use is not counted twice.
    ``assignee`` is filled in by the door with the studio's name; ``at`` is the instant asked about, UTC.
    """

    action: Action
    spans: tuple[Span, ...]
    project: Text = ""
    territory: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    model_class: Text = ""
    replica_kind: ReplicaKind | Literal[""] = ""
    script_sha256: Hash | Literal[""] = ""
    use: Text = ""
    job: Text = ""
    assignee: Text = ""
    # Not default_factory: a record leaves defaults out, and a clock read twice in one millisecond is equal to itself.
    at: str = Field(default="", validate_default=True)

    @field_validator("territory", "media", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) and value else value or ()

    @field_validator("territory")
    @classmethod
    def _places(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return value if info.context == STORED else territory.places(value)

    @field_validator("media")
    @classmethod
    def _as_a_set(cls, value: tuple[Media, ...]) -> tuple[Media, ...]:
        return tuple(sorted(set(value)))

    @field_validator("at")
    @classmethod
    def _at(cls, value: str) -> str:
        return words.instant(value or now())
