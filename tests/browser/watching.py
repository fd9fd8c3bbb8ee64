"""What does a page do wrong before the eyes of a browser? Errors on its console, faults of its scripts, broken answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

# What a person sees of an answer is the test's matter: a page that is not there is often the point.
ASKED_FOR = {"document", "fetch", "xhr"}
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
# Whoever goes on to another page leaves a request of the old one behind; htmx tells its breaking off as an error.
LEFT_BEHIND = ("htmx:sendAbort", "htmx:afterRequest")
HAS_AXE = "() => 'axe' in window && 'run' in window.axe"
ASK_AXE = (
    "options => axe.run(options).then(answer => answer.violations)"  # what it finds in order is many times as long
)
# What depends on the width is arranged by then: pages hear of a new one before the next picture is drawn.
NEXT_PICTURE = "() => new Promise(requestAnimationFrame)"
WIDER_THAN_SEEN = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')]
        .filter(one => one.getBoundingClientRect().right > root.clientWidth + 0.5)
        .map(one => one.outerHTML.slice(0, 120));
    return [`${root.scrollWidth} pixels on a screen of ${root.clientWidth}`, ...wide.slice(0, 8)];
}"""


def watch(context: BrowserContext) -> list[str]:
    """Return the list to which every fault of every page of this context is added."""
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # A broken answer is told once, below, where its status is known.
        if message.type == "error" and not message.text.startswith(("Failed to load resource", *LEFT_BEHIND)):
            faults.append(f"console: {message.text}")

    def answered(response: Response) -> None:
        worst = 400 if response.request.resource_type not in ASKED_FOR else 500
        if response.status >= worst and not response.url.endswith("/favicon.ico"):
            faults.append(f"answer: {response.status} {response.url}")

    context.on("console", said)
    context.on("weberror", lambda thrown: faults.append(f"script: {thrown.error}"))
    context.on("response", answered)
    return faults


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Name what axe finds against WCAG 2.2 AA and its own best practices, with the elements it is about.

    `rules` are those of axe's to ask alone.
    """
    page.wait_for_load_state("load")  # with all its style sheets: a button without them is the browser's grey
    asked = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(RULES)}
    # No rule asked for reads what axe would fetch once more, sheets and films, before each look: two fifths of its time.
    options = {"resultTypes": ["violations"], "runOnly": asked, "preload": False}
    if not page.evaluate(HAS_AXE):  # a page is asked more than once
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(ASK_AXE, options)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}\n"
        + "\n".join(f"    {node['html'][:160]}\n        {_why(node)}" for node in one["nodes"][:5])
        for one in found
    ]


def seen_at(page: Page, width: int) -> None:
    """Make the screen of a page so wide, as turning a phone or zooming does."""
    page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
    page.evaluate(NEXT_PICTURE)


def wider_than_seen(page: Page) -> list[str]:
    """Name what sticks out to the right, when the page scrolls sideways."""
    page.wait_for_load_state("load")  # with all its style sheets: without them a body has margins
    return page.evaluate(WIDER_THAN_SEEN)


def _why(node: dict[str, str]) -> str:
    return " ".join(node["failureSummary"].split())
