"""Can managers keep unit types and grade scales, and other staff only look at them?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from zeal import zeal_ignore

from conferral.actions import grade_scales, programs, unit_types
from conferral.models import Event, GradeScale, UnitType
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db

UNITS = "/staff/certification/unit-types/"
SCALES = "/staff/certification/grade-scales/"
NEW_UNIT, NEW_SCALE = "/staff/certification/new/unit-type/", "/staff/certification/new/grade-scale/"
POINTS = {"name": "", "kind": "points", "maximum": "100", "pass_mark": "70"}


@pytest.fixture
def manager(db):
    return signed_in(Role.MANAGER)


@zeal_ignore()
def unit(name: str) -> UnitType:
    return unit_types.add(name=name, by=COMMAND_LINE, at=NOW)


@zeal_ignore()
def scale(*letters: str, name: str = "") -> GradeScale:
    of = grades.letters(letters, letters[0]) if letters else make.POINTS
    return grade_scales.add(scale=of, name=name, by=COMMAND_LINE, at=NOW)


@zeal_ignore()
def used(code: str = "P", **said) -> None:
    """Publish a program that counts and grades, and save a draft of it."""
    asked = make.definition(make.requirement("EXAM", scale=make.POINTS, units=Decimal(1)), unit_type="CE hours", **said)
    made = make.program(code, asked)
    programs.save_draft(program=made, definition=asked, by=COMMAND_LINE, at=NOW)


# Unit types


def test_unit_types_are_listed_with_what_counts_in_them(staff):
    used()
    unit("PDUs")
    gone = unit("points")
    unit_types.retire(unit_type=gone.pk, by=COMMAND_LINE, at=NOW)
    shown = said(staff.get(UNITS))
    assert "CE hours version 1 of P, the draft of P PDUs nothing Points Retired nothing" in shown


def test_a_unit_type_is_added_renamed_retired_and_deleted(manager):
    assert "CE hours is there" in said(manager.post(NEW_UNIT, {"name": "CE hours"}, follow=True))
    row = UnitType.objects.get()
    at = f"{UNITS}{row.key}/"
    assert "Saved." in said(manager.post(at, {"name": "CPD hours", "revision": "1"}, follow=True))
    assert "CPD hours is retired" in said(manager.post(f"{at}retirement/", {"revision": "2"}, follow=True))
    back = manager.post(f"{at}retirement/", {"revision": "3", "back": "1"}, follow=True)
    assert "CPD hours is brought back." in said(back)
    assert "Nothing uses this unit type." in said(manager.get(f"{at}removal/"))
    assert "CPD hours is deleted." in said(manager.post(f"{at}removal/", {"revision": "4"}, follow=True))
    kinds = Event.objects.filter(subject=row.key).order_by("pk").values_list("kind", "actor")
    assert list(kinds) == [
        (f"unit_type.{verb}", manager.account.username)
        for verb in ("added", "changed", "retired", "brought_back", "removed")
    ]


def test_a_name_that_a_published_version_says_stays_and_the_field_says_so(manager):
    used()
    row = UnitType.objects.get()
    at = f"{UNITS}{row.key}/"
    page = manager.get(at)
    assert "The name CE hours stands in version 1 of P, and what is published never changes; it has to stay." in said(
        page
    )
    assert "readonly" in page.content.decode()
    assert "Delete" not in [words for words, _ in links(page)]
    assert manager.post(at, {"name": "Hours", "revision": "1"}).status_code == 422
    assert "CE hours is used by version 1 of P and the draft of P" in said(manager.get(f"{at}removal/"))
    assert UnitType.objects.get().name == "CE hours"


def test_a_unit_type_that_is_there_already_is_refused(manager):
    unit("CE hours")
    answer = manager.post(NEW_UNIT, {"name": "CE hours"})
    assert answer.status_code == 422
    assert "There is a unit type “CE hours” already; use that one." in said(answer)


def test_who_renames_second_is_told_and_saves_on_top(manager):
    row = unit("Hours")
    unit_types.change(unit_type=row.pk, name="CE hours", by=COMMAND_LINE, at=NOW)
    answer = manager.post(f"{UNITS}{row.key}/", {"name": "PDUs", "revision": "1"})
    assert "name: “Hours” became “CE hours”" in said(answer)
    assert 'name="revision" value="2"' in answer.content.decode()


# Grade scales


def test_scales_are_listed_with_what_they_say_and_what_is_graded_on_them(staff):
    used()
    used("Q")
    scale("A", "B", "C", name="Oral grades")
    answer = staff.get(SCALES)
    assert (
        "Oral grades A, B, C; A passes nothing Points out of 100, 70 passes "
        "version 1 of P, the draft of P, version 1 of Q and 1 more version"
    ) in said(answer)
    assert said(staff.get(link(answer, "Oral grades"))).count("Nowhere yet.") == 1


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        (POINTS, "points out of 100, 70 passes"),
        (
            {"kind": "points", "maximum": "10.0", "pass_mark": "6.50", "letters": "A", "passing": "B"},
            "points out of 10, 6.5 passes",
        ),
        ({"kind": "pass_fail", "maximum": "nonsense"}, "pass or fail"),
        ({"kind": "letters", "letters": "A\r\n B \r\n\r\nC", "passing": "B", "pass_mark": "x"}, "A, B, C; B passes"),
    ],
)
def test_a_scale_of_each_kind_is_added(manager, typed, reads):
    assert f"The scale {reads} is there" in said(manager.post(NEW_SCALE, typed, follow=True))
    assert str(GradeScale.objects.get()) == reads


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "This field is required."),
        ({**POINTS, "maximum": ""}, "Say how many points there are at most, for example 100."),
        ({**POINTS, "pass_mark": ""}, "Say how many points pass, for example 70."),
        ({**POINTS, "maximum": "0"}, "A scale of points needs a maximum above 0."),
        ({**POINTS, "pass_mark": "101"}, "The pass mark “101” has to be a number from 0 to the maximum 100."),
        ({**POINTS, "maximum": "many"}, "“many” is not a number of points; write it like 100 or 62.5."),
        (
            {"kind": "letters", "letters": "", "passing": "A"},
            "A scale of letters needs from 1 to 26 letters, best first.",
        ),
        ({"kind": "letters", "letters": "A\na", "passing": "A"}, "A scale of letters names each letter once."),
        ({"kind": "letters", "letters": "A\nB", "passing": "D"}, "The passing letter “D” has to be one of A, B."),
        ({**POINTS, "name": "x" * 101}, "At most 100 characters, not 101"),
    ],
)
def test_a_scale_nobody_could_use_is_refused_beside_its_field(manager, typed, sentence):
    answer = manager.post(NEW_SCALE, typed)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert GradeScale.objects.count() == 0


def test_a_scale_that_says_the_same_is_refused_by_the_name_of_the_first(manager):
    row = scale(name="Hundred")
    answer = manager.post(NEW_SCALE, {**POINTS, "maximum": "100.000"})
    assert answer.status_code == 422
    assert "There is a grade scale that says the same already: Hundred. Use that one." in said(answer)
    grade_scales.retire(grade_scale=row.pk, by=COMMAND_LINE, at=NOW)
    assert "already: Hundred, which is retired. Use that one." in said(manager.post(NEW_SCALE, POINTS))


def test_what_a_published_version_grades_on_keeps_what_it_says_and_may_get_a_name(manager):
    used()
    row = GradeScale.objects.get()
    at = f"{SCALES}{row.key}/"
    page = manager.get(at)
    assert "This scale stands in version 1 of P, and what is published never changes; it has to stay." in said(page)
    assert 'name="maximum"' not in page.content.decode()
    assert "Saved." in said(
        manager.post(at, {**POINTS, "maximum": "50", "name": "Exam points", "revision": "1"}, follow=True)
    )
    row.refresh_from_db()
    assert (row.name, str(row)) == ("Exam points", "points out of 100, 70 passes")
    assert "Exam points is used by version 1 of P" in said(manager.get(f"{at}removal/"))


def test_what_nothing_published_grades_on_is_changed_retired_and_deleted(manager):
    row = scale("A", "B")
    at = f"{SCALES}{row.key}/"
    assert "A\nB</textarea>" in manager.get(at).content.decode()
    typed = {"name": "", "kind": "letters", "letters": "A\nB\nC", "passing": "B"}
    assert "Saved." in said(manager.post(at, {**typed, "revision": "1"}, follow=True))
    stale = manager.post(at, {**typed, "letters": "A\nB\nD", "revision": "1"})
    assert "scale: “A, B; A passes” became “A, B, C; B passes”" in said(stale)
    assert "is retired" in said(manager.post(f"{at}retirement/", {"revision": "2"}, follow=True))
    assert "is deleted." in said(manager.post(f"{at}removal/", {"revision": "3"}, follow=True))
    assert GradeScale.objects.count() == 0


# Who may


@pytest.mark.parametrize(("lists", "new", "made"), [(UNITS, NEW_UNIT, unit), (SCALES, NEW_SCALE, scale)])
def test_staff_look_and_are_offered_nothing_else(staff, lists, new, made):
    row = made("A")
    at = f"{lists}{row.key}/"
    listed, one = staff.get(lists), staff.get(at)
    assert "To look at: a Certification Manager or a higher level changes them." in said(listed)
    assert new not in [address for _, address in links(listed)]
    assert "<form" not in one.content.decode().partition("<main")[2].partition("</main")[0]
    told = "Only a Certification Manager or a higher level may change unit types, grade scales"
    for address in (new, f"{at}removal/"):
        answer = staff.get(address)
        assert (answer.status_code, told in said(answer)) == (409, True)
    for address, typed in (
        (new, {"name": "B", "kind": "pass_fail"}),
        (at, {"name": "B", "kind": "pass_fail", "revision": "1"}),
        (f"{at}retirement/", {"revision": "1"}),
        (f"{at}removal/", {"revision": "1"}),
    ):
        answer = staff.post(address, typed, HTTP_REFERER=f"http://testserver{lists}", follow=True)
        assert told in said(answer), address
    row.refresh_from_db()
    assert (row.is_retired, row.revision, type(row).objects.count()) == (False, 1, 1)


def test_the_lists_take_as_many_queries_for_many_as_for_few(staff, django_assert_num_queries):
    for few in (1, 12):
        for number in range(few):
            used(f"P-{few}-{number}")
            unit(f"U-{few}-{number}")
            scale(f"A-{few}-{number}")
        for lists in (UNITS, SCALES):
            with django_assert_num_queries(5):  # session, account, rows, versions, what waits
                staff.get(lists)


def test_an_empty_register_says_so(staff):
    assert "There is no unit type yet." in said(staff.get(UNITS))
    assert "There is no grade scale yet." in said(staff.get(SCALES))
