"""Does any form break over what is sent, when much of it makes sense? Drawn at random, each from the same register.

`FORMS` in the environment says how many are sent in all: `FORMS=20000 pytest tests/web/test_random_forms.py`. `SEED` says
with which draw to begin; a failure names the one it was.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import transaction
from zeal import zeal_ignore

from tests.conftest import TODAY
from tests.web.matrix_cast import Cast
from tests.web.route_table import ROWS
from tests.web.test_hostile_requests import FIELDS, ODD

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASKING = ("nobody", "member", "staff", "manager", "sysadmin")
FORMS = int(os.environ.get("FORMS", "250"))
SEED = int(os.environ.get("SEED", "0"))
CONTROL = re.compile(r"<(?:input|select|textarea|button)\b[^>]*>")
SAID = re.compile(r'\b(name|value)="([^"]*)"')
OPTION = re.compile(r'<option\b[^>]*value="([^"]*)"')
MOST_TIMES = 3
"""So often a field comes at most: some stand for many."""


class Forms:
    """What one somebody can send where: the fields of each page with the values that stand in them."""

    def __init__(self, cast: Cast, role: str) -> None:
        self.browser = cast.browser(role)
        self.places = sorted(
            {cast.address(name, whose, role) for name, ways in ROWS.items() for whose in ways if "logout" not in name}
        )
        self._read: dict[str, dict[str, list[str]]] = {}
        self.every: set[str] = set(FIELDS)
        self.values: list[str] = []  # what stands in the lists of choices of all pages read so far

    def of(self, place: str) -> dict[str, list[str]]:
        """Read the fields of the page at a place, and what stands in them; none where no page is."""
        if place not in self._read:
            answer = self.browser.get(place)
            page = answer.getvalue().decode(errors="replace") if answer.status_code == 200 else ""
            found: dict[str, list[str]] = {}
            for control in CONTROL.findall(page):
                said = dict(SAID.findall(control))
                if "name" in said:
                    found.setdefault(unescape(said["name"]), []).append(unescape(said.get("value", "")))
            self._read[place] = found
            self.every |= set(found)
            self.values = [*self.values, *OPTION.findall(page)][:400]
        return self._read[place]

    def drawn(self, place: str, chance: random.Random) -> dict[str, list[str]]:
        """Draw what is sent: most fields of the page as they stand, some otherwise, and some that it has not."""
        sent = {}
        for name, values in self.of(place).items():
            if chance.random() < 0.85:  # else it is missing
                sent[name] = [self._value(values, chance) for _ in range(chance.randint(1, MOST_TIMES))]
        for name in chance.sample(sorted(self.every), k=chance.randint(0, 3)):
            sent[name] = [self._value([], chance)]
        return sent

    def _value(self, standing: list[str], chance: random.Random) -> str:
        drawn = chance.random()
        if standing and drawn < 0.5:
            return chance.choice(standing)
        if drawn < 0.65:
            return (TODAY + timedelta(days=chance.randint(-800, 800))).isoformat()
        if drawn < 0.75:
            return str(chance.choice([0, 1, 2, 3, 12, 70, 1.5, -1, 10**6]))
        if drawn < 0.85 and self.values:
            return unescape(chance.choice(self.values))
        return chance.choice(["", "on", "true", "A word.", "P", "COURSE", "M-1", *ODD.values()])


@contextmanager
def taken_back(browser) -> Iterator[None]:
    """Let nothing of what is done inside stay."""
    cookies = browser.cookies.copy()
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies = cookies


@zeal_ignore()
@pytest.mark.parametrize("role", ASKING)
def test_no_form_breaks_whatever_is_sent(cast, role):
    forms, answers = Forms(cast, role), Counter[int]()
    for number in range(SEED, SEED + FORMS // len(ASKING)):
        chance = random.Random(f"{role} {number}")  # noqa: S311 - what to send next
        place = chance.choice(forms.places)
        with taken_back(forms.browser):
            sent = forms.drawn(place, chance)
            answer = forms.browser.post(place, sent)
            said = answer.getvalue() if answer.streaming else answer.content
        answers[answer.status_code] += 1
        assert answer.status_code < 500, (number, place, sent)
        assert b"<script>x" not in said, (number, place, sent)
    assert len(answers) > 2, answers  # something was taken, and something refused
