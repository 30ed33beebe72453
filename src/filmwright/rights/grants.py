"""Who allows and who forbids: grants, prohibitions, and what takes a record back.

An empty constraint (``()`` or "") is no constraint, in a grant as in a prohibition.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from filmwright.canonical import canonical_json
from filmwright.rights import territory
from filmwright.rights.dated import Dated, Day
from filmwright.rights.record import STORED, Hash, Name, Record, SubjectId, Text
from filmwright.rights.vocabulary import Action, Authority, Media, ReplicaKind

FOREIGN_BYTES = 64 << 10
"""The most that a record keeps of another format's own fields."""


class _Terms(Dated):
    """What grants and prohibitions share.

    ``foreign``: fields of another format that have no word here, ``{format: JSON}``; kept, never judged.
    """

    assigner: Name
    authority: Authority = Authority.OWNER
    subjects: tuple[SubjectId, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1)
    works: tuple[SubjectId, ...] = ()
    """The works in which it counts: a person's consent for one film says nothing of another."""
    projects: tuple[Name, ...] = ()
    territory: tuple[str, ...] = ()
    """ISO 3166 countries (``CA``) and subdivisions (``CA-QC``); groups (``EU``) are spelled out as they stood."""
    territory_except: tuple[str, ...] = ()
    """Taken out of ``territory``, or out of the whole world where that is empty."""
    media: tuple[Media, ...] = ()
    model_classes: tuple[Name, ...] = ()
    agreement: Text = ""
    signature: Text = ""
    template: Text = ""
    """The agreement template that it was made from, and its version."""
    foreign: dict[str, Any] = Field(default_factory=dict)
    said_in: SubjectId | Literal[""] = ""
    """The work whose rights file says it; ``import:WORK`` if an import does; see ``of_work``."""

    @property
    def of_work(self) -> str:
        """The work whose rights file says it: ``said_in``, else its one work, else its one subject; "" if unknown."""
        alone = self.works or self.subjects
        return self.said_in or (alone[0] if len(alone) == 1 else "")

    @property
    def id(self) -> str:
        """Content id of the body."""
        return self.record_id

    @field_validator("territory", "territory_except")
    @classmethod
    def _places(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return value if info.context == STORED else territory.places(value)

    @field_validator("territory_except", mode="before")
    @classmethod
    def _not_everywhere(cls, value: object) -> object:
        if isinstance(value, (list, tuple)) and any(str(one).strip().upper() == "WORLD" for one in value):
            raise ValueError("nothing is left of the world without the world; leave the grant out")
        return value

    @field_validator("foreign")
    @classmethod
    def _small(cls, value: dict[str, Any]) -> dict[str, Any]:
        if len(canonical_json(value)) > FOREIGN_BYTES:
            raise ValueError(f"more than {FOREIGN_BYTES >> 10} KiB of another format's fields")
        return value

    @field_validator("subjects", "actions", "works", "projects", "media", "model_classes")
    @classmethod
    def _as_a_set(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(value)))


class Grant(_Terms):
    """Who allows which actions on which subjects, under which constraints.

    What a program can settle from the ledger, it does: who may speak for whom (``Mandate``), uses (``Use``), notice
    (``Notice``), strikes (``Suspension``), age and death (``Standing``), payment (``Payment``). What only a person can
    judge (``description_of_use``, ``conditions``, a missing fact) is an open question until an ``Answer`` settles it.
    ``compensation`` is a debt and no condition, unless ``vests_on_payment``.
    """

    ledger_kind: ClassVar[str] = "grant"
    assignee: Text = ""
    """To whom; "" is this studio, else the studio's name as in its settings."""
    description_of_use: Text = ""
    conditions: tuple[Text, ...] = ()
    """Conditions in words, each a question that a person must answer with yes."""
    max_uses: int | None = Field(default=None, ge=0)
    compensation: Text = ""
    vests_on_payment: bool = False
    counsel_or_union: bool | None = None
    """Whether the person had counsel or a union; None: not said."""
    replaces_work: bool | None = None
    """Whether a replica takes the place of work that the person would have done; None: not said."""
    replica_kinds: tuple[ReplicaKind, ...] = ()
    minor: bool | None = None
    """True: it is given for a minor, by a guardian or a court."""
    deceased: bool | None = None
    """True: it is given by the estate, or outlives the person who gave it."""
    script_sha256: Hash | Literal[""] = ""
    script_dated: Day = ""
    """When the script was finished; the performance must come after."""
    notice_at: Day = ""
    """When notice was given; else a ``Notice`` record says so."""
    notice_hours: int = Field(default=0, ge=0, le=24 * 3660)
    """How long before the use notice must have been given; 0: no notice is asked for, unless ``notice_at`` is set."""
    cba: Text = ""
    """The collective agreement it stands under; a strike under it suspends the grant."""
    in_strike: bool = False
    """True: a strike does not suspend it."""
    revocable: Literal["stops_future", "requires_retrain", "no"] = "stops_future"
    attribution: Text = ""
    renews: Hash | Literal[""] = ""
    """The superseded grant that this one says again, in the same words; a revoked record itself never comes back."""

    @field_validator("replica_kinds")
    @classmethod
    def _kinds(cls, value: tuple[ReplicaKind, ...]) -> tuple[ReplicaKind, ...]:
        return tuple(sorted(set(value)))


class Prohibition(_Terms):
    """Who forbids which actions on which subjects; a narrower one forbids less, none can be outweighed by a grant."""

    ledger_kind: ClassVar[str] = "prohibition"
    reason: Text = ""


class Revocation(Record):
    """From its entry in the ledger on, a record counts no more, for ever; to say it again takes a new record.

    ``grant`` is the id of a grant, or of any other statement but a Subject, a Decision and a Revocation.

    ``superseded``: the rights file no longer said it. If the file says it again, that is a new grant, which ``renews``
    this one. A grant that somebody took back otherwise is not given again by a file that still says it.
    """

    ledger_kind: ClassVar[str] = "revocation"
    grant: Hash
    assigner: Text = ""
    reason: Text = ""
    superseded: bool = False
