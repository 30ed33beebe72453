"""What bears on grants besides their words: who may speak for whom, age and death, strikes, notice, uses, answers.

Each is a statement of its own in the ledger, made by somebody on a day; a Revocation takes it back.
"""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from filmwright.rights.dated import Dated, SomeDay
from filmwright.rights.record import STORED, Hash, Name, Record, SubjectId, Text
from filmwright.rights.vocabulary import Action, Authority


class Mandate(Dated):
    """Who may speak for whom: an agent, guild, estate, court or guardian for a person or company.

    Empty ``subjects`` and ``actions``: for all that the principal owns, and for every action. With ``may_delegate``
    the agent may mandate others in turn. No circle of mandates is ever written.
    """

    ledger_kind: ClassVar[str] = "mandate"
    principal: Name
    agent: Name
    authority: Authority
    subjects: tuple[SubjectId, ...] = ()
    actions: tuple[Action, ...] = ()
    may_delegate: bool = False
    evidence: Text = ""
    said_in: SubjectId | Literal[""] = ""
    """The work whose rights file says it; "" if it was said by itself."""
    renews: Hash | Literal[""] = ""
    """As in a Grant."""

    @property
    def of_work(self) -> str:
        """The work whose rights file says it, or ""."""
        return self.said_in

    @field_validator("subjects", "actions")
    @classmethod
    def _as_a_set(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(value)))

    @field_validator("authority")
    @classmethod
    def _not_owner(cls, value: Authority) -> Authority:
        if value is Authority.OWNER:
            raise ValueError("an owner needs no mandate; say agent, guild, estate, court or guardian")
        return value


class Standing(Dated):
    """What a person is between two days: a minor until they come of age, deceased from the day of death on.

    With ``person``, it holds for every face and voice of which this name is the registered owner.
    """

    ledger_kind: ClassVar[str] = "standing"
    subject: SubjectId
    what: Literal["minor", "deceased"]
    person: Text = ""
    evidence: Text = ""


class Suspension(Dated):
    """A strike or lockout: grants under this collective agreement do not count while it lasts."""

    ledger_kind: ClassVar[str] = "suspension"
    cba: Name
    actions: tuple[Action, ...] = ()
    reason: Text = ""

    @field_validator("actions")
    @classmethod
    def _as_a_set(cls, value: tuple[Action, ...]) -> tuple[Action, ...]:
        return tuple(sorted(set(value)))


class Notice(Record):
    """Notice of a use, given under a grant."""

    ledger_kind: ClassVar[str] = "notice"
    grant: Hash
    at: SomeDay
    to: Name
    evidence: Text = ""


class Use(Record):
    """One use of a grant whose uses are counted, made by a Decision that rested on it; ``job`` as in the Request."""

    ledger_kind: ClassVar[str] = "use"
    grant: Hash
    decision: Hash
    job: Text = ""


class Payment(Record):
    """A note that something was paid under a grant; ``amount`` is a decimal number above 0, ``currency`` ISO 4217."""

    ledger_kind: ClassVar[str] = "payment"
    grant: Hash
    amount: str
    currency: str
    at: SomeDay
    to: Name
    in_full: bool = False
    """Whether with this the grant is paid in full: one that vests on payment counts from here on."""
    reference: Text = ""

    @field_validator("amount")
    @classmethod
    def _amount(cls, value: str, info: ValidationInfo) -> str:
        if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,4})?", value):
            raise ValueError("write a number such as 1500 or 1500.50")
        if value.startswith("-") or (info.context != STORED and not value.strip("0.")):
            raise ValueError("a payment is more than 0; where nothing is owed, none is noted")
        return value

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if not re.fullmatch("[A-Z]{3}", value):
            raise ValueError("write the three letters of ISO 4217, such as EUR")
        return value


class Answer(Record):
    """A person's answer to an open question of a Decision (``Question.id``); a yes lets the grant count there."""

    ledger_kind: ClassVar[str] = "answer"
    question: Hash
    yes: bool
    by: Name
    evidence: Text = ""
