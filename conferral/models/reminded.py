"""Of which enrollments may a notice have come due within some days? A wide net in SQL; rules/notices.py decides."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from conferral.rules.notices import EARLY, LATE

DAY = timedelta(days=1)


def may_be_due(through: date, today: date) -> Q:
    """Return those of which a notice may have come due after one day and by another."""

    def within(column: str, later: timedelta) -> Q:
        return Q(**{f"{column}__gt": through + later, f"{column}__lte": today + later})

    # Grace begins the day after the deadline; expired is the day after the last that counts.
    by_grace = within("grace_begins_on", EARLY + DAY) | within("grace_begins_on", LATE + DAY)
    by_grace |= within("grace_begins_on", timedelta(0))
    by_expiry = within("expires_on", EARLY) | within("expires_on", LATE) | within("expires_on", -DAY)
    return Q(cancelled_on=None, earned_on=None) & (by_grace | by_expiry)
