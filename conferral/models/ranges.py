"""Which conditions do several tables keep on their columns?"""

from __future__ import annotations

from django.db.models import CheckConstraint, DecimalField, Q

from conferral.rules import days, quantities


def dates_in_calendar(table: str, *fields: str) -> CheckConstraint:
    """Keep the named dates, where present, between 1900-01-01 and 2199-12-31."""
    condition = Q()
    for field in fields:
        inside = Q(**{f"{field}__gte": days.EARLIEST, f"{field}__lte": days.LATEST})
        condition &= Q(**{f"{field}__isnull": True}) | inside
    return CheckConstraint(condition=condition, name=f"{table}_dates_in_calendar")


def units_field(*, optional: bool = False) -> DecimalField:
    """A column for units: exact decimals with three places."""
    digits, places = quantities.DIGITS, quantities.PLACES
    if optional:
        return DecimalField(max_digits=digits, decimal_places=places, null=True, blank=True)
    return DecimalField(max_digits=digits, decimal_places=places, default=0)


def not_blank(table: str, field: str) -> CheckConstraint:
    """Keep a text from being empty."""
    return CheckConstraint(condition=~Q(**{field: ""}), name=f"{table}_{field}_not_blank")
