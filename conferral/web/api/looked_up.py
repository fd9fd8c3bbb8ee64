"""What may whoever asks know of? Staff everything, members their own; anything else does not exist (404)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from conferral.documents.standing import EnrollmentStanding, standing_of
from conferral.models import Completion, Contact, Enrollment
from conferral.models.former_number import numbered, survivors
from conferral.rules.days import in_words
from conferral.rules.permits import may_see_progress
from conferral.rules.refusals import Refusal, Refused
from conferral.web.asking import Asking


def staff(request: Asking) -> None:
    """Let staff go on; for others there is nothing here."""
    if not request.actor.is_staff:
        raise Http404


def enrollment(request: Asking, key: UUID) -> Enrollment:
    """Return the enrollment of a key."""
    rows = Enrollment.objects.select_related("contact", "program", "version")
    row: Enrollment = get_object_or_404(rows, key=key)
    _or_404(request, row.contact_id)
    return row


def standing(request: Asking, key: UUID, on: date) -> EnrollmentStanding:
    """Return how the enrollment of a key stands on a day. Raises Refused: `enrollment_not_begun`."""
    shown = standing_of(key, on=on)
    if shown is None:
        begins_on = enrollment(request, key).facts().begins_on
        raise Refused(Refusal("enrollment_not_begun", f"This enrollment begins on {in_words(begins_on)}."))
    _or_404(request, shown.enrollment.contact_id)
    return shown


def completion(request: Asking, key: UUID) -> Completion:
    """Return the completion of a key."""
    rows = Completion.objects.select_related("enrollment")
    row: Completion = get_object_or_404(rows, key=key)
    _or_404(request, row.enrollment.contact_id)
    return row


def contact(request: Asking, member_number: str) -> Contact:
    """Return the contact of a member number, also of one that was merged away."""
    row = numbered(member_number)
    if row is None:
        raise Http404
    _or_404(request, row.pk)
    return row


def contacts(request: Asking, member_numbers: Sequence[str]) -> dict[str, int]:
    """Return the contacts of member numbers by primary key; those that there are not, or not for whoever asks, are not.

    Two queries however many there are.
    """
    found = dict(Contact.objects.filter(member_number__in=member_numbers).values_list("member_number", "pk"))
    found |= {number: row.pk for number, row in survivors(member_numbers).items()}
    return {number: key for number, key in found.items() if may_see_progress(request.actor, contact=key) is None}


def _or_404(request: Asking, contact: int) -> None:
    if may_see_progress(request.actor, contact=contact):
        raise Http404
