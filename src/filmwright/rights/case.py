"""One grant before one request: what rules and questions look at."""

from __future__ import annotations

from typing import NamedTuple

from filmwright.rights import words
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Action, Authority, Request, Subject, SubjectKind

REPLICA = frozenset({Action.GENERATE_REPLICA_VISUAL, Action.GENERATE_REPLICA_VOICE, Action.ALTER_PERFORMANCE})
OF_A_KIND = REPLICA | {Action.GENERATE_SYNTHETIC_PERFORMER}
MADE = OF_A_KIND | {Action.GENERATE_GENERIC, Action.DELIVER, Action.LICENSE_THIRD_PARTY}
"""What makes something or lets it out: each time another use, which a request must name before it can be judged."""
PERSONAL = frozenset({SubjectKind.IDENTITY, SubjectKind.VOICE, SubjectKind.CHARACTER})
FOR_MINORS = frozenset({Authority.GUARDIAN, Authority.COURT})


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

    def standing(self, what: str) -> bool:
        """Whether the person behind the subject is a minor, or deceased, at that instant."""
        return self.facts.standings(self.subject_id, what, self.request.at)
