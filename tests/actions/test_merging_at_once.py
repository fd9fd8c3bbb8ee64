"""What happens when two contacts are merged both ways at once, or while somebody enrolls one of them?"""

from __future__ import annotations

import pytest

from conferral.actions import contacts, enrollments, merging
from conferral.documents.verification import disagreements
from conferral.models import Contact, Enrollment, FormerNumber
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.contacts import Details
from tests import make
from tests.actions.test_concurrency import AT, TODAY, at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = range(4)


def merge(survivor: Contact, duplicate: Contact) -> Contact:
    return merging.merge(survivor=survivor.pk, duplicate=duplicate.pk, reason="One person.", by=COMMAND_LINE, at=AT)


def test_merged_both_ways_at_once_one_stays_and_the_other_is_told() -> None:
    program = make.program()
    for _ in ROUNDS:
        ada, same = make.contact(), make.contact()
        make.enrollment(ada, program)
        found = at_once([lambda a=ada, b=same: merge(a, b), lambda a=ada, b=same: merge(b, a)])
        assert codes(found) == ["contact_gone", "done"]
        (stays,) = Contact.objects.filter(pk__in=[ada.pk, same.pk])
        assert Enrollment.objects.filter(contact=stays).count() == 1
    assert list(disagreements()) == []


def test_enrolled_while_it_is_merged_away_it_is_enrolled_and_moves_or_nobody_is() -> None:
    program = make.program()
    for _ in ROUNDS:
        ada, same = make.contact(), make.contact()
        found = at_once(
            [
                lambda a=ada, b=same: merge(a, b),
                lambda b=same: enrollments.enroll(
                    contact=b.pk, program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT
                ),
            ]
        )
        assert codes(found) in (["done", "done"], ["contact_unknown", "done"])
        assert Enrollment.objects.filter(contact=ada).count() == codes(found).count("done") - 1
    assert list(disagreements()) == []


def test_a_number_that_is_merged_away_is_given_to_nobody_at_the_same_moment() -> None:
    for _ in ROUNDS:
        ada, same = make.contact(), make.contact()
        details = Details(member_number=same.member_number, first_name="Grace")
        found = at_once(
            [
                lambda a=ada, b=same: merge(a, b),
                lambda details=details: contacts.add(details=details, by=COMMAND_LINE, at=AT),
            ]
        )
        assert codes(found) in (["done", "member_number_former"], ["done", "member_number_taken"])
        assert FormerNumber.objects.get(member_number=same.member_number).contact == ada
        assert not Contact.objects.filter(member_number=same.member_number).exists()
