"""Is what somebody ticked in a list exactly what is acted on: across pages, of one list, as it was looked at?"""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from zeal import zeal_ignore

from conferral.models import Enrollment
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal
from conferral.web.lists import Asked
from conferral.web.staff import ticked as module
from conferral.web.staff.ticked import as_address, pinned, ticked
from tests import make

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture
@zeal_ignore()
def program():
    """Three enrollees, whose names are in another order than their numbers."""
    program = make.program("ONE")
    for number, name in enumerate(("Zoë", "Ada", "Mia")):
        make.enrollment(make.contact(f"T-{number}", name, "Byron"), program, date(2026, 1, 5))
    return program


def of(program):
    return Enrollment.objects.filter(program=program)


@zeal_ignore()
def row(name: str) -> Enrollment:
    return Enrollment.objects.get(contact__first_name=name)


def given(*picks: str, **more: str) -> QueryDict:
    asked = QueryDict(mutable=True)
    asked.setlist("pick", list(picks))
    for name, value in more.items():
        asked[name] = value
    return asked


def tick(enrollment: Enrollment, revision: int = 1) -> str:
    return f"{enrollment.key.hex}.{revision}"


def test_ticks_of_several_pages_are_the_rows_by_name_with_the_revision_looked_at(program, django_assert_num_queries):
    chosen = ticked(given(tick(row("Zoë"), 4), tick(row("Ada")), tick(row("Zoë"), 4), "nonsense", f"{'0' * 32}.x"))
    with django_assert_num_queries(1):
        items = chosen.items(within=of(program), found=of(program).none())
    assert items == [Item(row("Ada").pk, 1), Item(row("Zoë").pk, 4)]


def test_all_found_are_the_rows_of_the_list_as_filtered_whatever_is_ticked_beside(program, django_assert_num_queries):
    chosen = ticked(given(tick(row("Zoë")), all="1"))
    with django_assert_num_queries(1):
        items = chosen.items(within=of(program), found=of(program).named("ada"))
    assert items == [Item(row("Ada").pk, 1)]


def test_a_tick_of_another_list_or_of_what_is_gone_counts_for_nothing(program):
    other = make.enrollment(make.contact("T-9", "Ole", "Byron"), make.program("TWO"))
    chosen = ticked(given(tick(other), f"{uuid.uuid4().hex}.1", tick(row("Mia"))))
    assert chosen.items(within=of(program), found=of(program)) == [Item(row("Mia").pk, 1)]
    chosen = ticked(given(tick(other)))
    assert chosen.items(within=of(program), found=of(program)).code == "nothing_ticked"


def test_nothing_ticked_is_said_in_a_sentence(program):
    refusal = ticked(QueryDict()).items(within=of(program), found=of(program))
    assert refusal == Refusal("nothing_ticked", "Nothing is ticked. Tick at least one.")


@pytest.mark.parametrize("everything", [True, False])
def test_more_than_can_be_selected_at_once_are_counted_and_refused(program, monkeypatch, everything):
    monkeypatch.setattr(module, "MOST", 2)
    asked = given(all="1") if everything else given(*(tick(one) for one in of(program)))
    refusal = ticked(asked).items(within=of(program), found=of(program))
    assert (refusal.code, refusal.message[:29]) == ("too_many_ticked", "3 enrollments are selected; a")
    assert ticked(given(tick(row("Ada")))).items(within=of(program), found=of(program)) == [Item(row("Ada").pk, 1)]


def test_a_review_hands_on_what_it_showed_in_one_field(program):
    text = pinned([(one.key, 7) for one in of(program)])
    items = ticked(given(text)).items(within=of(program), found=of(program))
    assert {item.subject for item in items} == {one.pk for one in of(program)}
    assert {item.revision for item in items} == {7}


def test_a_page_keeps_the_ticks_of_the_others(program):
    chosen = ticked(given(tick(row("Ada")), tick(row("Zoë"))))
    assert [str(pick) for pick in chosen.beyond({row("Ada").key})] == [tick(row("Zoë"))]


# The form of a list, sent to it by post


def posted(address: str, fields: QueryDict):
    return RequestFactory().post(address, fields.urlencode(), content_type="application/x-www-form-urlencoded")


def test_a_form_leads_to_the_address_of_its_list_and_counts_before_the_address_it_was_sent_to(program):
    ada, zoe = tick(row("Ada")), tick(row("Zoë"))
    answer = as_address(posted(f"/list/?q=am&sort=status&pick={ada}", given(zoe, csrfmiddlewaretoken="x", status="")))
    assert (answer.status_code, answer["Location"]) == (302, f"/list/?q=am&sort=status&pick={zoe}")
    assert as_address(posted(f"/list/?pick={ada}", given("")))["Location"] == "/list/"


def test_a_form_too_long_for_an_address_is_answered_where_it_is():
    many = [f"{uuid.uuid4().hex}.1" for _ in range(200)]
    request = posted("/list/?sort=status", given(*many, q="am"))
    assert as_address(request) is None
    asked = Asked(request, ON)
    assert (asked.text, len(ticked(asked.given).picks), asked.link()) == ("am", 200, "/list/?sort=status&q=am")
    assert ticked(asked.given).is_long
