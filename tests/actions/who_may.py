"""Who may do what by which action? One row for each action that is told who asks.

Ada is the enrollee; whoever asks is Ada herself or somebody else, of each level.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from conferral.actions import (
    approvals,
    attachments,
    completions,
    components,
    contacts,
    correcting,
    enrollments,
    grade_scales,
    jobs,
    logo,
    messages,
    offerings,
    organization,
    program_approvals,
    programs,
    testing,
    undoing,
    unit_types,
)
from conferral.models import Job, Message, Offering, Organization, Program
from conferral.rules import components as component_rules
from conferral.rules import contacts as contact_rules
from conferral.rules import correcting as correcting_rules
from conferral.rules import grades
from conferral.rules import offerings as offering_rules
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.attempts import Rejection
from conferral.rules.jobs import Item
from conferral.rules.recording import Recorded
from conferral.rules.terms import Dates
from tests import make
from tests.actions.who_may_accounts import ACCOUNT_ROWS, ACCOUNT_WITHIN
from tests.actions.who_may_bulk import BULK_ROWS, BULK_WITHIN
from tests.actions.who_may_cast import Cast
from tests.actions.who_may_registering import REGISTERING_ROWS, REGISTERING_WITHIN
from tests.actions.who_may_row import DONE, Row, looked
from tests.conftest import NOW, TODAY
from tests.hostile_files import png
from tests.uploaded import PDF, added


def approved(cast: Cast) -> undoing.Bulk:
    """Let the command line approve the essay."""
    key = uuid4()
    approvals.approve_many(completions=looked(cast.essay), by=COMMAND_LINE, at=NOW, batch=key)
    return undoing.Bulk(key, None, NOW)


def approved_program(cast: Cast) -> undoing.Bulk:
    """Let the command line approve the program completion."""
    key = uuid4()
    program_approvals.approve_programs(enrollments=looked(cast.met), by=COMMAND_LINE, at=NOW, batch=key)
    return undoing.Bulk(key, None, NOW)


def named(by: Actor) -> Actor:
    """Let the organization have a name, beside which a logo is shown."""
    Organization.objects.get_or_create(defaults={"name": "Society"})
    return by


def file_of(cast: Cast) -> int:
    return added(cast.essay).pk


def given_up(cast: Cast) -> int:
    job = jobs.ask(kind="program.test", items=[Item(cast.enrolled.pk)], program=None, by=COMMAND_LINE, at=NOW)
    Job.objects.filter(pk=job.pk).update(fault="It broke.", ended_at=NOW)
    return job.pk


def failed(cast: Cast) -> int:
    row = Message.objects.filter(enrollment_id=cast.enrolled.pk).order_by("pk")[0]
    Message.objects.filter(pk=row.pk).update(state="failed", ended_at=NOW, reason="The mail server refused it.")
    return row.pk


def drafted(cast: Cast) -> Program:
    defined = replace(cast.enrolled.version.definition(), name="Drafted")
    programs.save_draft(program=cast.program, definition=defined, by=COMMAND_LINE, at=NOW)
    return cast.program


def unit_type() -> int:
    return unit_types.add(name="Points", by=COMMAND_LINE, at=NOW).pk


def scale() -> int:
    return grade_scales.add(scale=grades.pass_fail(), by=COMMAND_LINE, at=NOW).pk


def cancelling(*, option: bool) -> Callable[[Cast, Actor], object]:
    def ask(cast: Cast, by: Actor) -> object:
        Program.objects.update(enrollees_may_cancel=option)
        return enrollments.cancel(enrollment=cast.enrolled.pk, by=by, at=NOW)

    return ask


def retired(kind: object, what: str, pk: int) -> int:
    kind.retire(**{what: pk}, by=COMMAND_LINE, at=NOW)  # type: ignore[attr-defined]
    return pk


DATES = Dates(date(2026, 1, 5), None, date(2027, 6, 30))
NEW = contact_rules.Details(member_number="NEW", first_name="Nora")
RESOURCE = offering_rules.Details(kind=offering_rules.Kind.RESOURCE, title="By post")
POLICY = programs.Policies(is_maintenance=True)
GUARDED = programs.Policies(separates_duties=True, retention_years=2)
MANAGER, ADMIN = Role.MANAGER, Role.ADMIN

ROWS: dict[str, Row] = {
    **BULK_ROWS,
    **REGISTERING_ROWS,
    **ACCOUNT_ROWS,
    "approvals.approve_many": Row(
        lambda c, by: approvals.approve_many(completions=looked(c.essay), by=by, at=NOW), not_own="own_completion"
    ),
    "approvals.reject_many": Row(
        lambda c, by: approvals.reject_many(
            completions=looked(c.essay), form=Rejection.NOTIFY, note="No.", by=by, at=NOW
        ),
        not_own="own_completion",
    ),
    "attachments.upload": Row(
        lambda c, by: attachments.upload(
            form=uuid4(), enrollment=c.enrolled.pk, requirement="LEFT", name="a.pdf", contents=PDF, by=by, at=NOW
        ),
        foreign="not_yours",
        own=DONE,
    ),
    "attachments.add": Row(
        lambda c, by: attachments.add(completion=c.essay.pk, name="a.pdf", contents=PDF, by=by, at=NOW),
        foreign="not_yours",
        own=DONE,
    ),
    "attachments.remove": Row(
        lambda c, by: attachments.remove(file=file_of(c), by=by, at=NOW), foreign="not_your_file", own="not_your_file"
    ),
    "completions.record": Row(
        lambda c, by: completions.record(
            enrollment=c.enrolled.pk, requirement="LEFT", recorded=Recorded(completed_on=TODAY), by=by, at=NOW
        ),
        foreign="not_yours",
        own=DONE,
    ),
    "completions.grade": Row(
        lambda c, by: completions.grade(completion=c.test.pk, grade="80", by=by, at=NOW), not_own="own_completion"
    ),
    "completions.approve": Row(
        lambda c, by: completions.approve(completion=c.essay.pk, by=by, at=NOW), not_own="own_completion"
    ),
    "completions.reject": Row(
        lambda c, by: completions.reject(completion=c.essay.pk, form=Rejection.REJECTED, note="No.", by=by, at=NOW),
        not_own="own_completion",
    ),
    "completions.void": Row(
        lambda c, by: completions.void(completion=c.course.pk, reason="Forged.", by=by, at=NOW),
        MANAGER,
        not_own="own_completion",
    ),
    "correcting.correct": Row(
        lambda c, by: correcting.correct(
            completion=c.essay.pk,
            to=correcting_rules.Corrected(completed_on=date(2026, 2, 2), units=None, notes=""),
            by=by,
            at=NOW,
        )
    ),
    "components.add": Row(
        lambda _c, by: components.add(details=component_rules.Details(code="NEW", title="New"), by=by, at=NOW)
    ),
    "components.change": Row(
        lambda c, by: components.change(
            component=c.spare.pk, details=component_rules.Details(code="SPARE", title="New"), by=by, at=NOW
        )
    ),
    "components.retire": Row(lambda c, by: components.retire(component=c.spare.pk, by=by, at=NOW)),
    "components.bring_back": Row(
        lambda c, by: components.bring_back(component=retired(components, "component", c.spare.pk), by=by, at=NOW)
    ),
    "components.remove": Row(
        lambda c, by: (Offering.objects.all().delete(), components.remove(component=c.spare.pk, by=by, at=NOW))
    ),
    "contacts.add": Row(lambda _c, by: contacts.add(details=NEW, by=by, at=NOW)),
    "contacts.change": Row(lambda c, by: contacts.change(contact=c.enrolled.contact_id, details=NEW, by=by, at=NOW)),
    "enrollments.enroll_many": Row(
        lambda _c, by: enrollments.enroll_many(
            contacts=[make.contact().pk], program=make.program(), enrolled_on=date(2026, 3, 9), by=by, at=NOW
        ),
        foreign="not_yours",
        own="not_yours",
    ),
    "enrollments.enroll": Row(
        lambda c, by: enrollments.enroll(
            contact=c.enrolled.contact_id,
            program=make.program(None, make.definition(unit_type="hours")),
            enrolled_on=TODAY,
            by=by,
            at=NOW,
        ),
        foreign="not_yours",
        own=DONE,
    ),
    "enrollments.change_dates": Row(
        lambda c, by: enrollments.change_dates(enrollment=c.enrolled.pk, to=DATES, reason="A letter.", by=by, at=NOW)
    ),
    "enrollments.cancel, option on": Row(cancelling(option=True), foreign="not_yours", own=DONE),
    "enrollments.cancel, option off": Row(
        cancelling(option=False),
        MANAGER,
        foreign="not_yours",
        own="cancelling_needs_manager",
        below="cancelling_needs_manager",
    ),
    "enrollments.approve": Row(
        lambda c, by: enrollments.approve(enrollment=c.met.pk, by=by, at=NOW), not_own="own_enrollment"
    ),
    "grade_scales.add": Row(lambda _c, by: grade_scales.add(scale=grades.pass_fail(), by=by, at=NOW), MANAGER),
    "grade_scales.change": Row(
        lambda _c, by: grade_scales.change(
            grade_scale=scale(), scale=grades.points(Decimal(10), Decimal(5)), name="Tens", by=by, at=NOW
        ),
        MANAGER,
    ),
    "grade_scales.retire": Row(lambda _c, by: grade_scales.retire(grade_scale=scale(), by=by, at=NOW), MANAGER),
    "grade_scales.bring_back": Row(
        lambda _c, by: grade_scales.bring_back(
            grade_scale=retired(grade_scales, "grade_scale", scale()), by=by, at=NOW
        ),
        MANAGER,
    ),
    "grade_scales.remove": Row(lambda _c, by: grade_scales.remove(grade_scale=scale(), by=by, at=NOW), MANAGER),
    "jobs.start_again": Row(lambda c, by: jobs.start_again(job=given_up(c), by=by), MANAGER),
    "messages.retry": Row(lambda c, by: messages.retry(message=failed(c), by=by, at=NOW)),
    "offerings.add": Row(lambda c, by: offerings.add(component=c.spare.pk, details=RESOURCE, by=by, at=NOW)),
    "offerings.change": Row(
        lambda c, by: offerings.change(offering=c.offering.pk, component=c.spare.pk, details=RESOURCE, by=by, at=NOW)
    ),
    "offerings.retire": Row(lambda c, by: offerings.retire(offering=c.offering.pk, by=by, at=NOW)),
    "offerings.bring_back": Row(
        lambda c, by: offerings.bring_back(offering=retired(offerings, "offering", c.offering.pk), by=by, at=NOW)
    ),
    "offerings.remove": Row(lambda c, by: offerings.remove(offering=c.offering.pk, by=by, at=NOW)),
    "logo.put": Row(lambda _c, by: logo.put(name="a.png", contents=png(), by=named(by), at=NOW), ADMIN),
    "logo.remove": Row(lambda _c, by: logo.remove(by=named(by), at=NOW), ADMIN),
    "organization.change": Row(lambda _c, by: organization.change(name="Society", by=by, at=NOW), ADMIN),
    "program_approvals.approve_programs": Row(
        lambda c, by: program_approvals.approve_programs(enrollments=looked(c.met), by=by, at=NOW),
        not_own="own_enrollment",
    ),
    "program_approvals.send_back": Row(
        lambda c, by: program_approvals.send_back(
            enrollment=c.met.pk, completions=looked(c.exam), form=Rejection.NOTIFY, note="Again.", by=by, at=NOW
        ),
        not_own="own_enrollment",
    ),
    "programs.define": Row(lambda _c, by: programs.define(code="NEW", policies=programs.Policies(), by=by, at=NOW)),
    "programs.begin": Row(
        lambda _c, by: programs.begin(
            code="NEW", policies=programs.Policies(), definition=make.definition(), by=by, at=NOW
        )
    ),
    "programs.copy": Row(lambda c, by: programs.copy(program=c.program, code="NEW", name="New", by=by, at=NOW)),
    "programs.set_policies": Row(
        lambda c, by: programs.set_policies(program=c.program, policies=POLICY, by=by, at=NOW)
    ),
    "programs.set_policies, retention and separation of duties": Row(
        lambda c, by: programs.set_policies(program=c.program, policies=GUARDED, by=by, at=NOW), MANAGER
    ),
    "programs.save_draft": Row(
        lambda c, by: programs.save_draft(
            program=c.program, definition=replace(c.enrolled.version.definition(), name="New"), by=by, at=NOW
        )
    ),
    "programs.discard_draft": Row(lambda c, by: programs.discard_draft(program=drafted(c), by=by, at=NOW)),
    "programs.publish": Row(lambda c, by: programs.publish(program=drafted(c), by=by, at=NOW)),
    "programs.publish_definition": Row(
        lambda c, by: programs.publish_definition(
            program=c.program, definition=replace(c.enrolled.version.definition(), name="New"), by=by, at=NOW
        )
    ),
    "testing.test": Row(lambda c, by: testing.test(enrollment=c.enrolled.pk, by=by, at=NOW)),
    "testing.test_many": Row(lambda c, by: testing.test_many(enrollments=[c.enrolled.pk], by=by, at=NOW)),
    "undoing.undo_completions": Row(
        lambda c, by: undoing.undo_completions(
            completions=[c.essay.pk], bulk=approved(c), by=by, at=NOW, batch=uuid4()
        ),
        MANAGER,
        below="undo_not_yours",
        not_own="own_completion",
    ),
    "undoing.undo_programs": Row(
        lambda c, by: undoing.undo_programs(
            enrollments=[c.met.pk], bulk=approved_program(c), by=by, at=NOW, batch=uuid4()
        ),
        MANAGER,
        below="undo_not_yours",
        not_own="own_completion",
    ),
    "unit_types.add": Row(lambda _c, by: unit_types.add(name="Points", by=by, at=NOW), MANAGER),
    "unit_types.change": Row(
        lambda _c, by: unit_types.change(unit_type=unit_type(), name="Marks", by=by, at=NOW), MANAGER
    ),
    "unit_types.retire": Row(lambda _c, by: unit_types.retire(unit_type=unit_type(), by=by, at=NOW), MANAGER),
    "unit_types.bring_back": Row(
        lambda _c, by: unit_types.bring_back(unit_type=retired(unit_types, "unit_type", unit_type()), by=by, at=NOW),
        MANAGER,
    ),
    "unit_types.remove": Row(lambda _c, by: unit_types.remove(unit_type=unit_type(), by=by, at=NOW), MANAGER),
}

WITHIN = {
    **BULK_WITHIN,
    **REGISTERING_WITHIN,
    **ACCOUNT_WITHIN,
    "attachments.attach": "a step of recording",
    "deciding_jobs.approve": "a chunk of a job; each item is asked anew",
    "deciding_jobs.approve_programs": "a chunk of a job; each item is asked anew",
    "deciding_jobs.reject": "a chunk of a job; each item is asked anew",
    "deciding_jobs.undo": "a chunk of a job; each item is asked anew",
    "deciding_jobs.undo_programs": "a chunk of a job; each item is asked anew",
    "imported_contacts.accept": "commands alone import, as the command line",
    "imported_programs.accept": "asks of each program what defining it asks; test_imported_programs.py",
    "imported_programs.try_out": "takes back what accept did; accept asks",
    "jobs.ask": "keeps what is to be done; what is done asks",
    "jobs.ask_and_begin": "keeps what is to be done; what is done asks",
    "program_tests.tested": "a chunk of a job; testing asks",
    "testing.settled": "a step of testing",
    "testing.test_chunk": "a step of testing",
    "version_parts.write_parts": "a step of saving and publishing",
}
"""What is told who asks, and leaves asking whether they may to what it is a part of: why."""
