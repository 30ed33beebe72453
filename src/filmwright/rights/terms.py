"""Do terms hold for a request? A grant must cover the whole of it; a prohibition need only touch it.

Each rule is a small function that says why a grant fails, or "". ``standing`` puts them together with the questions
that a person must judge.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, NamedTuple

from filmwright.canonical import content_id
from filmwright.rights import territory, words
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.mandates import led, mandated
from filmwright.rights.vocabulary import Action, Authority, Request, Subject, SubjectKind

REPLICA = frozenset({Action.GENERATE_REPLICA_VISUAL, Action.GENERATE_REPLICA_VOICE, Action.ALTER_PERFORMANCE})
OF_A_KIND = REPLICA | {Action.GENERATE_SYNTHETIC_PERFORMER}
MADE = OF_A_KIND | {Action.GENERATE_GENERIC, Action.DELIVER, Action.LICENSE_THIRD_PARTY}
"""What makes something or lets it out: each time another use, which a request must name before it can be judged."""
PERSONAL = frozenset({SubjectKind.IDENTITY, SubjectKind.VOICE, SubjectKind.CHARACTER})
_FOR_THE_DEAD = frozenset({Authority.ESTATE, Authority.COURT})
_FOR_MINORS = frozenset({Authority.GUARDIAN, Authority.COURT})


class Case(NamedTuple):
    """One grant before one request: on which subject, in frames where a person registered ``works``."""

    grant: Grant
    request: Request
    subject_id: str
    subject: Subject | None
    works: frozenset[str]
    facts: Facts

    @property
    def owner(self) -> str:
        """The subject's registered owner, or ""."""
        return self.subject.owner if self.subject else ""

    @property
    def by_owner(self) -> bool:
        """Whether whoever gives it is the registered owner, whatever they sign as."""
        return bool(self.owner) and words.same(self.grant.assigner, self.owner)

    @property
    def personal_replica(self) -> bool:
        """Whether a person's likeness is asked for."""
        return self.request.action in REPLICA and (self.subject is None or self.subject.kind in PERSONAL)


class Asked(NamedTuple):
    """An open question about a grant."""

    id: str
    text: str


class Finding(NamedTuple):
    """What a grant comes to: ``holds``, ``asks`` (then ``questions``) or ``fails`` (then ``why``)."""

    answer: Literal["holds", "asks", "fails"]
    why: str = ""
    questions: tuple[Asked, ...] = ()


def short(grant: Grant | Prohibition) -> str:
    """A grant or prohibition in a sentence: its kind, first digits, who gave it and under which agreement."""
    under = f" under {grant.agreement}" if grant.agreement else ""
    return f"{grant.ledger_kind} {grant.id[:12]} by {grant.assigner}{under}"


def standing(case: Case) -> Finding:
    """Whether a grant counts for a request."""
    for rule in _RULES:
        if against := rule(case):
            return Finding("fails", against)
    left: list[Asked] = []
    for text in _questions(case):
        asked = Asked(_question_id(case, text), text)
        answers = case.facts.answers(asked.id) if _one_use(case) else []
        if any(not answer.yes for answer in answers):
            return Finding("fails", f"was judged not to hold: {text} no")
        if not answers:
            left.append(asked)
    return Finding("asks", questions=tuple(left)) if left else Finding("holds")


def _one_use(case: Case) -> bool:
    """Whether an answer can be about this use: of what is made or let out, somebody must say what it is."""
    return bool(case.request.use) or case.request.action not in MADE


def _question_id(case: Case, text: str) -> str:
    request = case.request
    return content_id(
        {
            "grant": case.grant.id,
            "question": text,
            "action": request.action,
            "project": words.folded(request.project),
            "use": words.folded(request.use),
            "territory": request.territory,
            "media": request.media,
            "replica_kind": request.replica_kind,
        }
    )


def _questions(case: Case) -> list[str]:
    """What only a person can judge; each names the person that it is about, so that no answer counts for another."""
    grant, request = case.grant, case.request
    who = f"'{case.subject.name}' ({case.subject_id})" if case.subject else f"'{case.subject_id}'"
    asked: list[str] = []
    # The dead and minors, whose own names may stand as the owner's, don't sign as their own estate or guardian.
    herself = case.by_owner and not _is(case, "deceased") and not _is(case, "minor")
    speaks = grant.authority is Authority.OWNER or herself
    if not speaks and not mandated(grant, case.owner, request, case.subject_id, case.facts):
        asked.append(f"does {grant.assigner} have the authority to give it as {grant.authority} of {case.owner}?")
    if of_another(case.subject, request.action) and not with_paper(case):
        asked.append(f"is there a paper of the person of {who} by which {case.owner}, the owner, speaks for them?")
    if grant.description_of_use and not words.same(request.use, grant.description_of_use):
        asked.append(f"is this the use described: '{grant.description_of_use}'?")
    asked += (f"does this hold: {condition}?" for condition in grant.conditions)
    if grant.script_sha256 and not request.script_sha256:
        asked.append(f"is it made from the script {grant.script_sha256[:12]}?")
    if grant.script_sha256 and not grant.script_dated:
        asked.append(f"did the script {grant.script_sha256[:12]} come before the performance?")
    if grant.deceased and grant.authority not in _FOR_THE_DEAD and _is(case, "deceased"):
        asked.append(f"does it outlive {who}, for whom it was given?")
    if grant.authority is Authority.GUARDIAN and not _is(case, "minor"):
        asked.append(f"does the guardian's word still bind {who}, who is not registered as a minor on this day?")
    if grant.minor and grant.authority not in _FOR_MINORS:
        asked.append(f"has the guardian of {who}, and where needed a court, agreed?")
    if case.personal_replica:
        if not grant.counsel_or_union:
            asked.append(f"was the person of {who} represented by counsel or a union?")
        if not grant.description_of_use:
            asked.append(f"is there a reasonably specific description of the use of {who}?")
    return asked


def of_another(subject: Subject | None, action: Action) -> bool:
    """Whether a person's likeness is asked for, and somebody else is registered as its owner.

    A face and a voice are not sold like a film: an owner other than the person speaks by the person's own paper.
    """
    return action in REPLICA and subject is not None and subject.by_another


def with_paper(case: Case) -> bool:
    """Whether mandates show that paper; whoever signs for the owner must be reached by them too."""
    grant, subject = case.grant, case.subject
    assert subject is not None
    if subject.is_person(grant.assigner):
        return True
    as_what = None if case.by_owner else grant.authority
    return led(subject.is_person, grant.assigner, as_what, case.request, case.subject_id, case.facts)


def _is(case: Case, what: str) -> bool:
    return case.facts.standings(case.subject_id, what, case.request.at)


def _revoked(case: Case) -> str:
    return "was revoked" if case.facts.revocations(case.grant.id) else ""


def _authority(case: Case) -> str:
    if not case.owner:
        return "is by one who is not registered as the owner"
    return "is not by the owner" if case.grant.authority is Authority.OWNER and not case.by_owner else ""


def _assignee(case: Case) -> str:
    to, ours = case.grant.assignee, case.request.assignee or case.facts.studio
    return f"is given to {to}, not to {ours or 'this studio'}" if to and not words.same(to, ours) else ""


def _dates(case: Case) -> str:
    grant, at = case.grant, words.start(case.request.at)
    if grant.valid_from and at < words.start(grant.valid_from):
        return f"begins on {grant.valid_from}, after {case.request.at[:10]}"
    return f"ended on {grant.valid_to}" if grant.valid_to and at >= words.end(grant.valid_to) else ""


def _works(case: Case) -> str:
    works = case.grant.works
    return f"is for {' and '.join(works)} only" if works and not case.works.intersection(works) else ""


def _projects(case: Case) -> str:
    projects, asked = case.grant.projects, case.request.project
    if not projects or words.folded(asked) in {words.folded(project) for project in projects}:
        return ""
    return f"is for the project {' or '.join(projects)}, not for {asked or 'every project'}"


def _territory(case: Case) -> str:
    within, without, asked = case.grant.territory, case.grant.territory_except, case.request.territory
    if not within and not without:
        return ""
    left = [p for p in asked if (within and not territory.inside(p, within)) or territory.overlap(p, without)]
    if asked and not left:
        return ""
    but = f" but not {', '.join(without)}" if without else ""
    return f"is for {', '.join(within) or 'the world'}{but}, not for {', '.join(left) or 'the whole world'}"


def _media(case: Case) -> str:
    media, asked = case.grant.media, case.request.media
    left = [medium for medium in asked if medium not in media]
    if not media or (asked and not left):
        return ""
    return f"is for {', '.join(media)}, not for {', '.join(left) or 'all media'}"


def _model_classes(case: Case) -> str:
    classes, asked = case.grant.model_classes, case.request.model_class
    if not classes or words.folded(asked) in {words.folded(one) for one in classes}:
        return ""
    return f"is for models of class {' or '.join(classes)}, not for {asked or 'every class'}"


def _replica_kind(case: Case) -> str:
    kinds, asked = case.grant.replica_kinds, case.request.replica_kind
    if not kinds or case.request.action not in OF_A_KIND or asked in kinds:
        return ""
    return f"is for replicas that are {' or '.join(kinds)}, not for {asked or 'every kind'}"


def _uses(case: Case) -> str:
    most, job = case.grant.max_uses, case.request.job
    if most is None or sum(not job or use.job != job for use in case.facts.uses(case.grant)) < most:
        return ""
    return f"is used up: {most} uses were allowed"


def _strike(case: Case) -> str:
    grant, request = case.grant, case.request
    if not grant.cba or grant.in_strike:
        return ""
    for one in case.facts.suspensions(grant.cba):
        if one.holds(request.at) and (not one.actions or request.action in one.actions):
            return f"is suspended with {grant.cba}" + (f" ({one.reason})" if one.reason else "")
    return ""


def _notice(case: Case) -> str:
    grant = case.grant
    if not grant.notice_hours and not grant.notice_at:
        return ""
    given = [notice.at for notice in case.facts.notices(grant.id)] + ([grant.notice_at] if grant.notice_at else [])
    ahead = timedelta(hours=grant.notice_hours)
    if any(words.start(case.request.at) - words.end(at) >= ahead for at in given):
        return ""
    before = f"{grant.notice_hours} hours before the use" if grant.notice_hours else "before the use"
    return f"needs notice {before}, and {'that given was later' if given else 'none was given'}"


def _script(case: Case) -> str:
    grant, request = case.grant, case.request
    if grant.script_sha256 and request.script_sha256 and request.script_sha256 != grant.script_sha256:
        return f"is for the script {grant.script_sha256[:12]}, not for {request.script_sha256[:12]}"
    if grant.script_dated and words.start(request.at) < words.end(grant.script_dated):
        return f"is for a script of {grant.script_dated}, which does not come before the performance"
    return ""


def _payment(case: Case) -> str:
    if not case.grant.vests_on_payment:
        return ""
    at = words.start(case.request.at)
    paid = any(one.in_full and words.start(one.at) <= at for one in case.facts.payments(case.grant.id))
    return "" if paid else "counts only once it is paid in full"


def _death(case: Case) -> str:
    grant = case.grant
    begun = words.start(grant.valid_from).isoformat() if grant.valid_from else ""
    own = case.by_owner and grant.authority is Authority.OWNER
    if own and begun and case.facts.standings(case.subject_id, "deceased", begun):
        return f"begins on {grant.valid_from}, after the death of who gives it"
    if case.request.action not in REPLICA or grant.deceased or grant.authority in _FOR_THE_DEAD:
        return ""
    return "was given by a person who has died since; the estate must give it" if _is(case, "deceased") else ""


def _age(case: Case) -> str:
    if (case.grant.minor and case.grant.authority in _FOR_MINORS) or not _is(case, "minor"):
        return ""
    return "is on a minor, for whom a guardian or a court must give it"


def _unenforceable(case: Case) -> str:
    grant = case.grant
    bad = grant.replaces_work is True and not grant.description_of_use and grant.counsel_or_union is False
    if not case.personal_replica or not bad:
        return ""
    return "cannot be enforced: it replaces work, describes no use, and the person had neither counsel nor union"


_RULES: tuple[Callable[[Case], str], ...] = (
    _revoked,
    _authority,
    _assignee,
    _dates,
    _works,
    _projects,
    _territory,
    _media,
    _model_classes,
    _replica_kind,
    _uses,
    _strike,
    _notice,
    _script,
    _payment,
    _death,
    _age,
    _unenforceable,
)
"""Each says why a grant fails, or "". The first that does is told."""


def touches(prohibition: Prohibition, request: Request, works: frozenset[str]) -> bool:
    """Whether the prohibition forbids any part of what is asked, in frames where ``works`` are."""
    at = words.start(request.at)
    begun = not prohibition.valid_from or at >= words.start(prohibition.valid_from)
    ended = bool(prohibition.valid_to) and at >= words.end(prohibition.valid_to)
    project, model_class = words.folded(request.project), words.folded(request.model_class)
    return (
        begun
        and not ended
        and (not prohibition.works or bool(works.intersection(prohibition.works)))
        and (not prohibition.projects or not project or project in {words.folded(p) for p in prohibition.projects})
        and _reaches(prohibition, request.territory)
        and (not prohibition.media or not request.media or not set(request.media).isdisjoint(prohibition.media))
        and (
            not prohibition.model_classes
            or not model_class
            or model_class in {words.folded(c) for c in prohibition.model_classes}
        )
    )


def _reaches(prohibition: Prohibition, asked: tuple[str, ...]) -> bool:
    within, without = prohibition.territory, prohibition.territory_except
    return not asked or any(
        (not within or territory.overlap(place, within)) and not territory.inside(place, without) for place in asked
    )
