"""Does an import leave alone what staff decided about a completion since?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from conferral.actions import completions as staff
from conferral.models import Completion, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from tests import imports, make, register
from tests.imports import TODAY, words

pytestmark = pytest.mark.django_db

ENROLLED = date(2025, 3, 1)


@pytest.fixture
def ada():
    return make.contact("M-1")


@pytest.fixture
def emt():
    return make.program(
        "EMT",
        make.definition(
            make.requirement("PLEDGE", stage=1, title="Ethics pledge"),
            make.requirement("EXAM", stage=2, scale=make.POINTS),
            make.requirement("COURSE", stage=2, requires_approval=True, is_required=False),
            make.requirement("CE", stage=3, is_repeatable=True, units=Decimal(20), is_required=False),
            in_order=True,
            designation="EMT",
        ),
    )


@pytest.fixture
def enrolled(ada, emt):
    return make.enrollment(ada, emt, ENROLLED)


def row(requirement: str = "PLEDGE", completed_on: str = "2025-04-01", **said: object) -> dict[str, object]:
    return {
        "member_number": "M-1",
        "program": "EMT",
        "enrolled_on": "2025-03-01",
        "requirement": requirement,
        "completed_on": completed_on,
        **said,
    }


def bring(*rows: dict[str, object], today: date = TODAY) -> list[str]:
    said = words(imports.completions(*rows, today=today))
    assert register.disagreements() == []
    return said


def stored(**where: object) -> Completion:
    return Completion.objects.get(**where)


def enrollment() -> Enrollment:
    return Enrollment.objects.get()


def test_a_voided_completion_stays_as_it_is(enrolled) -> None:
    bring(row(), row("EXAM", grade="78"))
    voided = stored(requirement__code="EXAM")
    staff.void(completion=voided.pk, reason="somebody else's", by=COMMAND_LINE, at=make.noon(TODAY))

    assert bring(row("EXAM", grade="78.0")) == ["unchanged"]
    (outcome,) = imports.completions(row("EXAM", grade="80"))
    assert outcome.refusal.message.startswith(
        "completed_on, reference: this completion was voided on 2025-06-15 and stays as it is"
    )
    assert bring(row("EXAM", grade="80", reference="again")) == ["created"]
    assert enrollment().earned_on == date(2025, 4, 1)


@pytest.mark.parametrize("form", list(Rejection))
def test_a_rejected_completion_stays_as_it_is(enrolled, form) -> None:
    bring(row("COURSE", notes="certificate"))
    staff.reject(completion=stored().pk, form=form, note="unreadable", by=COMMAND_LINE, at=make.noon(TODAY))

    assert bring(row("COURSE"), row("COURSE", notes="certificate")) == ["unchanged"] * 2
    assert bring(row("COURSE", approved_on="2025-05-01")) == ["completion_closed"]
    assert stored().approved_on is None


def test_what_staff_decided_stays_where_the_file_says_nothing(enrolled) -> None:
    make.completion(enrolled, "PLEDGE", date(2025, 4, 1), notes="recorded by staff")
    make.completion(enrolled, "EXAM", date(2025, 4, 1), grade="91")
    before = register.everything()

    assert bring(row(), row("EXAM", grade="91.0")) == ["unchanged"] * 2
    assert register.everything() == before


def test_what_came_in_stays_when_the_enrollment_was_shortened_since(enrolled) -> None:
    bring(row("EXAM"))
    imports.enrollments(row(grace_begins_on="2025-03-10", expires_on="2025-03-20"))

    assert bring(row("EXAM")) == ["unchanged"]
    assert bring(row("EXAM", grade="80")) == ["updated"]
    assert bring(row("EXAM", "2025-03-21")) == ["date_after_expiration"]
