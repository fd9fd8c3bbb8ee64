"""What is a program told of requirements, of the completions that meet them, and of what can?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from conferral.rules.attempts import AttemptState
from conferral.rules.requirement_status import RequirementStatus
from conferral.web.api.told import NEXT, Number, Told


class AttemptTold(Told):
    """One completion of a requirement, and what has become of it."""

    id: UUID
    requirement: str
    completed_on: date
    state: AttemptState
    live: bool = Field(description="Whether it counts or waits; others are history.")
    grade: str
    units: Number | None
    notes: str
    offering: UUID | None
    recorded_at: datetime
    approved_on: date | None
    rejected_on: date | None
    rejection_note: str
    voided_on: date | None
    etag: str = Field(description="Send it as If-Match to decide about what you looked at.")


class OfferingTold(Told):
    """An occasion that meets a requirement."""

    id: UUID
    kind: str
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str


class RequirementTold(Told):
    """A requirement of one enrollment: what it asks, how it stands, and what was done about it."""

    requirement: str
    title: str
    component: str
    stage: int
    stage_name: str
    required: bool
    repeatable: bool
    category: str
    units: Number
    units_counted: Number
    grade: str = Field(description="The grade scale in words; empty where no grade is asked.")
    requires_approval: bool
    enrollees_may_record: bool
    status: RequirementStatus
    complete_on: date | None
    open: bool = Field(description="Whether the owner of the key may record a completion of it today.")
    why_not: str = Field(description="Why it is not open; empty where it is.")
    completions: list[AttemptTold] = Field(description="The earliest first.")
    offerings: list[OfferingTold] = Field(description="Where there are any, a completion names one of them.")


class RequirementList(Told):
    """The requirements of an enrollment, in the order of its version."""

    items: list[RequirementTold]
    next: str | None = NEXT


class Recorded(AttemptTold):
    """A completion as it was recorded."""

    warning: str = Field(description="What to look at; empty where there is nothing.")
