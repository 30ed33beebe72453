"""What the oracle makes of one grant or one prohibition: does it hold, ask or fail, and why? All in the plainest way.

It knows the nouns and nothing else of the package; dates, names and places it reads by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Request, Subject

REPLICAS = {"generate.replica.visual", "generate.replica.voice", "alter.performance"}
MADE_OF_PEOPLE = REPLICAS | {"generate.synthetic_performer"}
WARDS = ("estate", "guardian", "court")
HOLDS, ASKS, FAILS = "holds", "asks", "fails"


@cache
def begins(text: str) -> datetime:
    return datetime.fromisoformat(text + "T00:00:00+00:00" if len(text) == 10 else text).astimezone(UTC)


@cache
def is_over(text: str) -> datetime:
    if len(text) > 10:
        return begins(text)
    return datetime.max.replace(tzinfo=UTC) if text == "9999-12-31" else begins(text) + timedelta(hours=24)


@cache
def plain(name: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()


def within(place: str, places: Iterable[str]) -> bool:
    return any(place == other or place.split("-")[0] == other for other in places)


BEYOND_THE_SEA = {"PR": "US", "RE": "FR", "GL": "DK", "HK": "CN"}


def touches(place: str, places: Iterable[str]) -> bool:
    return any(
        within(place, [other])
        or within(other, [place])
        or BEYOND_THE_SEA.get(place) == other
        or BEYOND_THE_SEA.get(other) == place
        for other in places
    )


class Terms:
    """One ledger and one request. ``asked``: the ids of what a grant asks on a subject, for they hold free words."""

    def __init__(
        self,
        records: Sequence[Record],
        request: Request,
        studio: str,
        asked: Mapping[tuple[str, str], Iterable[str]] | None = None,
    ) -> None:
        self.request, self.now = request, begins(request.at)
        self.assignee = request.assignee or studio
        self.asked = asked or {}
        gone = {r.grant for r in records if isinstance(r, Revocation)}
        live = [r for r in records if r.record_id not in gone]
        self.revoked = gone
        self.subjects = {r.id: r for r in records if isinstance(r, Subject)}
        self.grants = sorted((r for r in records if isinstance(r, Grant)), key=lambda g: g.id)
        self.prohibitions = [r for r in live if isinstance(r, Prohibition)]
        self.appearances = [r for r in live if isinstance(r, Appearance)]
        self.confirmations = [r for r in live if isinstance(r, Confirmation)]
        self.mandates = [r for r in live if isinstance(r, Mandate) and self.current(r.valid_from, r.valid_to)]
        self.all_standings = [r for r in live if isinstance(r, Standing)]
        self.standings = [r for r in live if isinstance(r, Standing) and self.current(r.valid_from, r.valid_to)]
        self.suspensions = [r for r in live if isinstance(r, Suspension) and self.current(r.valid_from, r.valid_to)]
        self.notices = [r for r in live if isinstance(r, Notice)]
        self.uses = [r for r in live if isinstance(r, Use)]
        self.payments = [r for r in live if isinstance(r, Payment)]
        self.answers = [r for r in live if isinstance(r, Answer)]
        self._faults: dict[tuple[str, str], list[str]] = {}
        self._asks: dict[tuple[str, str], list[str]] = {}

    # ---- what is plain at the instant ------------------------------------------------------------------------------

    def current(self, first: str, last: str) -> bool:
        return not (first and self.now < begins(first)) and not (last and self.now >= is_over(last))

    def owner(self, subject: str) -> str:
        return self.subjects[subject].owner if subject in self.subjects else ""

    def personal(self, subject: str) -> bool:
        return subject not in self.subjects or self.subjects[subject].kind in ("identity", "voice", "character")

    def is_now(self, subject: str, what: str) -> bool:
        return any(s.what == what for s in self._about(subject, self.standings))

    def _about(self, subject: str, standings: list[Standing]) -> list[Standing]:
        her = self.her(subject)
        return [s for s in standings if s.subject == subject or (s.person and plain(s.person) == her)]

    def dead_on(self, subject: str, day: str) -> bool:
        return bool(day) and any(
            s.what == "deceased"
            and not (s.valid_from and begins(day) < begins(s.valid_from))
            and not (s.valid_to and begins(day) >= is_over(s.valid_to))
            for s in self._about(subject, self.all_standings)
        )

    def named(self, asked: str, names: Iterable[str]) -> bool:
        return plain(asked) in {plain(name) for name in names}

    # ---- prohibitions ----------------------------------------------------------------------------------------------

    def spared_by(self, p: Prohibition, present: set[str]) -> list[str]:
        """Why a prohibition on this subject and action does not touch the request; empty: it does."""
        r = self.request
        reached = [
            place
            for place in r.territory
            if (not p.territory or touches(place, p.territory)) and not within(place, p.territory_except)
        ]
        reasons = {
            "dates": not self.current(p.valid_from, p.valid_to),
            "works": bool(p.works) and not present & set(p.works),
            "projects": bool(p.projects and r.project) and not self.named(r.project, p.projects),
            "model classes": bool(p.model_classes and r.model_class) and not self.named(r.model_class, p.model_classes),
            "media": bool(p.media and r.media) and not set(p.media) & set(r.media),
            "territory": bool(r.territory) and not reached,
        }
        return [name for name, so in reasons.items() if so]

    # ---- grants ----------------------------------------------------------------------------------------------------

    def faults(self, g: Grant, subject: str, confirmed: set[str]) -> list[str]:
        """Why a grant of this action on this subject does not count in a frame; empty: it holds or asks."""
        if (g.id, subject) not in self._faults:
            found = {**self._terms(g), **self._circumstances(g), **self._person(g, subject)}
            self._faults[g.id, subject] = [name for name, so in found.items() if so]
        elsewhere = ["works"] if g.works and not confirmed & set(g.works) else []
        return self._faults[g.id, subject] + elsewhere

    def _terms(self, g: Grant) -> dict[str, bool]:
        r = self.request
        anywhere_else = any(
            (g.territory and not within(place, g.territory)) or touches(place, g.territory_except)
            for place in r.territory
        )
        return {
            "revoked": g.id in self.revoked,
            "assignee": bool(g.assignee) and plain(g.assignee) != plain(self.assignee),
            "not begun": bool(g.valid_from) and self.now < begins(g.valid_from),
            "ended": bool(g.valid_to) and self.now >= is_over(g.valid_to),
            "projects": bool(g.projects) and not self.named(r.project, g.projects),
            "model classes": bool(g.model_classes) and not self.named(r.model_class, g.model_classes),
            "territory": bool(g.territory or g.territory_except) if not r.territory else anywhere_else,
            "media": bool(g.media) and not (r.media and set(r.media) <= set(g.media)),
            "replica kinds": bool(g.replica_kinds)
            and r.action in MADE_OF_PEOPLE
            and r.replica_kind not in g.replica_kinds,
            "other script": bool(g.script_sha256 and r.script_sha256) and g.script_sha256 != r.script_sha256,
            "script after": bool(g.script_dated) and self.now < is_over(g.script_dated),
        }

    def _circumstances(self, g: Grant) -> dict[str, bool]:
        r, lives = self.request, self.lives(g)
        spent = [u for u in self.uses if u.grant in lives and not (r.job and u.job == r.job)]
        strikes = [s for s in self.suspensions if g.cba and plain(s.cba) == plain(g.cba)]
        told = [g.notice_at] * bool(g.notice_at) + [n.at for n in self.notices if n.grant == g.id]
        early = [at for at in told if is_over(at) + timedelta(hours=g.notice_hours) <= self.now]
        paid = [p for p in self.payments if p.grant == g.id and p.in_full and begins(p.at) <= self.now]
        return {
            "uses": g.max_uses is not None and len(spent) >= g.max_uses,
            "strike": not g.in_strike and any(not s.actions or self.request.action in s.actions for s in strikes),
            "notice": bool(g.notice_hours or g.notice_at) and not early,
            "payment": g.vests_on_payment and not paid,
        }

    def lives(self, g: Grant) -> set[str]:
        """A grant and all that it renews."""
        by_id, found = {one.id: one for one in self.grants}, {g.id}
        while g.renews and g.renews in by_id:
            g = by_id[g.renews]
            found.add(g.id)
        return found

    def _person(self, g: Grant, subject: str) -> dict[str, bool]:
        owner, own = self.owner(subject), plain(g.assigner) == plain(self.owner(subject))
        replica = self.request.action in REPLICAS
        estate = g.authority in ("estate", "court") or g.deceased is True
        guardian = g.minor is True and g.authority in ("guardian", "court")
        unfair = g.replaces_work is True and not g.description_of_use and g.counsel_or_union is False
        return {
            "no owner": not owner,
            "not the owner": bool(owner) and g.authority == "owner" and not own,
            "given after death": g.authority not in ("estate", "court")
            and not self.sold(subject)
            and self.dead_on(subject, g.valid_from),
            "deceased": replica and self.is_now(subject, "deceased") and not estate,
            "minor": self.is_now(subject, "minor") and not guardian,
            "AB 2602": replica and self.personal(subject) and unfair,
        }

    def questions(self, g: Grant, subject: str) -> list[str]:
        """What a person must judge of a grant without faults, answered or not."""
        if (g.id, subject) in self._asks:
            return self._asks[g.id, subject]
        r, owner = self.request, self.owner(subject)
        likeness = r.action in REPLICAS and self.personal(subject)
        # The dead and minors are not their own estate or guardian.
        able = not self.is_now(subject, "minor") and not self.is_now(subject, "deceased")
        own = plain(g.assigner) == plain(owner) and able
        found = {
            "authority": g.authority != "owner"
            and not own
            and not self.speaks_for(self.her(subject) if g.authority in WARDS else plain(owner), g, subject),
            "no death": g.authority == "estate" and not self.is_now(subject, "deceased"),
            "paper": r.action in REPLICAS and self.sold(subject) and not self.has_paper(g, subject),
            "use": bool(g.description_of_use) and plain(r.use) != plain(g.description_of_use),
            **{f"condition {text}": True for text in g.conditions},
            "which script": bool(g.script_sha256) and not r.script_sha256,
            "script when": bool(g.script_sha256) and not g.script_dated,
            "outlives": g.deceased is True
            and g.authority not in ("estate", "court")
            and self.is_now(subject, "deceased"),
            "of age": g.authority == "guardian" and not self.is_now(subject, "minor"),
            "for a minor": g.minor is True and g.authority not in ("guardian", "court"),
            "counsel": likeness and g.counsel_or_union is not True,
            "no use said": likeness and not g.description_of_use,
        }
        self._asks[g.id, subject] = [name for name, so in found.items() if so]
        return self._asks[g.id, subject]

    def her(self, subject: str) -> str:
        """The person behind a subject: by the name of a face or a voice, or the owner of anything else."""
        mine = self.subjects.get(subject)
        if mine is None or mine.kind not in ("identity", "voice"):
            return plain(mine.owner) if mine else ""
        name = plain(mine.name)
        if mine.kind == "voice":
            for start in ("the voice of ", "voice of "):
                if name.startswith(start):
                    return name[len(start) :]
            for end in ("'s voice", "'s singing voice"):
                if name.endswith(end):
                    return name[: -len(end)]
        return name

    def sold(self, subject: str) -> bool:
        """Whether somebody else is the owner of a person's face or voice."""
        mine = self.subjects.get(subject)
        of_her = mine is not None and mine.kind in ("identity", "voice")
        return of_her and self.owner(subject) != "" and plain(self.owner(subject)) != self.her(subject)

    def has_paper(self, g: Grant, subject: str) -> bool:
        """Whether mandates go from the person to who signs; to the owner as anything, to others as what they sign."""
        her, as_owner = self.her(subject), plain(g.assigner) == plain(self.owner(subject))
        return plain(g.assigner) == her or self.speaks_for(her, g, subject, as_owner)

    def speaks_for(self, owner: str, g: Grant, subject: str, as_anything: bool = False) -> bool:
        asked = self.request.action
        fitting = [
            m
            for m in self.mandates
            if (not m.subjects or subject in m.subjects)
            and (not m.actions or asked in m.actions)
            and not (
                plain(m.principal) == self.her(subject)
                and m.authority not in ("estate", "court")
                and self.dead_on(subject, m.valid_from)
            )
        ]
        # Nobody makes somebody else a guardian, an estate or a court who is not one.
        alone = g.authority in WARDS and not as_anything
        may_pass_on = {plain(owner)}
        for _ in fitting:
            may_pass_on |= {
                plain(m.agent)
                for m in fitting
                if m.may_delegate and plain(m.principal) in may_pass_on and (not alone or m.authority == g.authority)
            }
        return any(
            plain(m.principal) in may_pass_on
            and plain(m.agent) == plain(g.assigner)
            and (as_anything or m.authority == g.authority)
            for m in fitting
        )

    def is_one_use(self) -> bool:
        """Whether a person can have judged it: what is made or let out must be named."""
        made = MADE_OF_PEOPLE | {"generate.generic", "deliver", "license.third_party"}
        return self.request.action not in made or bool(self.request.use)

    def stands(self, g: Grant, subject: str, confirmed: set[str]) -> tuple[str, list[str]]:
        """holds, asks or fails; and why not, or what is asked."""
        faults = self.faults(g, subject, confirmed)
        if faults:
            return FAILS, faults
        questions = self.questions(g, subject)
        said = {q: [a.yes for a in self.answers if a.question == q] for q in self.asked.get((g.id, subject), ())}
        if not questions:
            return HOLDS, []
        if not self.is_one_use():
            return ASKS, questions
        if any(False in yes for yes in said.values()):
            return FAILS, ["answered no"]
        return (HOLDS, ["answered yes"]) if said and all(said.values()) else (ASKS, questions)
