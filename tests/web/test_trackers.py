"""Does each figure of the trackers say its number and lead to exactly those it counts?"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import RequestFactory
from django.urls import reverse

from conferral.models.tally import Tally
from conferral.rules.standing import Status, Tracker
from conferral.web.lists import Asked
from conferral.web.trackers import Narrowed, narrowed, said, tiles
from tests import make
from tests.conftest import TODAY
from tests.web.signed_in import signed_in

TALLY = Tally("P", earned=1200, enrolled=30, not_started=7, awaiting_approval=4, grace=5, expired=6)


def asked(**given: str) -> Asked:
    return Asked(RequestFactory().get("/p/", given), TODAY)


def query(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


@pytest.mark.parametrize(
    ("given", "shown", "count"),
    [
        ({}, Narrowed(), 1241),
        ({"tracker": "earned"}, Narrowed(tracker=Tracker.EARNED), 1200),
        ({"tracker": "enrolled"}, Narrowed(tracker=Tracker.ENROLLED), 30),
        ({"tracker": "grace"}, Narrowed(tracker=Tracker.GRACE), 5),
        ({"tracker": "expired"}, Narrowed(tracker=Tracker.EXPIRED), 6),
        ({"not_started": "1"}, Narrowed(is_not_started=True), 7),
        ({"not_started": "1", "tracker": "earned"}, Narrowed(is_not_started=True), 7),
        ({"status": "enrolled"}, Narrowed(status=Status.ENROLLED), 26),
        ({"status": "awaiting_approval"}, Narrowed(status=Status.AWAITING_APPROVAL), 4),
        ({"status": "grace", "not_started": "1"}, Narrowed(status=Status.GRACE), 5),
        ({"status": "expired", "tracker": "earned"}, Narrowed(status=Status.EXPIRED), 6),
        ({"status": "cancelled"}, Narrowed(), 1241),
    ],
)
def test_one_figure_is_shown_and_its_count_is_the_trackers(given, shown, count):
    found = narrowed(asked(**given))
    assert found == shown
    assert found.count(TALLY) == count
    assert found.is_narrow is (shown != Narrowed())


def test_every_status_on_the_list_has_a_count():
    for status in Status:
        if status is not Status.CANCELLED:
            assert Narrowed(status=status).count(TALLY) >= 0


def test_the_four_stand_in_the_manuals_order_with_their_figures():
    found = tiles(TALLY, asked(), Narrowed())
    assert [(tile.label, tile.count) for tile in found] == [
        ("Earned", 1200),
        ("Enrolled, not earned", 30),
        ("Grace period", 5),
        ("Expired", 6),
    ]
    assert [figure.text for tile in found for figure in tile.figures] == [
        "of 1,241 enrollees",
        "7 not started",
        "4 awaiting approval",
        "past the deadline, extra time",
        "expiration date passed",
    ]


def test_a_tracker_replaces_whatever_figure_was_shown_and_keeps_the_search():
    before = asked(q="am", status="grace", not_started="1", on="2026-01-01", after="x")
    for tile in tiles(TALLY, before, Narrowed()):
        assert query(tile.link) == {"q": "am", "on": "2026-01-01", "tracker": tile.name}


def test_the_chosen_tracker_leads_back_to_everybody():
    shown = Narrowed(tracker=Tracker.GRACE)
    chosen = [tile for tile in tiles(TALLY, asked(tracker="grace"), shown) if tile.is_chosen]
    assert [(tile.name, query(tile.link)) for tile in chosen] == [("grace", {})]


def test_a_figure_of_nobody_is_no_link():
    none = Tally("P", earned=0, enrolled=0, not_started=0, awaiting_approval=0, grace=0, expired=0)
    assert [figure.link for tile in tiles(none, asked(), Narrowed()) for figure in tile.figures] == [""] * 5


@pytest.mark.parametrize(
    ("count", "is_narrow", "words"),
    [
        (0, False, "0 enrollees"),
        (1, False, "1 enrollee"),
        (1174, False, "1,174 enrollees"),
        (1, True, "1 enrollee found"),
        (1000, True, "1,000 enrollees found"),
    ],
)
def test_a_count_is_said_in_words(count, is_narrow, words):
    assert said(count, is_narrow=is_narrow) == words


@pytest.mark.django_db
def test_a_status_chosen_in_the_search_takes_the_place_of_the_figure_that_was_shown():
    make.program("P")
    staff, page = signed_in(), reverse("staff:program", args=["P"])
    for figure in ("not_started=1", "tracker=earned"):
        name, value = figure.split("=")
        kept = f'<input type="hidden" name="{name}" value="{value}">'
        assert kept in staff.get(f"{page}?{figure}").content.decode()
        searched = staff.get(f"{page}?{figure}&status=grace&q=").content.decode()
        assert '<option value="grace" selected>' in searched
        assert kept not in searched
