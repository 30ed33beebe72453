"""What only a person can judge about a grant, and by which id they answer it."""

from __future__ import annotations

from typing import NamedTuple

from filmwright.canonical import content_id
from filmwright.rights import words
from filmwright.rights.case import FOR_MINORS, MADE, REPLICA, Case
from filmwright.rights.mandates import FOR_OTHERS, FOR_THE_DEAD, led
from filmwright.rights.vocabulary import Action, Authority, Subject


class Asked(NamedTuple):
    """An open question about a grant."""

    id: str
    text: str


def texts(case: Case) -> list[str]:
    """What only a person can judge; each names the person that it is about, so that no answer counts for another."""
    grant, request = case.grant, case.request
    who = f"'{case.subject.name}' ({case.subject_id})" if case.subject else f"'{case.subject_id}'"
    asked: list[str] = []
    # The dead and minors, whose own names may stand as the owner's, don't sign as their own estate or guardian.
    herself = case.by_owner and not case.standing("deceased") and not case.standing("minor")
    speaks = grant.authority is Authority.OWNER or herself
    # A company that owns a face has no guardian and leaves no estate: those are the person's.
    whose = case.subject.person if case.subject and grant.authority in FOR_OTHERS else case.owner
    if not speaks and not led(whose, grant.assigner, grant.authority, request, case.subject, case.facts):
        asked.append(f"does {grant.assigner} have the authority to give it as {grant.authority} of {whose}?")
    if of_another(case.subject, request.action) and not with_paper(case):
        asked.append(f"is there a paper of the person of {who} by which {case.owner}, the owner, speaks for them?")
    if grant.description_of_use and not words.same(request.use, grant.description_of_use):
        asked.append(f"is this the use described: '{grant.description_of_use}'?")
    asked += (f"does this hold: {condition}?" for condition in grant.conditions)
    if grant.script_sha256 and not request.script_sha256:
        asked.append(f"is it made from the script {grant.script_sha256[:12]}?")
    if grant.script_sha256 and not grant.script_dated:
        asked.append(f"did the script {grant.script_sha256[:12]} come before the performance?")
    if grant.deceased and grant.authority not in FOR_THE_DEAD and case.standing("deceased"):
        asked.append(f"does it outlive {who}, for whom it was given?")
    if grant.authority is Authority.GUARDIAN and not case.standing("minor"):
        asked.append(f"does the guardian's word still bind {who}, who is not registered as a minor on this day?")
    if grant.authority is Authority.ESTATE and not case.standing("deceased"):
        asked.append(f"has the person of {who} died? No death is registered on this day")
    if grant.minor and grant.authority not in FOR_MINORS:
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
    if words.same(subject.person, grant.assigner):
        return True
    as_what = None if case.by_owner else grant.authority
    return led(subject.person, grant.assigner, as_what, case.request, subject, case.facts)


def of_one_use(case: Case) -> bool:
    """Whether an answer can be about this use: of what is made or let out, somebody must say what it is."""
    return bool(case.request.use) or case.request.action not in MADE


def question_id(case: Case, text: str) -> str:
    """By which an ``Answer`` names a question: it is the same for this grant, action, project, use and places alone."""
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
            **({"model_class": words.folded(request.model_class)} if request.model_class else {}),
            **({"script_sha256": request.script_sha256} if request.script_sha256 else {}),
        }
    )
