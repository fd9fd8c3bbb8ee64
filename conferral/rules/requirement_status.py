"""Which **Status** does a requirement show?

Keeps "To review completed requirements for a contact": No Status, Awaiting Grade, Awaiting
Approval, Complete; and Rejected, only when staff chose it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from conferral.rules.attempts import Attempt, AttemptState, live_attempts, state_of
from conferral.rules.definition import Requirement


class RequirementStatus(StrEnum):
    """The status of a requirement; the value is what interfaces write."""

    NO_STATUS = "no_status"
    AWAITING_GRADE = "awaiting_grade"
    AWAITING_APPROVAL = "awaiting_approval"
    COMPLETE = "complete"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The manual's words."""
        return _LABELS[self]


_LABELS = {
    RequirementStatus.NO_STATUS: "No Status",
    RequirementStatus.AWAITING_GRADE: "Awaiting Grade",
    RequirementStatus.AWAITING_APPROVAL: "Awaiting Approval",
    RequirementStatus.COMPLETE: "Complete",
    RequirementStatus.REJECTED: "Rejected",
}


def status_of(requirement: Requirement, attempts: Sequence[Attempt], *, is_complete: bool) -> RequirementStatus:
    """Return the status of a requirement from its attempts; `is_complete` says whether they suffice.

    A repeatable requirement that is not yet Complete shows what waits: a grade first, then an
    approval. With nothing live, the latest attempt decides: Rejected when staff chose that form.
    """
    if is_complete:
        return RequirementStatus.COMPLETE
    waiting = {state_of(requirement, attempt) for attempt in live_attempts(requirement, attempts)}
    if AttemptState.AWAITING_GRADE in waiting:
        return RequirementStatus.AWAITING_GRADE
    if AttemptState.AWAITING_APPROVAL in waiting:
        return RequirementStatus.AWAITING_APPROVAL
    states = [
        state
        for attempt in sorted(attempts, key=lambda attempt: attempt.number)
        if (state := state_of(requirement, attempt)) is not AttemptState.VOIDED
    ]
    if states and states[-1] is AttemptState.REJECTED:
        return RequirementStatus.REJECTED
    return RequirementStatus.NO_STATUS
