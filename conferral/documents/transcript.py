"""What has a contact done in every program they were ever enrolled in, as of a day?

"Print Transcript to view the progress of all programs a contact has enrolled in a standard, exportable format." One
value, from which the page, the PDF, the CSV and the JSON are written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from conferral.documents.standing import EnrollmentStanding, standings_of
from conferral.models import Completion, Contact, Designation, Organization
from conferral.models.seal import head_now
from conferral.rules.attempts import Attempt, AttemptState, live_attempts, state_of
from conferral.rules.cycles import cycle
from conferral.rules.definition import Requirement, outer_first
from conferral.rules.progress import Progress, RequirementProgress, progress
from conferral.rules.quantities import ZERO
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.sealing import Head
from conferral.rules.standing import Status


@dataclass(frozen=True, slots=True)
class Counted:
    """One completion that counts: its date, its grade where one was asked, the units it claims where it claims any."""

    completed_on: date
    grade: str
    units: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementEntry:
    """One requirement: its status, since when it is Complete, what it was graded, the units it counts of those asked.

    `completions` are those that count: of a repeatable requirement all, of any other at most one.
    """

    code: str
    title: str
    stage: int
    stage_name: str
    is_required: bool
    is_repeatable: bool
    category: str
    status: RequirementStatus
    complete_on: date | None
    units: Decimal
    units_asked: Decimal
    completions: tuple[Counted, ...]

    @property
    def grade(self) -> str:
        """The grade of the completion that counts; empty where several count, or none."""
        return self.completions[0].grade if self.completions and not self.is_repeatable else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryEntry:
    """The units of one category: gathered, and what of them counts. `within` is the code of the one it is part of."""

    code: str
    name: str
    within: str
    gathered: Decimal
    counted: Decimal
    minimum: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentEntry:
    """One enrollment on the day: where it stands, why, and how far it is.

    `cycle` is None unless the program is a Maintenance program. `units_carried` are those of its units that were
    carried over, and so are counted in an earlier enrollment too.
    """

    program: str
    name: str
    version: int
    cycle: int | None
    designation: str
    enrolled_on: date
    grace_begins_on: date | None
    expires_on: date
    status: Status
    since: date
    is_current: bool
    completion_deadline: date
    has_deadline: bool
    why: str
    unit_type: str
    units: Decimal
    units_required: Decimal
    units_carried: Decimal
    requirements: tuple[RequirementEntry, ...]
    categories: tuple[CategoryEntry, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """The units of one type over all enrollments; what was carried over is counted once."""

    unit_type: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A contact's progress in every program they were ever enrolled in, as of the day `on`.

    `issuer` is the organization that keeps the register, `organization` the contact's own. `designations` are those
    held on the day, with the day they were conferred. `enrollments` begin with the current ones. `log_head` is up to
    where the log was sealed when the transcript was made; None where nothing was.
    """

    issuer: str
    member_number: str
    name: str
    organization: str
    on: date
    designations: tuple[tuple[str, date], ...]
    enrollments: tuple[EnrollmentEntry, ...]
    credits: tuple[Credit, ...]
    generated_at: datetime
    log_head: Head | None

    @property
    def current(self) -> list[EnrollmentEntry]:
        """The enrollments that are current on the day."""
        return [one for one in self.enrollments if one.is_current]

    @property
    def past(self) -> list[EnrollmentEntry]:
        """Those that are history by the day."""
        return [one for one in self.enrollments if not one.is_current]


def transcript_of(contact: Contact, *, on: date, at: datetime) -> Transcript:
    """Return the transcript of a contact as of a day, made at an instant.

    At most eight queries however many enrollments there are, two of them for definitions not yet kept.
    """
    standings = standings_of(contact, on=on)
    carried = _carried(standings)
    entries = [
        _enrollment(one, [other for other in standings[:place] if other.program == one.program], carried)
        for place, one in enumerate(standings)
    ]
    organization = Organization.objects.first()
    held = Designation.objects.filter(contact=contact, conferred_on__lte=on).order_by("conferred_on", "name")
    return Transcript(
        issuer=organization.name if organization else "",
        member_number=contact.member_number,
        name=contact.full_name,
        organization=contact.organization,
        on=on,
        designations=tuple(held.values_list("name", "conferred_on")),
        enrollments=(*(one for one in entries if one.is_current), *(one for one in entries if not one.is_current)),
        credits=_credits(entries),
        generated_at=at,
        log_head=head_now(),
    )


def _carried(standings: Sequence[EnrollmentStanding]) -> set[int]:
    """Return which completions are copies of earlier ones."""
    copies = Completion.objects.filter(enrollment__in=[one.enrollment.pk for one in standings])
    return set(copies.filter(carried_from__isnull=False).values_list("pk", flat=True))


def _enrollment(
    one: EnrollmentStanding, earlier: Iterable[EnrollmentStanding], carried: Collection[int]
) -> EnrollmentEntry:
    row, now, far = one.enrollment, one.standing, one.progress
    definition = far.definition
    lines = sorted(far.requirements, key=lambda item: item.requirement.stage)
    before = [other.enrollment.facts() for other in earlier]
    return EnrollmentEntry(
        program=one.program,
        name=definition.name,
        version=one.version,
        cycle=cycle(before, now.on) if row.program.is_maintenance else None,
        designation=definition.designation if now.status is Status.EARNED else "",
        enrolled_on=row.enrolled_on,
        grace_begins_on=row.grace_begins_on,
        expires_on=row.expires_on,
        status=now.status,
        since=now.since,
        is_current=now.is_current,
        completion_deadline=one.completion_deadline,
        has_deadline=now.has_deadline,
        why=one.why,
        unit_type=definition.unit_type,
        units=far.units,
        units_required=definition.units_required,
        units_carried=_units_carried(far, carried, now.on),
        requirements=tuple(_requirement(item, far) for item in lines),
        categories=_categories(far),
    )


def _requirement(item: RequirementProgress, far: Progress) -> RequirementEntry:
    rule = item.requirement
    return RequirementEntry(
        code=rule.code,
        title=rule.title,
        stage=rule.stage,
        stage_name=dict(far.definition.stages).get(rule.stage, ""),
        is_required=rule.is_required,
        is_repeatable=rule.is_repeatable,
        category=far.definition.name_of_category(rule.category),
        status=item.status,
        complete_on=item.complete_on,
        units=item.units,
        units_asked=rule.units,
        completions=tuple(Counted(one.completed_on, one.grade, one.units) for one in _that_count(rule, item.attempts)),
    )


def _that_count(rule: Requirement, attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts that count, in the order of their dates: none that waits, was sent back or voided."""
    counting = [one for one in live_attempts(rule, attempts) if state_of(rule, one) is AttemptState.COMPLETE]
    return sorted(counting, key=lambda one: (one.completed_on, one.number))


def _categories(far: Progress) -> tuple[CategoryEntry, ...]:
    units_of = {item.category.code: item for item in far.categories}
    return tuple(
        CategoryEntry(
            code=one.code,
            name=one.name,
            within=one.within,
            gathered=units_of[one.code].gathered,
            counted=units_of[one.code].counted,
            minimum=one.minimum,
            maximum=one.maximum,
        )
        for one in outer_first(far.definition.categories)
    )


def _units_carried(far: Progress, carried: Collection[int], on: date) -> Decimal:
    """Return how many of the units are there only because completions were carried over."""
    attempts = [one for item in far.requirements for one in item.attempts]
    own = [one for one in attempts if one.key not in carried]
    return ZERO if len(own) == len(attempts) else far.units - progress(far.definition, own, on).units


def _credits(entries: Iterable[EnrollmentEntry]) -> tuple[Credit, ...]:
    """Add the units up by their type; what was carried over counts where it was done."""
    units: dict[str, Decimal] = {}
    for one in entries:
        if one.units:
            units[one.unit_type] = units.get(one.unit_type, ZERO) + one.units - one.units_carried
    return tuple(Credit(name, units[name]) for name in sorted(units))
