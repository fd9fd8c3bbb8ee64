"""May the dates of an enrollment become these, and what would follow? The preview and the action ask here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from conferral.models.enrollment import Enrollment
from conferral.rules import permits, succession
from conferral.rules.actors import Actor
from conferral.rules.attempts import Attempt
from conferral.rules.days import in_words
from conferral.rules.definition import Definition
from conferral.rules.milestones import milestones
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts
from conferral.rules.terms import Dates


def may_be_redated(row: Enrollment, to: Dates, *, reason: str | None, by: Actor, on: date) -> Refusal | None:
    """Return why the dates may not become these, or None; `reason` None where it is not asked for yet.

    One query. Codes: those of `may_change_dates`, `enrollment_date_taken`.
    """
    refusal = permits.may_change_dates(by, facts=row.facts(), to=to, reason=reason, on=on)
    if refusal or to.enrolled_on == row.enrolled_on:
        return refusal
    others = Enrollment.objects.filter(contact=row.contact_id, program=row.program_id, enrolled_on=to.enrolled_on)
    if not others.filter(cancelled_on=None).exclude(pk=row.pk).exists():
        return None
    return Refusal(
        "enrollment_date_taken",
        f"Enrollment date: the contact has another enrollment in this program as of {in_words(to.enrolled_on)}; "
        "choose another day, or change the date of that one first.",
    )


def redated(
    row: Enrollment,
    to: Dates,
    line: Collection[Enrollment],
    *,
    definition: Definition,
    attempts: Collection[Attempt],
) -> dict[int, Facts]:
    """Return the facts of every enrollment in the line of this one, by primary key, if its dates became these.

    What is earned and who replaces whom follows by the rules that the actions settle by.
    """
    due = milestones(
        definition, attempts, enrolled_on=to.enrolled_on, approved_on=row.approved_on, cancelled_on=row.cancelled_on
    )
    places = [
        replace(one.place_in_line(), enrolled_on=to.enrolled_on) if one.pk == row.pk else one.place_in_line()
        for one in line
    ]
    replaced = succession.replacements(places)
    found = {one.pk: replace(one.facts(), replaced_on=replaced[one.pk]) for one in line}
    found[row.pk] = replace(
        found[row.pk],
        begins_on=min(to.enrolled_on, row.registered_on),
        **{name: getattr(to, name) for name in ("enrolled_on", "grace_begins_on", "expires_on")},
        **{name: getattr(due, name) for name in ("started_on", "requirements_met_on", "earned_on")},
    )
    return found
