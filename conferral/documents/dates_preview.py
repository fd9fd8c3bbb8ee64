"""What would changing the three dates of an enrollment do? Nothing is written.

"Staff users can edit Enrollment date, Grace period begins, Expiration date": this stands between typing and saving.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conferral.models import Enrollment
from conferral.models.definitions import kept_definitions
from conferral.models.histories import attempts_of
from conferral.models.redating import may_be_redated, redated
from conferral.rules.actors import Actor
from conferral.rules.days import in_words
from conferral.rules.redating import Effect, cautions, effect
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts
from conferral.rules.terms import Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesPreview:
    """What saving would do: the effect and what to look out for; or why it would be refused.

    `others` says what becomes of the contact's other enrollments in the program. `is_same` means that nothing differs.
    """

    to: Dates
    refusal: Refusal | None = None
    is_same: bool = False
    effect: Effect | None = None
    facts: Facts | None = None
    cautions: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def dates_preview(row: Enrollment, to: Dates, *, by: Actor, on: date) -> DatesPreview:
    """Return what changing the dates to these would do on the day, by the rules that the action asks.

    `row` has its contact, program and version along. At most four queries, and two more for a definition not yet kept.
    """
    if refusal := may_be_redated(row, to, reason=None, by=by, on=on):
        return DatesPreview(to=to, refusal=refusal)
    if to == row.dates():
        return DatesPreview(to=to, is_same=True)
    line = list(Enrollment.objects.filter(contact=row.contact_id, program=row.program_id).select_related("contact"))
    published_at = row.version.published_at
    if published_at is None:
        raise LookupError(f"Enrollment {row.key} is on a draft: the database lets nobody write that.")
    definition = kept_definitions([(row.program.key, row.version_id, published_at)])[row.version_id]
    attempts = attempts_of([row.pk])[row.pk]
    after = redated(row, to, line, definition=definition, attempts=attempts)
    return DatesPreview(
        to=to,
        effect=effect(row.facts(), after[row.pk], on),
        facts=after[row.pk],
        cautions=cautions(definition, attempts, row.dates(), to),
        others=tuple(_other(one, after[one.pk]) for one in line if one.pk != row.pk and one.facts() != after[one.pk]),
    )


def _other(row: Enrollment, after: Facts) -> str:
    named = f"The contact’s enrollment of {in_words(row.enrolled_on)} in this program"
    if after.replaced_on is None:
        return f"{named} would not be replaced any more."
    return f"{named} would be replaced from {in_words(after.replaced_on)} on."
