"""Does the page of a program show who is enrolled, where each stands, and exactly those a tracker counted?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from tests import make
from tests.web.signed_in import link, links, said, signed_in
from tests.web.staff.crowd import crowd

pytestmark = pytest.mark.django_db
PAGE = "/staff/certification/enrollments/programs/EMT-R/"


def names(answer) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', answer.content.decode())


def tracker(answer, label: str) -> int:
    text = next(text for text, _ in links(answer) if text.startswith(label))
    return int(text.removeprefix(label).strip().replace(",", ""))


TRACKERS = ("Earned", "Enrolled, not earned", "Grace period", "Expired")


@pytest.mark.parametrize(
    ("label", "who"),
    [
        ("Earned", ["Amina Okafor"]),
        ("Enrolled, not earned", ["Dmitri Ångström", "Fatoumata Keïta", "Bao Trần"]),
        ("Grace period", ["Chiara D’Alessandro"]),
        ("Expired", ["Esperanza Ruiz"]),
    ],
)
def test_a_tracker_lists_exactly_those_it_counts(staff, label, who):
    crowd()
    answer = staff.get(PAGE)
    assert tracker(answer, label) == len(who)
    listed = staff.get(link(answer, f"{label} {len(who)}"))
    assert names(listed) == who
    assert f"{len(who)} enrollee" in said(listed)


def test_the_trackers_add_up_to_the_total_whatever_is_searched(staff):
    crowd()
    for address in (
        PAGE,
        f"{PAGE}?q=am",
        f"{PAGE}?tracker=expired",
        f"{PAGE}?sort=status&down=1",
        f"{PAGE}?status=grace",
    ):
        answer = staff.get(address)
        assert sum(tracker(answer, label) for label in TRACKERS) == 6
        assert "of 6 enrollees" in said(answer)


def test_the_two_figures_within_a_tracker_lead_to_whom_they_count(staff):
    crowd()
    answer = staff.get(PAGE)
    assert names(staff.get(link(answer, "1 not started"))) == ["Bao Trần"]
    assert names(staff.get(link(answer, "1 awaiting approval"))) == ["Fatoumata Keïta"]


def test_a_status_filters_the_list(staff):
    crowd()
    assert names(staff.get(f"{PAGE}?status=enrolled")) == ["Dmitri Ångström", "Bao Trần"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("amina", ["Amina Okafor"]),
        ("EMT-3", ["Chiara D’Alessandro"]),
        ("angstrom", ["Dmitri Ångström"]),
        ("bao@", ["Bao Trần"]),
        ("nobody", []),
    ],
)
def test_find_filters_by_name_email_and_member_number(staff, text, who):
    crowd()
    assert names(staff.get(PAGE, {"q": text})) == who


def test_a_search_stays_while_a_tracker_is_chosen_and_the_other_way_round(staff):
    crowd()
    answer = staff.get(PAGE, {"q": "am"})
    assert "q=am" in link(answer, "Earned 1")
    assert 'name="tracker" value="earned"' in staff.get(f"{PAGE}?tracker=earned").content.decode()


def test_every_column_sorts_both_ways(staff):
    crowd()
    for sort in ("name", "status", "enrolled", "deadline", "version"):
        up = names(staff.get(PAGE, {"sort": sort}))
        down = names(staff.get(PAGE, {"sort": sort, "down": "1"}))
        assert up == down[::-1]
        assert len(up) == 6
    assert names(staff.get(PAGE, {"sort": "enrolled"}))[0] == "Esperanza Ruiz"


def test_a_row_says_status_dates_progress_and_version(staff):
    crowd()
    row = said(staff.get(PAGE, {"q": "ngstr"}))
    assert "Dmitri Ångström EMT-4 Enrolled 1 Nov 2025 1 Nov 2026 in 244 days 1 of 2 · 20 of 20 units 1 of 1" in row


def test_another_day_shows_what_the_records_say_about_it(staff):
    crowd()
    answer = staff.get(PAGE, {"on": "2025-12-20"})
    assert tracker(answer, "Earned") == 0
    assert tracker(answer, "Expired") == 1
    assert "as of 20 Dec 2025" in said(answer)
    assert len(names(answer)) == 7
    assert all("on=2025-12-20" in address for text, address in links(answer) if text.startswith("Earned"))


@pytest.mark.parametrize(
    "query", ["on=yesterday", "on=2026-02-30", "on=0001-01-01", "tracker=all", "status=cancelledd", "sort=colour"]
)
def test_what_an_address_cannot_mean_is_said_and_left_out(staff, query):
    crowd()
    answer = staff.get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    assert len(names(answer)) == 6
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "W10", "bnVsbA", "WyJuYW1lIiwgMV0", "%00", "WyJuYW1lIiwgIlxkODAwIiwgMV0"]
)
def test_a_spoilt_place_in_the_list_is_its_first_page(staff, cursor):
    crowd()
    assert len(names(staff.get(f"{PAGE}?after={cursor}"))) == 6


def test_paging_goes_through_everybody_once_and_back(staff):
    program = make.program("MANY")
    for number in range(120):
        make.enrollment(make.contact(f"N-{number:03}", "Ada", f"Byron {number:03}"), program, date(2026, 1, 5))
    address, seen, pages = reverse("staff:program", args=["MANY"]), [], 0
    while address:
        answer = staff.get(address)
        seen += names(answer)
        pages += 1
        address = next((where for text, where in links(answer) if text.startswith("Next")), "")
    assert (pages, len(seen), len(set(seen))) == (3, 120, 120)
    assert seen == sorted(seen)
    back = staff.get(next(where for text, where in links(answer) if text.endswith("Previous")))
    assert names(back) == seen[50:100]


def test_somebody_enrolled_ahead_shows_when_it_starts(staff):
    program = make.program("AHEAD")
    make.enrollment(make.contact("A-1"), program, date(2026, 3, 9), today=date(2026, 3, 2))
    assert "9 Mar 2026 starts in 7 days" in said(staff.get(reverse("staff:program", args=["AHEAD"])))


def test_an_empty_program_says_what_to_do_next(staff):
    make.program("NEW")
    answer = staff.get(reverse("staff:program", args=["NEW"]))
    assert "Nobody is enrolled in this program." in said(answer)
    assert link(answer, "Enroll a Contact") == reverse("staff:enroll", args=["NEW"])


def test_a_program_without_a_published_version_says_so_and_offers_no_enrolment(staff):
    from conferral.actions import programs
    from conferral.rules.actors import COMMAND_LINE

    programs.define(code="BARE", policies=programs.Policies(), by=COMMAND_LINE, at=make.noon(date(2026, 1, 1)))
    answer = staff.get(reverse("staff:program", args=["BARE"]))
    assert "no published version" in said(answer)
    assert "Enroll a Contact" not in said(answer)


def test_an_inactive_program_offers_no_enrolment_but_shows_who_is_in_it(staff):
    crowd()
    from conferral.models import Program

    Program.objects.filter(code="EMT-R").update(is_active=False)
    answer = staff.get(PAGE)
    assert "Enroll a Contact" not in said(answer)
    assert "Inactive" in said(answer)
    assert len(names(answer)) == 6


def test_a_code_with_every_sort_of_sign_has_a_page_of_its_own(staff):
    for code in ("A/B", "..", "~s", "a b?c#d", "Ünï"):
        make.program(code)
        address = reverse("staff:program", args=[code])
        assert staff.get(address).status_code == 200, code


def test_no_such_program_is_not_there(staff):
    assert staff.get(reverse("staff:program", args=["NOPE"])).status_code == 404


def test_htmx_gets_the_one_block_it_fills(staff):
    crowd()
    answer = staff.get(PAGE, headers={"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "register"})
    body = answer.content.decode()
    assert "<html" not in body
    assert "Progress Trackers" in body
    assert len(names(answer)) == 6
    assert "HX-Target" in answer["Vary"]


def chart(answer) -> list[tuple[str, list[int], str]]:
    """Return the table beside the chart: the day, the four figures and the total, and where the day leads."""
    table = answer.content.decode().split('class="chart"')[1].split("</table>")[0]
    found = re.findall(r'<th scope="row"><a href="([^"]*)"><time datetime="([^"]*)".*?</th>(.*?)</tr>', table)
    return [(day, [int(text) for text in re.findall(r">(\d+)</td>", cells)], link) for link, day, cells in found]


def test_the_chart_has_every_month_as_a_table_and_today_is_what_the_trackers_show(staff):
    crowd()
    answer = staff.get(PAGE)
    rows = chart(answer)
    assert len(rows) == 19
    assert (rows[0][0], rows[12][0], rows[18][0]) == ("2025-03-02", "2026-03-02", "2026-09-02")
    assert rows[12][1] == [*(tracker(answer, label) for label in TRACKERS), 6]
    assert all(sum(figures[:4]) == figures[4] for _, figures, _ in rows)
    assert "Paler bars: what will be if nobody acts." in said(answer)


def test_a_month_of_the_chart_leads_to_the_trackers_of_that_day(staff):
    crowd()
    answer = staff.get(f"{PAGE}?tracker=grace&q=a")
    for day, figures, address in chart(answer):
        there = staff.get(address.replace("&amp;", "&"))
        assert [tracker(there, label) for label in TRACKERS] == figures[:4], day
        assert ("What the records say as of" in said(there)) == (day != "2026-03-02")
    assert "tracker=grace&amp;q=a&amp;on=2025-03-02" in chart(answer)[0][2]


@pytest.mark.parametrize(("query", "most"), [("", 9), ("?q=am", 9), ("?tracker=grace", 9), ("?sort=deadline", 9)])
def test_the_page_takes_at_most_eight_queries(staff, django_assert_max_num_queries, query, most):
    """Two of the nine read a definition, which a process keeps; the transaction of a test lets it keep none."""
    crowd()
    with django_assert_max_num_queries(most):
        assert staff.get(f"{PAGE}{query}").status_code == 200


def test_the_page_takes_as_many_queries_for_many_as_for_few(staff, django_assert_num_queries):
    program = crowd()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        staff.get(PAGE)
    for number in range(40):
        make.enrollment(make.contact(), program, date(2026, 1, 1 + number % 28))
    with django_assert_num_queries(len(few)):
        staff.get(PAGE)


def test_members_and_strangers_do_not_learn_of_it(client):
    crowd()
    from conferral.rules.actors import Role

    answer = client.get(PAGE)
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]
    member = signed_in(Role.NONE, make.contact("M-100", "Mia", "Member"))
    refused = member.get(PAGE)
    assert refused.status_code == 404
    assert "Okafor" not in refused.content.decode()
