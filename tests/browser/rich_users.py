"""Which users has a register that has something of everything, and which address leads to each page of theirs?"""

from __future__ import annotations

from datetime import date

from conferral.actions import api_keys
from conferral.models import Account, Contact
from tests import make
from tests.conftest import NOW

LONG_EMAIL = f"{'a' * 60}@{'b' * 60}.example.org"


def user_pages() -> list[tuple[str, tuple[object, ...], str]]:
    """Let somebody have a long name and an ended level, close another, and return the pages of both."""
    names = ("w" * 150, "closed")
    for name in names:
        if not Account.objects.filter(username=name).exists():
            key = make.actor().account
            given = {"username": name, "email": f"{name[:60]}@example.org", "is_active": name != "closed"}
            Account.objects.filter(pk=key).update(level_ends_on=date(2026, 1, 5), **given)
    long, closed = (Account.objects.get(username=name).key for name in names)
    alone = Account.objects.filter(username="alone").first() or Account.objects.create(
        username="alone", email=LONG_EMAIL, email_confirmed_at=NOW
    )
    keyed = Account.objects.get(key=long)
    if not keyed.api_keys.exists():
        api_keys.make(account=keyed.pk, label="w" * 100, by=keyed.as_actor(NOW.date()), at=NOW)
    if not Contact.objects.filter(email=LONG_EMAIL).exists():
        for number in ("TWIN-1", "TWIN-2"):
            make.contact(number, email=LONG_EMAIL)
    return [
        ("settings", (), ""),
        ("users", (), ""),
        ("users", (), "?q=nobody-at-all"),
        ("users", (), "?sort=seen&down=1"),
        ("users", (), "?alone=1"),
        ("user-invite", (), ""),
        ("user", (long,), ""),
        ("user", (closed,), ""),
        ("user", (alone.key,), ""),
        ("user-connection", (alone.key,), ""),
        ("user-level", (long,), ""),
        ("user-withdrawal", (long,), ""),
        ("user-deactivation", (long,), ""),
        ("user-reactivation", (closed,), ""),
    ]
