"""One record of every kind that a ledger holds, about one small film; and how a test writes them."""

from __future__ import annotations

import sqlite3

from filmwright.rights import ledger
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Request, Span, Subject
from filmwright.studio import Studio

ASSET = "a" * 64
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
JO = Subject(id="identity:jo", kind="identity", name="Jo Dœ", owner="Jo Doe")
WHOLE = Appearance(asset=ASSET, in_frame=0, out_frame=100, subject=WORK.id)
SEEN = Appearance(asset=ASSET, in_frame=10, out_frame=20, subject=JO.id, source="detector", confidence=0.5)
SAID = Confirmation(appearance=SEEN.record_id, subject=JO.id, by="Ed")
OURS = Grant(assigner="Acme", subjects=[WORK.id], actions=["train.base", "ingest"], agreement="A-1")
BY_AGENT = Grant(
    assigner="Ten Percent", authority="agent", subjects=[JO.id], actions=["train.base"], max_uses=5,
    cba="The Agreement", conditions=["by daylight"], notice_hours=24, vests_on_payment=True, works=[WORK.id],
)  # fmt: skip
NEVER = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["deliver"], reason="never")
MANDATE = Mandate(principal="Jo Doe", agent="Ten Percent", authority="agent")
STANDING = Standing(subject=JO.id, what="deceased", valid_from="2026-06-01")
STRIKE = Suspension(cba="The Agreement", valid_from="2026-07-01", valid_to="2026-07-31")
NOTICE = Notice(grant=BY_AGENT.id, at="2026-04-01", to="Ten Percent")
USE = Use(grant=BY_AGENT.id, decision="d" * 64)
PAID = Payment(grant=BY_AGENT.id, amount="100", currency="EUR", at="2026-04-01", to="Ten Percent", in_full=True)
GONE = Revocation(grant="b" * 64, reason="a slip")
SPAN = Span(asset=ASSET, in_frame=5, out_frame=30)
TRAIN = Request(action="train.base", spans=(SPAN,), at="2026-05-01T00:00:00Z")


def answer(question: str) -> Answer:
    return Answer(question=question, yes=True, by="Ed")


STATEMENTS: list[Record] = [
    *(WORK, JO, WHOLE, SEEN, SAID, OURS, BY_AGENT, NEVER),
    *(MANDATE, STANDING, STRIKE, NOTICE, USE, PAID, GONE, answer("e" * 64)),
]
"""All kinds but the Decision and the Signer."""


def write(studio: Studio, *records: Record) -> list[str]:
    with ledger.writing(studio) as connection:
        return ledger.append(connection, records, ledger.ensure_key(studio))


def raw(studio: Studio) -> sqlite3.Connection:
    return sqlite3.connect(studio.path / "studio.db")
