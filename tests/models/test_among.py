"""Does `..._among` find whose key is among those given, and nobody else, however many there are?"""

from __future__ import annotations

import pytest

from conferral.models import Contact, Enrollment
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolled(today) -> list[Enrollment]:
    program = make.program("P")
    return [make.enrollment(make.contact(), program, today) for _ in range(4)]


@pytest.mark.parametrize("wanted", [[], [0], [3, 1], [0, 1, 2, 3], [2, 2]])
@pytest.mark.parametrize("kind", [list, set, tuple, lambda keys: dict.fromkeys(keys, "")])
def test_it_finds_what_a_list_finds(enrolled, wanted, kind) -> None:
    keys = kind([enrolled[place].pk for place in wanted])
    contacts = kind([enrolled[place].contact_id for place in wanted])
    rows, people = Enrollment.objects.order_by("pk"), Contact.objects.order_by("pk")
    found = Enrollment.objects.filter(pk__among=keys).order_by()
    for among, listed in (
        (rows.filter(pk__among=keys), rows.filter(pk__in=list(keys))),
        (rows.exclude(pk__among=keys), rows.exclude(pk__in=list(keys))),
        (rows.filter(contact__among=contacts), rows.filter(contact__in=list(contacts))),
        (rows.filter(contact_id__among=contacts), rows.filter(contact_id__in=list(contacts))),
        (people.filter(enrollments__pk__among=keys), people.filter(enrollments__pk__in=list(keys))),
        (people.filter(pk__among=found.values("contact_id")), people.filter(pk__in=list(contacts))),
        (people.exclude(pk__among=found.values("contact_id")), people.exclude(pk__in=list(contacts))),
    ):
        assert list(among) == list(listed)


def test_keys_that_are_nobodys_find_nobody(enrolled) -> None:
    keys = [*range(10**6, 10**6 + 30_000), 2**63 - 1, enrolled[0].pk]
    assert list(Enrollment.objects.filter(pk__among=keys)) == [enrolled[0]]


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(Enrollment.objects.filter(pk__among=["1} OR 1=1"]))
