"""Does an import leave alone what staff decided about a completion since?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import completions as staff
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from tests import imports, make, register
from tests.actions.emt import bring, enrollment, row, stored
from tests.imports import TODAY

pytestmark = pytest.mark.django_db


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
