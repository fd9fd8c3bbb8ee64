"""Which pages have the log, the notices and the search at the top, in each of their shapes?"""

from __future__ import annotations

from conferral.models import Event, Message
from conferral.rules.notices import Notice
from tests.browser.addressed import Address


def of_the_log() -> list[Address]:
    """Return log and notices as found and as not, some of each, and what the search at the top finds."""
    changed = Event.objects.filter(kind="contact.added").order_by("pk")[0]
    recorded = Event.objects.filter(kind="completion.recorded").order_by("pk")[0]
    waiting, *_ = Message.objects.filter(kind="received").order_by("pk")
    failed, *_ = Message.objects.filter(kind="enrolled").order_by("pk")
    Message.objects.filter(pk=failed.pk).update(
        state="failed", ended_at=failed.created_at, reason="The mail server refused it (550)."
    )
    return [
        Address("staff:notices"),
        Address("staff:notices", query="?state=failed&kind=enrolled&since=2020-01-01&sort=kind"),
        Address("staff:notices", query="?q=nobody-at-all&kind=nonsense"),
        Address("staff:notice", (waiting.key,)),
        Address("staff:notice", (failed.key,)),
        Address("staff:notice-kinds"),
        *(Address("staff:notice-kind", (kind.value,)) for kind in Notice),
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
