"""Which pages have the log and the search at the top, in each of their shapes?"""

from __future__ import annotations

from conferral.models import Event
from tests.browser.addressed import Address


def of_the_log() -> list[Address]:
    """Return the log as found and as not, two of its entries, and what the search at the top finds."""
    changed = Event.objects.filter(kind="contact.added").order_by("pk")[0]
    recorded = Event.objects.filter(kind="completion.recorded").order_by("pk")[0]
    return [
        Address("staff:log"),
        Address("staff:log", query="?kind=completion&since=2020-01-01&program=EMT-R"),
        Address("staff:log", query="?person=nobody-at-all"),
        Address("staff:log-entry", (changed.key,)),
        Address("staff:log-entry", (recorded.key,)),
        Address("staff:search"),
        Address("staff:search", query="?q=a"),
        Address("staff:search", query="?q=okafor+EMT-R"),
        Address("staff:search", query="?q=nobody-at-all"),
    ]
