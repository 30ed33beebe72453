"""The limits of a grant: each a small function that says why the grant fails, or ""."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from filmwright.rights import territory, words
from filmwright.rights.case import FOR_MINORS, OF_A_KIND, REPLICA, Case
from filmwright.rights.mandates import FOR_THE_DEAD
from filmwright.rights.vocabulary import Authority


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
    # A company that owns a face lives on; whoever else is not the estate speaks for the person.
    theirs = grant.authority not in FOR_THE_DEAD and not (case.subject and case.subject.by_another)
    if theirs and begun and case.facts.standings(case.subject_id, "deceased", begun):
        return f"begins on {grant.valid_from}, after the death of whom it is given for"
    if case.request.action not in REPLICA or grant.deceased or grant.authority in FOR_THE_DEAD:
        return ""
    return "was given by a person who has died since; the estate must give it" if case.standing("deceased") else ""


def _age(case: Case) -> str:
    if (case.grant.minor and case.grant.authority in FOR_MINORS) or not case.standing("minor"):
        return ""
    return "is on a minor, for whom a guardian or a court must give it"


def _unenforceable(case: Case) -> str:
    grant = case.grant
    bad = grant.replaces_work is True and not grant.description_of_use and grant.counsel_or_union is False
    if not case.personal_replica or not bad:
        return ""
    return "cannot be enforced: it replaces work, describes no use, and the person had neither counsel nor union"


LIMITS: tuple[Callable[[Case], str], ...] = (
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
