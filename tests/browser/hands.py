"""In which ways does a person go through a page? With the mouse, by keyboard alone, on a phone without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from conferral.models import Account
from conferral.rules.actors import Role
from tests import make
from tests.browser.watching import wider_than_seen

MOST_TRIES = 20
ARRIVAL = "Home"
"""The heading of the page where staff arrive after signing in."""

# Whoever uses the keyboard has to see where they are: an outline, on the screen, under nothing.
IS_SEEN = """one => {
    const outlined = it => it && getComputedStyle(it).outlineStyle !== 'none' && parseFloat(getComputedStyle(it).outlineWidth) >= 2;
    if (!outlined(one) && !outlined(one.closest('.tile'))) return 'has no outline';
    const box = one.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `is off the screen at ${x}, ${y}`;
    const above = document.elementFromPoint(x, y);
    if (!one.contains(above) && !above.contains(one)) return 'is covered by ' + above.outerHTML.slice(0, 100);
    return '';
}"""
HAS_FOCUS = "one => one === document.activeElement"
# How many stops of the Tab key something is from the focus: less than zero before it.
STOPS_AWAY = """one => {
    const focus = document.activeElement;
    const isOpen = it => it.tabIndex >= 0 && !it.matches(':disabled') && it.checkVisibility({visibilityProperty: true});
    const chosen = it => [...document.getElementsByName(it.name)].some(other => other.checked);
    const isStop = it => it.type !== 'radio' || it === one || it === focus || it.checked || !chosen(it);
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .filter(it => isOpen(it) && isStop(it));
    const here = stops.includes(focus) || focus === document.body ? stops.indexOf(focus)
        : stops.filter(it => focus.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_PRECEDING).length - 1;
    return stops.indexOf(one) - here;
}"""
IS_FRESH = "() => document.activeElement === document.body"
IS_CONTENT = "one => one.closest('main') !== null"
SKIP = "Skip to the content"
WORTH_SKIPPING = 8


@dataclass(frozen=True, slots=True)
class Way:
    """A way of going through a page."""

    name: str
    by_keyboard: bool = False
    width: int = 1280
    javascript: bool = True


MOUSE = Way("with the mouse")
KEYBOARD = Way("by keyboard", by_keyboard=True)
PLAIN = Way("without JavaScript", javascript=False)
LEAST = Way("on a phone without JavaScript", width=360, javascript=False)
PHONE = Way("on a phone", width=360)


def _in_ways(*ways: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("way", ways, ids=lambda way: way.name.replace(" ", "-"))


in_every_way = _in_ways(KEYBOARD, LEAST)
"""At a desk without a mouse, and on a phone by pointing: what a mouse at a desk can do is in one of the two."""
in_every_way_on_both = _in_ways(pytest.param(MOUSE, marks=pytest.mark.postgres_only), KEYBOARD, LEAST)
"""The same, and with the mouse on PostgreSQL (decision 0026)."""
with_and_without_javascript = _in_ways(MOUSE, PLAIN)


class Hands:
    """Somebody at a page: `press`, `write`, `tick` do it in their way; each says what went wrong."""

    def __init__(self, page: Page, way: Way = MOUSE) -> None:
        self.page, self.way = page, way

    def goto(self, address: str) -> None:
        assert self.page.goto(address).status == 200

    def menu(self, entry: str) -> None:
        """Press an entry of the navigation; a phone shows it on request, once the page has arranged itself."""
        self.page.wait_for_load_state("domcontentloaded")
        if not self.link(entry).first.is_visible():
            self.press(self.page.get_by_text("Menu", exact=True))
        self.press(self.link(entry).first)

    def press(self, target: Locator) -> None:
        """Press a link or a button."""
        if self.way.by_keyboard:
            self.reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def tick(self, box: Locator) -> None:
        """Tick a check box, or take its tick away."""
        if self.way.by_keyboard:
            self.reach(box)
            self.page.keyboard.press("Space")
        else:
            box.click()

    def write(self, field: Locator, text: str) -> None:
        """Write into a field instead of what is there."""
        if self.way.by_keyboard:
            self.reach(field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            field.fill(text)
        expect(field).to_have_value(text)

    def write_day(self, field: Locator, day: date) -> None:
        """Write a day into the browser's calendar."""
        if self.way.by_keyboard:
            self.reach(field)
            self.page.keyboard.type(f"{day:%m%d%Y}")
        else:
            field.fill(day.isoformat())
        expect(field).to_have_value(day.isoformat())

    def choose(self, field: Locator, option: str) -> None:
        """Choose one of a list."""
        if self.way.by_keyboard:
            self.reach(field)
            self.page.keyboard.type(option)
        else:
            field.select_option(label=option)
        expect(field.locator("option:checked")).to_have_text(option)

    def reach(self, target: Locator) -> None:
        """Go to something with Tab alone, forth or back and past the navigation as it is offered; the focus is seen there."""
        target.wait_for()
        self.page.wait_for_load_state()  # a page that arrives at its #main takes the focus there at the very end
        for _ in range(MOST_TRIES):
            if target.evaluate(HAS_FOCUS):
                break
            steps = target.evaluate(STOPS_AWAY) or 1
            if steps > WORTH_SKIPPING and self.page.evaluate(IS_FRESH) and target.evaluate(IS_CONTENT):
                self.page.keyboard.press("Tab")
                if self.link(SKIP).evaluate(HAS_FOCUS):  # else the focus was lost further down, and goes on from there
                    self.is_at(self.link(SKIP))
                    self.page.keyboard.press("Enter")
                continue
            for _ in range(abs(steps)):
                self.page.keyboard.press("Tab" if steps > 0 else "Shift+Tab")
        self.is_at(target)

    def is_at(self, target: Locator) -> None:
        """Assert that the focus is there, and seen."""
        expect(target).to_be_focused()
        found = target.evaluate(IS_SEEN)
        assert not found, f"The focus on {target} {found}"

    def arrives(self, heading: str) -> None:
        """Assert that this is the page; nothing of it lies to the right of the screen."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state()  # with all its sheets, not only its words
        wide = wider_than_seen(self.page)
        assert not wide, f"{self.page.url} scrolls sideways:\n" + "\n".join(wide)

    def reads(self, *sentences: str) -> None:
        """Assert that the page says this."""
        for sentence in sentences:
            expect(self.page.get_by_role("main")).to_contain_text(sentence)

    def back(self, steps: int = 1) -> None:
        """Go back as the browser's button does; the page may load itself anew on the way.

        A page that is still loading has not yet learned what to do when somebody goes back.
        """
        self.page.wait_for_load_state("load")
        driven = self.page.context.new_cdp_session(self.page)
        history = driven.send("Page.getNavigationHistory")
        entry = history["entries"][history["currentIndex"] - steps]
        driven.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})
        self.page.wait_for_url(entry["url"])

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.page.locator("input, select, textarea").and_(self.page.get_by_label(label, exact=True))

    def tab(self) -> Hands:
        """Open another tab beside this one."""
        return Hands(self.page.context.new_page(), self.way)


def staff(page, signed_in, way: Way = MOUSE, role: Role = Role.STAFF, **opened) -> Hands:
    """Sit down at a page as somebody of the staff."""
    return _seated(page, signed_in, way, make.actor(role), opened)


def member(page, signed_in, contact, way: Way = MOUSE, **opened) -> Hands:
    """Sit down at a page as a contact of the register."""
    return _seated(page, signed_in, way, make.actor(Role.NONE, contact), opened)


def _seated(page, signed_in, way, actor, opened) -> Hands:
    seen = page(**{"width": way.width, "javascript": way.javascript, **opened})
    signed_in(seen.context, Account.objects.get(pk=actor.account))
    return Hands(seen, way)
