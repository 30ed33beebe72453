"""What a template file holds. Every statement of law or contract says where it comes from, or the file is refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from filmwright.rights.decision import Verdict
from filmwright.rights.record import Frame, Name, SubjectId, Text
from filmwright.rights.vocabulary import Action, Subject, SubjectKind

Kind = Literal[
    "text", "name", "names", "subject", "date", "number", "yes_no", "choice", "hash", "places", "media", "actions"
]
"""Of what type a parameter is; each is read by ``parameters``."""
Given = Literal[
    "grants",
    "mandates",
    "notices",
    "payments",
    "prohibitions",
    "revocations",
    "standings",
    "suspensions",
    "uses",
]
"""Facts that a scenario may add."""
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Block = dict[str, Any]
"""A record with holes (``<performer>``) that ``filling`` fills."""


def _day(value: str) -> str:
    return date.fromisoformat(value).isoformat()


Day = Annotated[str, AfterValidator(_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Something that was read, where and when; a secondary one reports what another text is said to say."""

    id: Key
    title: Name
    address: Name
    read: Day
    secondary: bool = False


class Statement(_Part):
    """One thing that a law or a contract says: from which clause of it, or else reported by which source."""

    text: Words
    clause: Words | None = None
    reported_by: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if not self.clause and not self.reported_by:
            raise ValueError("a statement names its clause or who reports it")
        return self


class Parameter(_Part):
    """One blank of the agreement.

    ``kinds``: of what kind a subject must be. ``options``: the words of a choice. ``within``: the most that actions may
    be. ``least``: the smallest number, or the fewest places. ``after``: the date parameter that this date must follow.
    ``default`` may have holes itself; without one an optional blank may stay empty.
    """

    type: Kind
    asks: Words
    required: bool = True
    default: Any = None
    options: tuple[Key, ...] = ()
    kinds: tuple[SubjectKind, ...] = ()
    within: tuple[Action, ...] = ()
    least: int = 0
    after: Key | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("a choice, and nothing else, has options")
        if self.kinds and self.type != "subject":
            raise ValueError("only a subject has kinds")
        if (self.type == "actions") != bool(self.within):
            raise ValueError("actions, and nothing else, lie within a list")
        if self.required and self.default is not None:
            raise ValueError("what has a default need not be required")
        return self


class Appearing(_Part):
    """A subject of the example and where it is, ``[in, out)``."""

    id: SubjectId
    kind: SubjectKind
    name: Name
    owner: Text = ""
    in_frame: Frame = Field(default=0, alias="in")
    out_frame: Frame = Field(default=100, alias="out")

    @property
    def subject(self) -> Subject:
        """As the ledger has it."""
        return Subject(id=self.id, kind=self.kind, name=self.name, owner=self.owner)


class Example(_Part):
    """An agreement filled in, in a film of 100 frames: what every scenario starts from.

    ``cleared``: subjects whose owner allows everything, so that a scenario is about this agreement alone.
    """

    work: Appearing
    subjects: tuple[Appearing, ...] = ()
    filled: Block = Field(alias="with")
    cleared: tuple[SubjectId, ...] = ()
    request: Block


class Scenario(_Part):
    """What differs from the example, and what must come of it.

    ``filled``, ``request``: keys that replace the example's; null takes one away. ``given``: further facts, records by
    kind; ``grant: 1`` in one of them is the first grant of this agreement. ``answers``: what a person answers to every
    question that is asked first. ``because``: words of the reason.
    """

    name: Words
    filled: Block = Field(default_factory=dict, alias="with")
    request: Block = Field(default_factory=dict)
    given: dict[Given, tuple[Block, ...]] = Field(default_factory=dict)
    answers: bool | None = None
    verdict: Verdict
    because: Words | None = None

    @model_validator(mode="after")
    def _refusals_have_reasons(self) -> Self:
        if (self.verdict == "permit") == (self.because is not None):
            raise ValueError("a refusal, and nothing else, says because of which words")
        return self


class Template(_Part):
    """One agreement: what it is for, gives, refuses and leaves to a person; its origin, its blanks, its tests."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=60)]
    version: int = Field(ge=1)
    title: Name
    purpose: Words
    gives: Words
    refuses: Words
    leaves: Words
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = Field(min_length=1)
    parameters: dict[Key, Parameter]
    grants: tuple[Block, ...] = ()
    prohibitions: tuple[Block, ...] = ()
    mandates: tuple[Block, ...] = ()
    standings: tuple[Block, ...] = ()
    suspensions: tuple[Block, ...] = ()
    example: Example
    scenarios: tuple[Scenario, ...] = Field(min_length=2)

    @property
    def label(self) -> str:
        """What a record made from it says in ``template``."""
        return f"{self.name} {self.version}"

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        known = {source.id: source for source in self.sources}
        for statement in self.statements:
            for source in statement.reported_by:
                if source not in known:
                    raise ValueError(f"a statement is reported by '{source}', which is no source of this file")
        for key, parameter in self.parameters.items():
            if parameter.after and self.parameters.get(parameter.after, parameter).type != "date":
                raise ValueError(f"'{key}' comes after '{parameter.after}', which is no date")
            if key == "work":
                raise ValueError("'work' is the film itself, not a parameter")
        if not any(scenario.verdict != "permit" for scenario in self.scenarios):
            raise ValueError("no scenario is refused")
        return self
