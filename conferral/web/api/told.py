"""What is a program told of programs, contacts and enrollments? The shapes of answers, with what each name means."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from conferral.rules import program_file
from conferral.rules.refusals import Refusal
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Status

Number = int | float
NEXT = Field(description="The cursor of the next page; null on the last one.")


class Told(BaseModel):
    """What every answer has in common: nothing in it but what is named."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """Why something could not be done (RFC 9457)."""

    type: str = Field(description="Always about:blank: the code tells problems apart.")
    title: str
    status: int
    code: str = Field(description="Stable: programs branch on it.")
    detail: str = Field(description="A sentence for people: what is wrong, and what would be right.")
    field: str = Field("", description="The field or parameter that is meant, where it is one.")


class ProgramStatus(StrEnum):
    """Whether a program accepts enrollments. The document knows shapes by their names, so this is no other Status."""

    ACTIVE = program_file.Status.ACTIVE.value
    INACTIVE = program_file.Status.INACTIVE.value


class ProgramTold(Told):
    """A program, and its version in force."""

    code: str
    status: ProgramStatus
    maintenance: bool = Field(description="Whether whoever has earned it may be enrolled again.")
    enrollees_may_cancel: bool
    version: int | None = Field(description="The number of the version in force; null while nothing is published.")
    name: str = Field(description="The name of that version; the code while nothing is published.")
    designation: str
    unit_type: str


class ProgramList(Told):
    """The programs, by code."""

    items: list[ProgramTold]
    next: str | None = NEXT


class ProgramWhole(ProgramTold):
    """A program with all that its version in force asks."""

    definition: dict[str, object] | None = Field(description="As in programs.json; null while nothing is published.")


class TallyTold(Told):
    """How many current enrollments stand in each Progress Tracker on a day."""

    on: date
    program: str
    earned: int
    enrolled: int = Field(description="Enrolled, not earned; the two figures after it are among them.")
    not_started: int
    awaiting_approval: int
    grace: int
    expired: int
    total: int


class EnrolleeTold(Told):
    """A current enrollment as the list of a program shows it."""

    id: UUID
    member_number: str
    name: str
    email: str
    organization: str
    version: int
    enrolled_on: date
    grace_begins_on: date | None
    expires_on: date
    status: Status
    completion_deadline: date
    requirements_complete: int
    requirements: int
    units: Number
    units_required: Number
    etag: str = Field(description="Send it as If-Match to change what you looked at.")


class EnrolleeList(Told):
    """One page of enrollees, by name."""

    on: date
    items: list[EnrolleeTold]
    next: str | None = NEXT


class Coming(Told):
    """What comes next by itself, and when."""

    status: Status
    on: date


class RequirementBrief(Told):
    """A requirement and its status."""

    requirement: str
    status: RequirementStatus


class Dated(Told):
    """An enrollment with its dates."""

    id: UUID
    member_number: str
    program: str
    version: int
    enrolled_on: date
    grace_begins_on: date | None
    expires_on: date


class EnrollmentTold(Dated):
    """Where an enrollment stands on a day, and why; the names of `standing --json`."""

    on: date
    status: Status
    current: bool
    completion_deadline: date
    why: str
    next: Coming | None
    requirements: list[RequirementBrief]


class DesignationTold(Told):
    """What a contact may write after their name."""

    designation: str
    conferred_on: date


class ContactBrief(Told):
    """A person the organization knows."""

    member_number: str
    first_name: str
    last_name: str
    email: str
    organization: str


class ContactTold(ContactBrief):
    """A contact with what they hold and where they stand."""

    designations: list[DesignationTold]
    enrollments: list[EnrollmentTold]


class ContactList(Told):
    """One page of contacts, by name."""

    items: list[ContactBrief]
    next: str | None = NEXT


class EventTold(Told):
    """An entry of the log about an enrollment."""

    id: UUID
    at: datetime
    who: str
    said: str
    reason: str
    requirement: str


class EventList(Told):
    """What happened to an enrollment, the latest first."""

    items: list[EventTold]
    next: str | None = NEXT


class Deed(StrEnum):
    """What became of one of many."""

    DONE = "done"
    REFUSED = "refused"


class Outcome(Told):
    """What became of one: `code` and `message` say why it was refused, and are empty where it was not."""

    outcome: Deed
    code: str
    message: str

    @classmethod
    def of(cls, refusal: Refusal | None, **said: object) -> Self:
        """Return what became of one that was refused, or not, with what is said of it beside."""
        if refusal is None:
            return cls(outcome=Deed.DONE, code="", message="", **said)
        return cls(outcome=Deed.REFUSED, code=refusal.code, message=refusal.message, **said)


class EnrollmentOutcome(Outcome):
    """What became of one contact."""

    member_number: str
    enrollment: Dated | None


class EnrollmentOutcomes(Told):
    """One outcome for each contact, in the order in which they were named."""

    items: list[EnrollmentOutcome]


class PurgeOutcome(Outcome):
    """What became of one enrollment."""

    enrollment: UUID


class PurgeOutcomes(Told):
    """One outcome for each enrollment, in the order in which they were named."""

    items: list[PurgeOutcome]
