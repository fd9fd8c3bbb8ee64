"""Can staff list, add, change, retire and delete components, and does each page say what hangs on one?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from zeal import zeal_ignore

from conferral.actions import components, offerings, programs
from conferral.models import Component, Event, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.components import Details
from conferral.rules.offerings import Details as Offered
from conferral.rules.offerings import Kind
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db

LIST = "/staff/certification/components/"
NEW = "/staff/certification/new/component/"


@zeal_ignore()
def component(code: str, title: str | None = None, description: str = "") -> Component:
    details = Details(code=code, title=title or code.title(), description=description)
    return components.add(details=details, by=COMMAND_LINE, at=NOW)


@zeal_ignore()
def offered(code: str, title: str, **more) -> None:
    of = Component.objects.get(code=code).pk
    details = Offered(kind=Kind.RESOURCE, title=title, **more)
    offerings.add(component=of, details=details, by=COMMAND_LINE, at=NOW)


@zeal_ignore()
def draft(program: Program, *requirements) -> None:
    programs.save_draft(program=program, definition=make.definition(*requirements), by=COMMAND_LINE, at=NOW)


def names(answer) -> list[str]:
    return [words for words, address in links(answer) if address.startswith(LIST) and address.count("/") == 5]


# The list


def test_the_list_says_how_many_requirements_and_offerings_hang_on_each(staff):
    made = make.program("P", make.definition(make.requirement("EXAM"), make.requirement("PLEDGE")))
    draft(made, make.requirement("EXAM"), make.requirement("ORAL"))
    offered("EXAM", "At home")
    shown = said(staff.get(LIST))
    assert "3 components found" in shown
    assert "Exam EXAM 1 1 1 Oral ORAL 0 1 0 Pledge PLEDGE 1 0 0" in shown


def test_a_search_finds_any_part_of_title_or_code_whatever_the_capitals(staff):
    for code, title in (("CPR-1", "Reanimation"), ("ETH", "Ethics pledge"), ("Ü-1", "Übung am Patienten")):
        component(code, title)
    assert names(staff.get(LIST, {"q": "pledge eth"})) == ["Ethics pledge"]
    assert names(staff.get(LIST, {"q": "cpr"})) == ["Reanimation"]
    assert names(staff.get(LIST, {"q": "übung"})) == names(staff.get(LIST, {"q": "ÜBUNG"})) == ["Übung am Patienten"]
    assert "No component matches." in said(staff.get(LIST, {"q": "100%"}))
    assert "No component matches." in said(
        staff.get(LIST, {"q": "a " * 30 + "b c d e f g h i j k l m n o p q r s t u v w"})
    )


def test_retired_ones_are_listed_on_request(staff):
    component("OLD")
    gone = component("GONE")
    components.retire(component=gone.pk, by=COMMAND_LINE, at=NOW)
    assert names(staff.get(LIST)) == ["Old"]
    assert names(staff.get(LIST, {"show": "retired"})) == ["Gone"]
    assert names(staff.get(LIST, {"show": "all", "sort": "title", "down": "1"})) == ["Old", "Gone"]
    assert "show cannot be “nonsense”" in said(staff.get(LIST, {"show": "nonsense"}))


def test_an_empty_register_says_what_to_do(staff):
    assert "There is no component yet." in said(staff.get(LIST))


@pytest.mark.parametrize("sort", ["code", "title"])
@pytest.mark.parametrize("down", ["", "1"])
def test_page_after_page_shows_each_once_and_back_again(staff, sort, down):
    for number in range(120):
        component(f"C-{number:03}", f"Course {number % 7}")
    answer, seen = staff.get(LIST, {"sort": sort, "down": down}), []
    while True:
        seen.append(names(answer))
        onward = [address for words, address in links(answer) if words == "Next →"]
        if not onward:
            break
        answer = staff.get(onward[0])
    assert [len(page) for page in seen] == [50, 50, 20]
    every = sorted(Component.objects.all(), key=lambda row: (getattr(row, sort), row.pk), reverse=bool(down))
    assert [name for page in seen for name in page] == [row.title for row in every]
    assert names(staff.get(link(answer, "← Previous"))) == seen[1]


def test_the_list_takes_as_many_queries_for_many_as_for_few(staff, django_assert_num_queries):
    for few in (2, 48):
        for number in range(few):
            made = component(f"{few}-{number}")
            offered(made.code, "At home")
        with django_assert_num_queries(7):  # session, account, page, requirements, offerings, count, what waits
            staff.get(LIST)


# One


def test_a_component_says_where_it_stands_with_the_way_there(staff):
    made = make.program("P", make.definition(make.requirement("EXAM")))
    draft(made, make.requirement("EXAM"))
    make.completion(make.enrollment(None, made), "EXAM")
    offered("EXAM", "At home", price=4500, currency="JPY")
    answer = staff.get(f"{LIST}EXAM/")
    shown = said(answer)
    assert "Version 1 of P" in shown
    assert "The draft of P" in shown
    assert "1 offering · 1 completion" in shown
    assert "At home Exam · EXAM any time – – 4500 JPY" in shown
    assert link(answer, "Version 1 of P") == "/staff/certification/enrollments/programs/P/definition/?version=1"
    assert staff.get(link(answer, "Version 1 of P")).status_code == 200
    assert staff.get(link(answer, "The draft of P")).status_code == 200
    assert "Delete" not in [words for words, _ in links(answer)]


def test_a_component_is_added_and_can_be_asked_for(staff):
    answer = staff.post(NEW, {"code": "ETH", "title": "Ethics", "description": "Two lines\r\nof it"}, follow=True)
    assert "Ethics is there: programs and offerings can use it." in said(answer)
    assert Component.objects.values_list("code", "title", "description").get() == ("ETH", "Ethics", "Two lines\nof it")
    entry = Event.objects.get(kind="component.added")
    assert (entry.subject, entry.actor, entry.after["code"]) == (
        Component.objects.get().key,
        staff.account.username,
        "ETH",
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "", "title": "X"}, "This field is required."),
        ({"code": "A", "title": "X"}, "“A” is the code of another component; choose another one."),
        ({"code": "x" * 65, "title": "X"}, "At most 64 characters, not 65"),
        ({"code": "B", "title": "x" * 301}, "At most 300 characters, not 301"),
        ({"code": "B", "title": "X", "description": "x" * 10_001}, "At most 10000 characters, not 10001."),
    ],
)
def test_what_is_refused_stays_as_it_was_typed(staff, typed, sentence):
    component("A")
    answer = staff.post(NEW, typed)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'value="{typed["title"]}"' in answer.content.decode()
    assert Component.objects.count() == 1


def test_what_a_published_version_says_is_said_beside_the_field_and_stays(staff):
    make.program("P", make.definition(make.requirement("EXAM")))
    address = f"{LIST}EXAM/details/"
    form = staff.get(address)
    assert "The code EXAM stands in version 1 of P, and what is published never changes; it has to stay." in said(form)
    assert "readonly" in form.content.decode()
    answer = staff.post(address, {"code": "NEW", "title": "Better", "revision": "1"})
    assert answer.status_code == 422
    assert Component.objects.get().code == "EXAM"
    answer = staff.post(
        address, {"code": "EXAM", "title": "Better", "description": "Said.", "revision": "1"}, follow=True
    )
    assert "Saved." in said(answer)
    assert Component.objects.values_list("title", "description", "revision").get() == ("Better", "Said.", 2)


def test_a_code_that_only_a_draft_says_changes_there_too_and_the_address_with_it(staff):
    made = make.program("P", make.definition(make.requirement("EXAM")))
    draft(made, make.requirement("ORAL"))
    answer = staff.post(f"{LIST}ORAL/details/", {"code": "ORAL-2", "title": "Oral", "revision": "1"})
    assert answer["Location"] == f"{LIST}ORAL-2/"
    assert made.versions.get(number=None).definition().requirements[0].component == "ORAL-2"


def test_who_comes_second_is_told_what_changed_and_saves_on_top(staff):
    row = component("A", "First")
    components.change(component=row.pk, details=Details(code="A", title="Hers"), by=make.actor(), at=NOW)
    typed = {"code": "A", "title": "Mine", "description": "Kept", "revision": "1"}
    answer = staff.post(f"{LIST}A/details/", typed)
    assert answer.status_code == 422
    assert "title: “First” became “Hers”" in said(answer)
    assert 'value="Mine"' in answer.content.decode()
    assert 'name="revision" value="2"' in answer.content.decode()
    staff.post(f"{LIST}A/details/", {**typed, "revision": "2"})
    assert Component.objects.values_list("title", "revision").get() == ("Mine", 3)


def test_a_component_is_retired_and_brought_back(staff):
    component("A", "Ethics")
    answer = staff.post(f"{LIST}A/retirement/", {"revision": "1"}, follow=True)
    assert "Ethics is retired: it is offered nowhere new." in said(answer)
    assert "A retired component takes no new offerings." in said(answer)
    assert Component.objects.get().is_retired
    stale = staff.post(
        f"{LIST}A/retirement/", {"revision": "1", "back": "1"}, HTTP_REFERER=f"http://testserver{LIST}A/", follow=True
    )
    assert "is_retired: “False” became “True”" in said(stale)
    answer = staff.post(f"{LIST}A/retirement/", {"revision": "2", "back": "1"}, follow=True)
    assert "Ethics is brought back." in said(answer)
    assert not Component.objects.get().is_retired


def test_only_what_nothing_uses_is_deleted_and_the_page_says_by_what(staff):
    make.program("P", make.definition(make.requirement("EXAM")))
    component("A", "Ethics")
    answer = staff.get(f"{LIST}EXAM/removal/")
    assert "Exam is used by version 1 of P, so it cannot be deleted; retire it instead." in said(answer)
    assert "<button" not in answer.content.decode().partition("<main")[2].partition("</main")[0]
    refused = staff.post(
        f"{LIST}EXAM/removal/", {"revision": "1"}, HTTP_REFERER=f"http://testserver{LIST}EXAM/", follow=True
    )
    assert "is used by version 1 of P" in said(refused)
    assert "Once deleted it cannot be brought back" in said(staff.get(f"{LIST}A/removal/"))
    answer = staff.post(f"{LIST}A/removal/", {"revision": "1"}, follow=True)
    assert "Ethics is deleted." in said(answer)
    assert list(Component.objects.values_list("code", flat=True)) == ["EXAM"]
    assert Event.objects.get(kind="component.removed").before["title"] == "Ethics"


def test_what_is_gone_is_not_there(staff):
    assert staff.get(f"{LIST}NONE/").status_code == 404
    assert staff.post(f"{LIST}NONE/removal/", {"revision": "1"}).status_code == 404


def test_members_know_nothing_of_it(db):
    component("A")
    member = signed_in(Role.NONE, make.contact())
    for address in (LIST, NEW, f"{LIST}A/", f"{LIST}A/details/", f"{LIST}A/removal/"):
        assert member.get(address).status_code == 404


def test_a_page_with_times_is_of_the_organization(staff):
    component("A")
    of = Component.objects.get().pk
    held = {"starts_at": datetime(2026, 6, 1, 9, tzinfo=UTC), "ends_at": datetime(2026, 6, 1, 12, tzinfo=UTC)}
    offerings.add(component=of, details=Offered(kind=Kind.EVENT, title="Class", **held), by=COMMAND_LINE, at=NOW)
    assert "1 Jun 2026, 09:00" in said(staff.get(f"{LIST}A/"))
