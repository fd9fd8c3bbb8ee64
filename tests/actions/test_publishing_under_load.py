"""Is everybody enrolled on one published version, whole, while versions are published all the time?

Real threads with connections of their own, on both databases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from conferral.actions import enrollments, programs
from conferral.models import Contact, Enrollment, Event, Program, Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Definition
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.actions.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
WRITERS, BATCHES, PEOPLE, PUBLICATIONS = 8, 8, 5, 20


@dataclass(frozen=True)
class Enrolled:
    """What one enrolment answered, and which versions were in force before and after it."""

    outcomes: list
    before: int
    after: int


def version(number: int) -> Definition:
    """Return a definition that says its number everywhere: name, deadline, and so many requirements."""
    return make.definition(
        *(make.requirement(f"R-{number}-{place}") for place in range(number)),
        name=f"Version {number}",
        terms=Terms(Period(number, Unit.DAYS), Period(number, Unit.WEEKS)),
    )


def newest(program: Program) -> int:
    return Version.objects.current().get(program=program).number


def publish_all(program: Program) -> list[int]:
    found = []
    for number in range(2, PUBLICATIONS + 2):
        draft = programs.save_draft(program=program, definition=version(number), by=COMMAND_LINE, at=AT, revision=0)
        found.append(programs.publish(program=program, by=COMMAND_LINE, at=AT, revision=draft.revision).number)
    return found


def enroll_all(program: Program, people: list[int]) -> list[Enrolled]:
    found = []
    for start in range(0, len(people), PEOPLE):
        before = newest(program)
        outcomes = enrollments.enroll_many(
            contacts=people[start : start + PEOPLE], program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT
        )
        found.append(Enrolled(outcomes, before, newest(program)))
    return found


def test_while_eight_enroll_twenty_are_published_and_each_enrollment_is_on_one_version_that_was_in_force() -> None:
    program = make.program("EMT-R", version(1))
    everybody = [
        who.pk
        for who in Contact.objects.bulk_create(
            [Contact(member_number=f"M-{number}", last_name="X") for number in range(WRITERS * BATCHES * PEOPLE)]
        )
    ]
    shares = [everybody[writer::WRITERS] for writer in range(WRITERS)]
    published, *written = at_once(
        [lambda: publish_all(program), *(lambda share=share: enroll_all(program, share) for share in shares)]
    )
    assert published == list(range(2, PUBLICATIONS + 2))
    enrolled = [one for share in written for one in share]
    assert [outcome.refusal for one in enrolled for outcome in one.outcomes if outcome.refusal] == []
    assert Enrollment.objects.count() == len(everybody)

    read = {row.pk: row for row in Version.objects.whole().filter(program=program)}
    assert {row.number for row in read.values()} == set(range(1, PUBLICATIONS + 2))
    logged = dict(Event.objects.filter(kind="enrollment.enrolled").values_list("enrollment_id", "after__version"))
    for one in enrolled:
        for outcome in one.outcomes:
            row = Enrollment.objects.get(pk=outcome.enrollment.pk)
            on = read[row.version_id]
            assert on.definition() == version(on.number)
            assert on.published_at is not None
            assert one.before <= on.number <= one.after
            assert logged[row.pk] == on.number
            assert row.grace_begins_on == TODAY + timedelta(days=on.number + 1)
            assert row.expires_on == TODAY + timedelta(days=on.number, weeks=on.number)


def test_of_eight_who_publish_the_draft_they_all_saw_one_does_and_nobody_publishes_another() -> None:
    program = programs.begin(code="EMT-R", policies=programs.Policies(), definition=version(1), by=COMMAND_LINE, at=AT)
    seen = Version.objects.get().revision
    found = at_once(
        [lambda: programs.publish(program=program, by=COMMAND_LINE, at=AT, revision=seen)] * 4
        + [
            lambda: programs.save_draft(program=program, definition=version(2), by=COMMAND_LINE, at=AT, revision=seen),
            lambda: programs.discard_draft(program=program, by=COMMAND_LINE, at=AT, revision=seen),
        ]
    )
    done = [one for one in found if one != "stale"]
    assert len(done) == 1
    if found.index(done[0]) < 4:
        assert Version.objects.whole().get().definition() == version(1)
        assert Version.objects.get().number == 1
    else:
        assert not Version.objects.filter(number__isnull=False).exists()
