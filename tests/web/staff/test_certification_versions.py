"""Are versions published exactly as they were seen, with what changes, what is wrong and who is affected said before?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Program, Version
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.web.signed_in import link, links, said
from tests.web.staff.crowd import crowd
from tests.web.typed import forms, typed

pytestmark = pytest.mark.django_db

EDITOR = "/staff/certification/programs/EMT-R/"
VERSIONS, PUBLISH, DISCARD = f"{EDITOR}versions/", f"{EDITOR}publication/", f"{EDITOR}draft/removal/"
AT = make.noon(date(2026, 3, 1))


@zeal_ignore()
def draft(defined, by=COMMAND_LINE) -> Version:
    return programs.save_draft(program=Program.objects.get(code="EMT-R"), definition=defined, by=by, at=AT)


@zeal_ignore()
def numbers() -> list[int | None]:
    return list(Version.objects.filter(program__code="EMT-R").order_by("pk").values_list("number", flat=True))


def in_force():
    return Version.objects.whole().get(program__code="EMT-R", number=1).definition()


# The tab


def test_the_tab_tells_the_draft_and_each_version_newest_first(staff):
    made = crowd()
    old = in_force()
    make.publish(made, replace(old, name="Emergency care, new", in_order=False))
    draft(replace(old, name="Emergency care, third", in_order=False))
    answer = staff.get(VERSIONS)
    words = said(answer)
    assert "Draft What it changes in version 2: Name Emergency care, new becomes Emergency care, third Publish" in words
    assert (
        "Version 2 In force Emergency care, new · published 1 Jan 2020, 12:00 by command-line · nobody is on it "
        "Name Emergency care becomes Emergency care, new In order yes becomes no" in words
    )
    assert (
        "Version 1 Emergency care · published 1 Jan 2020, 12:00 by command-line · 6 current enrollees The first version."
        in words
    )
    assert words.index("Version 2 In force") < words.index("Version 1 Emergency care")
    for number in (1, 2):
        read = staff.get(link(answer, f"Version {number}"))
        assert f"version {number} of 2" in said(read)


def test_a_program_with_nothing_published_says_so_and_has_nothing_to_link_to(staff):
    programs.define(code="EMT-R", policies=programs.Policies(), by=COMMAND_LINE, at=AT)
    assert "Nothing is published yet, so nobody can be enrolled." in said(staff.get(VERSIONS))
    draft(make.definition(name="First"))
    assert "Draft The first version of this program." in said(staff.get(VERSIONS))
    assert not [address for text, address in links(staff.get(VERSIONS)) if "version=" in address]


@pytest.mark.parametrize("versions", [1, 5])
@pytest.mark.parametrize(("address", "queries"), [(VERSIONS, 21), (PUBLISH, 17), (DISCARD, 16)])
def test_each_page_takes_the_same_number_of_queries_however_many_versions_there_are(staff, versions, address, queries):
    with zeal_ignore():
        made = crowd()
        for number in range(versions):
            make.publish(made, make.definition(name=f"Number {number}"))
    draft(make.definition(*map(make.requirement, "ABCDEF"[: versions + 1])))
    with CaptureQueriesContext(connection) as counted:
        assert staff.get(address).status_code == 200
    assert len(counted) == queries, [query["sql"] for query in counted]


# Publishing


def test_publishing_says_what_changes_and_who_is_affected_and_publishes_what_was_seen(staff):
    crowd()
    draft(replace(in_force(), name="Emergency care, new"))
    page = staff.get(PUBLISH)
    words = said(page)
    assert "Against version 1, which is in force: Name Emergency care becomes Emergency care, new" in words
    assert "6 people are enrolled on older versions; they keep theirs." in words
    assert "Publish version 2" in words
    answer = staff.post(PUBLISH, typed(page), follow=True)
    assert answer.redirect_chain == [(VERSIONS, 302)]
    assert "Version 2 is published: whoever is enrolled from now on gets it." in said(answer)
    assert numbers() == [1, 2]
    assert f"by {staff.account.username} · nobody is on it" in said(answer)


def test_the_first_publication_opens_enrolling(staff):
    program = "/staff/certification/enrollments/programs/EMT-R/"
    with zeal_ignore():
        programs.begin(code="EMT-R", policies=programs.Policies(), definition=make.definition(), by=COMMAND_LINE, at=AT)
    assert "nobody can be enrolled in it" in said(staff.get(program))
    page = staff.get(PUBLISH)
    assert "It is the first version: everything in it is new." in said(page)
    assert "Nobody is enrolled. Whoever is enrolled from now on gets the new version." in said(page)
    staff.post(PUBLISH, typed(page))
    assert link(staff.get(program), "Enroll a Contact")


def test_a_publication_of_an_inactive_program_says_that_it_takes_nobody(staff):
    make.program("EMT-R", is_active=False)
    draft(make.definition(name="New"))
    assert "The program has the status Inactive, so nobody can be enrolled in the new version" in said(
        staff.get(PUBLISH)
    )


def test_everything_that_keeps_a_draft_from_being_published_is_said_at_once_with_where_to_mend_it(staff):
    make.program("EMT-R")
    draft(replace(make.definition(units_required=Decimal(5), prerequisites=("EMT-R",)), requirements=()))
    page = staff.get(PUBLISH)
    words = said(page)
    assert "3 things keep it from being published" in words
    assert "EMT-R cannot be its own prerequisite. Mend it under Definition." in words
    assert "A version needs at least one requirement. Mend it under Requirements." in words
    assert "The version asks for 5 units, but its requirements give at most 0 that count." in words
    assert link(page, "Definition") == f"{EDITOR}definition/"
    assert "Publish version" not in words
    answer = staff.post(PUBLISH, typed(page))
    assert answer.status_code == 422
    assert "EMT-R cannot be its own prerequisite." in said(answer)
    assert numbers() == [1, None]


def test_without_a_draft_there_is_nothing_to_publish_and_nothing_to_discard(staff):
    make.program("EMT-R")
    for address, verb in ((PUBLISH, "publish"), (DISCARD, "discard")):
        page = staff.get(address)
        assert f"There is no draft to {verb}." in said(page)
        assert forms(page) == []
        answer = staff.post(address, {"revision": "-1"})
        assert answer.status_code == 422
        assert f"EMT-R has no draft to {verb}." in said(answer)
    assert numbers() == [1]


@pytest.mark.parametrize("address", [PUBLISH, DISCARD])
def test_a_draft_changed_meanwhile_is_shown_anew_before_it_is_published_or_discarded(staff, address):
    make.program("EMT-R")
    draft(make.definition(name="Seen"))
    given = typed(staff.get(address))
    by = make.actor()
    draft(make.definition(name="Changed"), by)
    answer = staff.post(address, given)
    assert answer.status_code == 422
    assert (
        f"The draft was changed by {by.name} at 2026-03-01 12:00 since you opened it (Name: Seen becomes Changed)"
        in said(answer)
    )
    assert "Name Emergency care becomes Changed" in said(answer)
    assert numbers() == [1, None]
    staff.post(address, typed(answer))
    assert numbers() == ([1, 2] if address == PUBLISH else [1])


@pytest.mark.parametrize("address", [PUBLISH, DISCARD])
@pytest.mark.parametrize("given", [{}, {"revision": ""}, {"revision": "x"}, {"revision": "9" * 5000}])
def test_a_form_that_does_not_say_what_was_seen_does_nothing(staff, address, given):
    make.program("EMT-R")
    draft(make.definition(name="Seen"))
    assert staff.post(address, given).status_code == 422
    assert numbers() == [1, None]


def test_a_double_click_publishes_once_and_says_so(staff):
    make.program("EMT-R")
    draft(make.definition(name="Seen"))
    given = typed(staff.get(PUBLISH))
    staff.post(PUBLISH, given)
    answer = staff.post(PUBLISH, given)
    assert "The draft was published by" in said(answer)
    assert numbers() == [1, 2]


# Discarding


def test_a_draft_is_discarded_after_it_was_said_what_is_lost(staff):
    make.program("EMT-R")
    draft(make.definition(name="Lost"))
    page = staff.get(DISCARD)
    assert "What is lost Name Emergency care becomes Lost Version 1 stays in force as it is." in said(page)
    assert numbers() == [1, None]
    answer = staff.post(DISCARD, typed(page), follow=True)
    assert "The draft is discarded." in said(answer)
    assert numbers() == [1]


def test_the_only_draft_of_a_program_is_discarded_and_the_program_stays(staff):
    with zeal_ignore():
        programs.begin(code="EMT-R", policies=programs.Policies(), definition=make.definition(), by=COMMAND_LINE, at=AT)
    page = staff.get(DISCARD)
    assert "All of it: nothing is published yet. The program stays, with nothing in it." in said(page)
    staff.post(DISCARD, typed(page))
    assert numbers() == []
    assert staff.get(f"{EDITOR}definition/").status_code == 200
