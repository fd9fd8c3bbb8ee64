"""What is the SQL twin of `Dates.completion_deadline`, for a list sorted by deadline?

Held to the rule by a test over every lawful combination of the dates.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Case, DateField, F, When

from conferral.models.days_beside import DayBefore


def deadline_shown(on: date) -> Case:
    """Return the **Completion deadline** as it is shown on a day."""
    return Case(
        When(grace_begins_on__gt=on, then=DayBefore(F("grace_begins_on"))),
        default=F("expires_on"),
        output_field=DateField(),
    )
