"""Do terms hold for a request? A grant must cover the whole of it; a prohibition need only touch it."""

from __future__ import annotations

from filmwright.rights import words
from filmwright.rights.state import State
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Action, Request, Subject, SubjectKind

REPLICA = frozenset({Action.GENERATE_REPLICA_VISUAL, Action.GENERATE_REPLICA_VOICE, Action.ALTER_PERFORMANCE})
PERSONAL = frozenset({SubjectKind.IDENTITY, SubjectKind.VOICE, SubjectKind.CHARACTER})


def short(grant: Grant | Prohibition) -> str:
    """A grant or prohibition in a sentence: its kind, first digits, who gave it and under which agreement."""
    under = f" under {grant.agreement}" if grant.agreement else ""
    return f"{grant.ledger_kind} {grant.id[:12]} by {grant.assigner}{under}"


def failing(grant: Grant, request: Request, subject: Subject | None, works: frozenset[str], state: State) -> str:
    """Why the grant plainly does not cover the request; "" if nothing plain stands against it.

    Args:
        works: the subjects that a person registered in the same frames.
    """
    at = words.start(request.at)
    owner = subject.owner if subject else ""
    assignee = request.assignee or state.studio
    if grant.id in state.revoked:
        return "was revoked"
    if grant.authority == "owner" and not (owner and words.same(grant.assigner, owner)):
        return "is not by the owner" if owner else "is by one who is not registered as the owner"
    if grant.assignee and not words.same(grant.assignee, assignee):
        return f"is given to {grant.assignee}, not to {assignee or 'this studio'}"
    if grant.valid_from and at < words.start(grant.valid_from):
        return f"begins on {grant.valid_from}, after {request.at[:10]}"
    if grant.valid_to and at >= words.end(grant.valid_to):
        return f"ended on {grant.valid_to}"
    if grant.works and not works.intersection(grant.works):
        return f"is for {' and '.join(grant.works)} only"
    if grant.projects and words.folded(request.project) not in {words.folded(p) for p in grant.projects}:
        return f"is for the project {' or '.join(grant.projects)}, not for {request.project or 'every project'}"
    if grant.territory and request.territory not in grant.territory:
        return f"is for {', '.join(grant.territory)}, not for {request.territory or 'the whole world'}"
    if grant.media and request.media not in grant.media:
        return f"is for {', '.join(grant.media)}, not for {request.media or 'all media'}"
    if grant.model_classes and words.folded(request.model_class) not in {words.folded(c) for c in grant.model_classes}:
        classes = " or ".join(grant.model_classes)
        return f"is for models of class {classes}, not for {request.model_class or 'every class'}"
    return ""


def open_questions(grant: Grant, request: Request, subject: Subject | None) -> list[str]:
    """What a person must still judge before the grant counts; empty if nothing."""
    asked: list[str] = []
    if grant.authority != "owner":
        asked.append(f"does {grant.assigner} have the authority to give it as {grant.authority}?")
    if grant.max_uses is not None:
        asked.append(f"is it within {grant.max_uses} uses?")
    if grant.description_of_use:
        asked.append(f"is this the use described: '{grant.description_of_use}'?")
    if grant.script_sha256:
        asked.append(f"did the script {grant.script_sha256[:12]} come before the performance?")
    if grant.notice_at:
        asked.append(f"was the notice of {grant.notice_at} given in time?")
    if grant.minor:
        asked.append("has the minor's guardian, and where needed a court, agreed?")
    if grant.deceased:
        asked.append("has the estate agreed, and does its term still run?")
    if request.action in REPLICA and (subject is None or subject.kind in PERSONAL):
        if not grant.counsel_or_union:
            asked.append("was the person represented by counsel or a union?")
        if not grant.description_of_use:
            asked.append("is there a reasonably specific description of the use?")
    return asked


def touches(prohibition: Prohibition, request: Request, works: frozenset[str]) -> bool:
    """Whether the prohibition forbids any part of what is asked."""
    at = words.start(request.at)
    begun = not prohibition.valid_from or at >= words.start(prohibition.valid_from)
    ended = bool(prohibition.valid_to) and at >= words.end(prohibition.valid_to)
    project, model_class = words.folded(request.project), words.folded(request.model_class)
    return (
        begun
        and not ended
        and (not prohibition.works or bool(works.intersection(prohibition.works)))
        and (not prohibition.projects or not project or project in {words.folded(p) for p in prohibition.projects})
        and (not prohibition.territory or not request.territory or request.territory in prohibition.territory)
        and (not prohibition.media or not request.media or request.media in prohibition.media)
        and (
            not prohibition.model_classes
            or not model_class
            or model_class in {words.folded(c) for c in prohibition.model_classes}
        )
    )
