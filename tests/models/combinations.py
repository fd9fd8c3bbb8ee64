"""Which enrollments cover every lawful combination of the dates, each absent, before, on or after a day?

Each date has an offset of its own before and after the day, so that every order the constraints
allow is there: enrolled before grace before expiry, all of them past, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

from conferral.models import Contact, Enrollment, Program, Version
from tests.models.rows import new, saved

DAY = date(2026, 3, 2)
BEFORE_AND_AFTER = {
    "registered_on": (-5, 1),
    "enrolled_on": (-4, 2),
    "grace_begins_on": (-3, 3),
    "expires_on": (-2, 5),
    "started_on": (-1, 4),
    "requirements_met_on": (-3, 3),
    "earned_on": (-1, 4),
    "cancelled_on": (-1, 4),
    "replaced_on": (-1, 4),
}
ALWAYS = {"registered_on", "enrolled_on", "expires_on"}
PROGRAMS = 5


def lawful_combinations() -> Iterator[dict[str, date | None]]:
    """Yield the dates of every lawful enrollment."""
    for terms in _terms():
        for earning in _earning(terms):
            for history in _history(terms):
                yield {**terms, **earning, **history}


def written() -> list[Program]:
    """Insert one enrollment per combination, each of a contact of its own, dealt out over a few programs."""
    programs = [saved(Program) for _ in range(PROGRAMS)]
    versions = [saved(Version, program=program) for program in programs]
    combinations = list(lawful_combinations())
    contacts = Contact.objects.bulk_create([new(Contact) for _ in combinations], batch_size=2000)
    Enrollment.objects.bulk_create(
        [
            Enrollment(
                contact=contact,
                program=programs[number % PROGRAMS],
                version=versions[number % PROGRAMS],
                registered_at=datetime.combine(dates["registered_on"], datetime.min.time(), tzinfo=UTC),
                **dates,
            )
            for number, (contact, dates) in enumerate(zip(contacts, combinations, strict=True))
        ],
        batch_size=2000,
    )
    return programs


def _days(field: str) -> tuple[date | None, ...]:
    before, after = BEFORE_AND_AFTER[field]
    there = tuple(DAY + timedelta(days=offset) for offset in (before, 0, after))
    return there if field in ALWAYS else (None, *there)


def _terms() -> Iterator[dict[str, date | None]]:
    fields = ("registered_on", "enrolled_on", "grace_begins_on", "expires_on")
    for registered, enrolled, grace, expires in product(*(_days(field) for field in fields)):
        if registered == DAY > enrolled or registered > enrolled == DAY:
            continue  # the day an enrollment begins is the earlier of the two: one later registration is enough
        if enrolled <= expires and (grace is None or enrolled < grace <= expires):
            yield dict(zip(fields, (registered, enrolled, grace, expires), strict=True))


def _earning(terms: dict[str, date | None]) -> Iterator[dict[str, date | None]]:
    for met, earned in product(_days("requirements_met_on"), _days("earned_on")):
        if met is not None and met < terms["enrolled_on"]:
            continue
        if earned is not None and (met is None or earned < met):
            continue
        yield {"requirements_met_on": met, "earned_on": earned}


def _history(terms: dict[str, date | None]) -> Iterator[dict[str, date | None]]:
    begins = min(terms["enrolled_on"], terms["registered_on"])
    fields = ("started_on", "cancelled_on", "replaced_on")
    for started, cancelled, replaced in product(*(_days(field) for field in fields)):
        if cancelled is None or cancelled >= begins:
            yield dict(zip(fields, (started, cancelled, replaced), strict=True))
