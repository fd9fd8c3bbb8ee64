"""What happens when one request comes several times at the same moment? It is done once, and all are answered alike."""

from __future__ import annotations

import pytest

from conferral.models import Contact, Enrollment, Event, GivenAnswer
from tests import make
from tests.actions.test_concurrency import at_once
from tests.api.calling import Program, key_of, somebody

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_that_add_the_same_contact_at_once_under_one_key_add_it_once():
    token = key_of(somebody())
    new = {"member_number": "N-1", "last_name": "New"}

    def asked():
        answer = Program(token).post("/contacts", new, Idempotency_Key="one")
        return answer.status_code, answer.content

    found = at_once([asked] * 4)
    assert len(set(found)) == 1
    assert found[0][0] == 201
    assert (Contact.objects.count(), GivenAnswer.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="contact.added").count() == 1


def test_several_that_enroll_the_same_at_once_each_under_a_key_of_its_own_enroll_each_once():
    token = key_of(somebody())
    code = make.program().code
    numbers = [make.contact().member_number for _ in range(10)]

    def asked(place: int, order: list[str]):
        path = f"/programs/{code}/enrollments"
        return Program(token).post(path, {"contacts": order}, Idempotency_Key=f"key-{place}").json()["items"]

    orders = [numbers, numbers[::-1], numbers[5:] + numbers[:5]]
    found = at_once([lambda place=place, order=order: asked(place, order) for place, order in enumerate(orders)])
    assert [[one["member_number"] for one in items] for items in found] == orders
    became = [one["code"] for items in found for one in items]
    assert (became.count(""), became.count("already_enrolled")) == (10, 20)
    assert Enrollment.objects.count() == 10
