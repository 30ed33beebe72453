"""The nouns of rights: what is registered, who allows and forbids, what is asked.

An empty constraint (``()`` or "") is no constraint, in a grant as in a prohibition.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from filmwright.canonical import content_id, now
from filmwright.rights import words
from filmwright.rights.record import Frame, Frozen, Hash, Name, Record, SubjectId, Text


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


class Subject(Record):
    """That which can hold rights, and whose they are; a person's own name where nobody else is said to hold them."""

    ledger_kind: ClassVar[str] = "subject"
    id: SubjectId
    kind: SubjectKind
    name: Name
    owner: Text = ""

    @property
    def record_id(self) -> str:
        """Hash of the id alone, so that the same id with another name, kind or owner is found to be a conflict."""
        return content_id({"kind": self.ledger_kind, "id": self.id})


class Appearance(Record):
    """A subject in frames ``[in_frame, out_frame)`` of an asset, said by a person or proposed by a detector."""

    ledger_kind: ClassVar[str] = "appearance"
    asset: Name
    in_frame: Frame
    out_frame: Frame
    subject: SubjectId
    role: Role = Role.DEPICTS
    source: Literal["human", "detector"] = "human"
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.out_frame <= self.in_frame:
            raise ValueError(f"an appearance ends after it begins, not [{self.in_frame}, {self.out_frame})")
        return self


class _Terms(Record):
    """What grants and prohibitions share. Dates are UTC; a day alone means the whole day, both ends included."""

    assigner: Name
    authority: Literal["owner", "agent", "guild", "estate", "court"] = "owner"
    subjects: tuple[SubjectId, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1)
    works: tuple[SubjectId, ...] = ()
    """The works in which it counts: a person's consent for one film says nothing of another."""
    projects: tuple[Name, ...] = ()
    territory: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 countries."""
    media: tuple[Media, ...] = ()
    model_classes: tuple[Name, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    agreement: Text = ""
    signature: Text = ""
    said_in: SubjectId | Literal[""] = ""
    """The work whose rights file says it, where its works and subjects leave that open (see ``of_work``)."""

    @property
    def of_work(self) -> str:
        """The work whose rights file says it: ``said_in``, else its one work, else its one subject; "" if unknown."""
        alone = self.works or self.subjects
        return self.said_in or (alone[0] if len(alone) == 1 else "")

    @property
    def id(self) -> str:
        """Content id of the body."""
        return self.record_id

    @field_validator("territory")
    @classmethod
    def _countries(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(words.country(code) for code in value)

    @field_validator("subjects", "actions", "works", "projects", "territory", "media", "model_classes")
    @classmethod
    def _as_a_set(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(value)))

    @field_validator("valid_from", "valid_to")
    @classmethod
    def _dates(cls, value: str) -> str:
        return words.date_or_instant(value)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and words.start(self.valid_from) >= words.end(self.valid_to):
            raise ValueError(f"dates reversed: valid_from {self.valid_from} is not before valid_to {self.valid_to}")
        return self


class Grant(_Terms):
    """Who allows which actions on which subjects, under which constraints.

    ``max_uses``, ``description_of_use``, ``script_sha256``, ``notice_at``, ``minor``, ``deceased`` and (for replicas)
    ``counsel_or_union`` are conditions that a person must judge for now: they leave a Decision open, never permitted.
    ``compensation`` is a debt, not a condition, and does not bear on the verdict.
    """

    ledger_kind: ClassVar[str] = "grant"
    assignee: Text = ""
    """To whom; "" is this studio, else the studio's name as in its settings."""
    description_of_use: Text = ""
    max_uses: int | None = Field(default=None, ge=0)
    compensation: Text = ""
    counsel_or_union: bool | None = None
    minor: bool | None = None
    deceased: bool | None = None
    script_sha256: Hash | Literal[""] = ""
    notice_at: str = ""
    revocable: Literal["stops_future", "requires_retrain", "no"] = "stops_future"
    attribution: Text = ""
    renews: Hash | Literal[""] = ""
    """The superseded grant that this one says again, in the same words; a revoked record itself never comes back."""

    @field_validator("notice_at")
    @classmethod
    def _notice(cls, value: str) -> str:
        return words.date_or_instant(value)


class Prohibition(_Terms):
    """Who forbids which actions on which subjects; a narrower one forbids less, none can be outweighed by a grant."""

    ledger_kind: ClassVar[str] = "prohibition"
    reason: Text = ""


class Revocation(Record):
    """From its entry in the ledger on, the grant counts no more, for ever; a new grant must be a new record.

    ``superseded``: the rights file no longer said it. If the file says it again, that is a new grant, which ``renews``
    this one. A grant that somebody took back otherwise is not given again by a file that still says it.
    """

    ledger_kind: ClassVar[str] = "revocation"
    grant: Hash
    assigner: Text = ""
    reason: Text = ""
    superseded: bool = False


class Request(Frozen):
    """May this be done with these frames? "" asks for every project, country, medium or model class at once.

    ``assignee`` is filled in by the door with the studio's name; ``at`` is the instant asked about, UTC.
    """

    action: Action
    spans: tuple[Span, ...]
    project: Text = ""
    territory: str = ""
    media: Media | Literal[""] = ""
    model_class: Text = ""
    assignee: Text = ""
    # Not default_factory: a record leaves defaults out, and a clock read twice in one millisecond is equal to itself.
    at: str = Field(default="", validate_default=True)

    @field_validator("territory")
    @classmethod
    def _country(cls, value: str) -> str:
        return words.country(value) if value else ""

    @field_validator("at")
    @classmethod
    def _at(cls, value: str) -> str:
        return words.instant(value or now())
