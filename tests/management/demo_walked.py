"""Which pages does somebody of the demo come to by its links? Each kind of page a few times, with what it answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from conferral.models import Account

ENOUGH = 2
"""A page of one kind, with the same things asked of it, is looked at so often."""
LINK = re.compile(r'<a\b[^>]*?href="([^"#][^"]*)"')


def pages(username: str) -> Iterator[tuple[str, str, int]]:
    """Yield the route, the address and the status of every page that links lead to, signed in as somebody."""
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[0])
    waiting, asked = ["/"], Counter[str]()
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if address in seen or asked[kind] == ENOUGH:
            continue
        seen.add(address)
        asked[kind] += 1
        answer = client.get(address)
        if answer.status_code in {301, 302}:
            waiting.append(answer["Location"])
            continue
        yield kind, address, answer.status_code
        said = answer.getvalue().decode(errors="replace")  # a file that nobody reads to its end stays open
        waiting += [one for one in map(unescape, LINK.findall(said)) if one.startswith("/")]


def _kind(address: str) -> str:
    """Return the route and the names of what is asked of it."""
    path, _, query = address.partition("?")
    try:
        route = resolve(path).view_name
    except Resolver404:
        route = "nowhere"
    return f"{route} {sorted({one.partition('=')[0] for one in query.split('&')})}"
