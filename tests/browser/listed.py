"""Who stands in the lists that the browser scrolls, and whom does the register say each tracker counts?"""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page

from conferral.models import Enrollment, Program
from conferral.rules.standing import TRACKER_OF, Tracker, standing
from tests import make
from tests.browser.hands import Hands
from tests.conftest import TODAY
from tests.web.staff.crowd import crowd

PROGRAM = "/staff/certification/enrollments/programs/EMT-R/"
DAYS = (date(2026, 1, 5), date(2025, 2, 20), date(2024, 6, 1))
PEOPLE = 120
# A tracker is there for people as long as each figure can be seen and pressed, wherever the list is scrolled to.
HIDDEN_FIGURES = """() => [...document.querySelectorAll('.trackers .tile')].filter(tile => {
    const box = tile.querySelector('b').getBoundingClientRect();
    const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.top < 0 || box.bottom > innerHeight || !above || !tile.contains(above);
}).map(tile => tile.innerText)"""


# Without JavaScript nobody closes the navigation, which comes first on a phone.
PAST_THE_NAVIGATION = """() => {
    const main = document.querySelector('main');
    if (main.getBoundingClientRect().top >= innerHeight) main.scrollIntoView();
}"""


def many(people: int = PEOPLE) -> Program:
    """Make the crowd and people around it: `people` in all who stand in the list, most in three of the standings."""
    program = crowd()
    for number in range(people - 6):
        contact = make.contact(f"N-{number:03}", f"Ada {number:03}", "Byron")
        make.enrollment(contact, program, DAYS[number % 3])
    return program


def counted() -> dict[str, list[str]]:
    """Return whom each tracker has to list, from the records."""
    found: dict[str, list[str]] = {tracker.label: [] for tracker in Tracker}
    for row in Enrollment.objects.select_related("contact", "program"):
        now = standing(row.facts(), TODAY)
        if now is not None and now.status in TRACKER_OF:
            found[TRACKER_OF[now.status].label].append(row.contact.full_name)
    return {label: sorted(names) for label, names in found.items()}


def shown(page: Page) -> dict[str, int]:
    """Return what the four trackers show."""
    tiles = page.locator(".trackers .tile")
    labels, figures = tiles.locator(".label").all_inner_texts(), tiles.locator("b").all_inner_texts()
    return {label.strip(): int(figure) for label, figure in zip(labels, figures, strict=True)}


def stay_in_sight(page: Page, total: int) -> None:
    """Assert that the four trackers are in sight and add up to the total."""
    page.evaluate(PAST_THE_NAVIGATION)
    assert page.evaluate(HIDDEN_FIGURES) == []
    assert len(shown(page)) == 4
    assert sum(shown(page).values()) == total
    assert f"of {total} enrollees" in page.locator(".trackers").inner_text()


def names(page: Page) -> list[str]:
    """Return the names in the list, this page of it."""
    return page.locator("table.register:visible tbody th a").all_inner_texts()


def all_names(hands: Hands) -> list[str]:
    """Return the names in the list, page after page."""
    found = names(hands.page)
    while hands.link("Next →").count():
        before = hands.page.url
        hands.press(hands.link("Next →"))
        hands.page.wait_for_url(lambda url, before=before: url != before)
        hands.page.locator("#register:not(.htmx-request)").wait_for()
        found += names(hands.page)
    return found
