"""Does Home lead each level of staff to what needs them, each number to the list of exactly those?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.models import Message
from conferral.rules.actors import Role
from tests import make
from tests.actions.queue import met, waiting
from tests.conftest import NOW, TODAY
from tests.documents.test_home import event, population
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db

HOME = "/staff/"
LEVELS = [Role.STAFF, Role.MANAGER, Role.ADMIN, Role.SYSADMIN]


def furnished() -> None:
    """Something of everything."""
    waiting(2)
    met(1)
    population()
    event("Skills evening", NOW + timedelta(days=1))
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(
        state="failed", ended_at=NOW, reason="The mail server refused it (550)."
    )


def test_nothing_to_do_is_said_in_a_sentence_for_each_part(staff) -> None:
    page = said(staff.get(HOME))
    for sentence in (
        "Nothing waits for a grade or an approval.",
        "Nobody who met everything waits for the approval of a program.",
        "Nobody enters a grace period in the next 30 days.",
        "No enrollment expires in the next 30 days.",
        "No event takes place in the seven days from today.",
        "No notice has failed.",
    ):
        assert sentence in page


@pytest.mark.parametrize("role", LEVELS, ids=lambda role: role.name.lower())
def test_each_level_of_staff_arrives_there_and_may_go_wherever_it_leads(role: Role) -> None:
    furnished()
    browser = signed_in(role)
    assert browser.get("/")["Location"] == HOME
    answer = browser.get(HOME)
    assert "2 wait, the oldest first" in said(answer)
    for words, address in links(answer):
        assert browser.get(address).status_code == 200, words
    menu = answer.content.decode()
    assert menu.index(">Home<") < menu.index(">By program<")
    assert (">Users<" in menu) == (role >= Role.ADMIN)


def test_each_number_leads_to_the_list_of_exactly_those(staff) -> None:
    furnished()
    home = staff.get(HOME)
    assert "2 completions wait" in said(staff.get(link(home, "2 wait")))
    assert "1 program completion waits" in said(staff.get(link(home, "1 waits")))
    assert "1 offering found" in said(staff.get(link(home, "1 event")))
    assert "1 notice " in said(staff.get(link(home, "1 notice")))
    soon = [(int(words.split()[0]), address) for words, address in links(home) if "within" in words]
    assert len(soon) == 4
    for count, address in soon:
        by_program = staff.get(address)
        narrowed = [(int(words), to) for words, to in links(by_program) if words.isdigit()]
        assert sum(found for found, _ in narrowed) == count > 0
        for found, to in narrowed:
            listed = staff.get(to)
            assert f"{found} enrollee{'s' if found > 1 else ''} found" in said(listed)
            assert listed.content.decode().count('name="pick"') == found


def test_a_list_keeps_what_is_coming_beside_a_status_and_lets_a_tracker_take_its_place(staff) -> None:
    population()
    at = "/staff/certification/enrollments/programs/ONE/"
    in_grace, enrolled = (staff.get(f"{at}?coming=expired-30&status={status}") for status in ("grace", "enrolled"))
    assert "Nobody here matches." not in said(in_grace)
    assert "Nobody here matches." in said(enrolled)
    assert "coming=" not in next(address for words, address in links(in_grace) if words.startswith("Earned"))
    assert "coming cannot be “never”; it is left out." in said(staff.get(f"{at}?coming=never"))


def test_this_comes_to_nobody_is_said_by_the_list(staff) -> None:
    make.program("ONE")
    answer = staff.get("/staff/certification/enrollments/programs/?coming=grace-7")
    assert "This comes to nobody in any program." in said(answer)
    assert "on=" not in link(answer, "Show all")


def test_ten_queries_at_most_however_much_there_is(staff, django_assert_max_num_queries) -> None:
    furnished()
    waiting(7)
    met(7, separates_duties=True)
    with django_assert_max_num_queries(10):
        page = said(staff.get(HOME))
    assert "9 wait" in page
    assert f"What needs a person today, {TODAY.day} Mar 2026." in page
