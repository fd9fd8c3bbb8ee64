"""How does a component get the occasions on which it can be met, and how do they change and go?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from conferral.actions.log import Log, changes
from conferral.actions.offering_seats import offer_seats
from conferral.actions.parts import Part
from conferral.models import Completion, Component, Contact, Offering, uses
from conferral.models.registration import taken
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.days import in_words
from conferral.rules.offerings import Details, Kind, check_details, check_seats_stay
from conferral.rules.refusals import Refusal, Refused


def details_of(offering: Offering) -> Details:
    """Return what an offering says of itself."""
    return Details(
        kind=Kind(offering.kind),
        title=offering.title,
        starts_at=offering.starts_at,
        ends_at=offering.ends_at,
        place=offering.place,
        seats=offering.seats,
        price=offering.price,
        price_for_members=offering.price_for_members,
        registers_until=offering.registers_until,
        cancels_until=offering.cancels_until,
        currency=offering.currency,
        instructor=offering.instructor_id,
        records_completions=offering.records_completions,
    )


def _said(offering: Offering) -> Mapping[str, object]:
    """Return what the log keeps of an offering."""
    return {"offering": offering.pk, "component": offering.component.code, **asdict(details_of(offering))}


PART = Part(
    model=Offering,
    kind="offering",
    word="offering",
    permit=permits.may_define,
    use=uses.of_offering,
    said=_said,
    named=lambda row: row.title,
)


@transaction.atomic
def add(*, component: int, details: Details, by: Actor, at: datetime) -> Offering:
    """Add an offering to a component (by primary key); it helps everybody enrolled at once.

    Raises Refused: `role_needed`, those of `check_details`, `component_unknown`,
    `component_retired`, `instructor_unknown`.
    """
    if refusal := permits.may_define(by) or check_details(details):
        raise Refused(refusal)
    of = _component(component)
    _check_instructor(details.instructor)
    offering = Offering(component=of)
    _fill(offering, details)
    offering.save()
    log = Log(by, at)
    log.add("offering.added", subject=offering.key, after=_said(offering))
    log.write()
    return offering


@transaction.atomic
def change(
    *, offering: int, component: int, details: Details, by: Actor, at: datetime, revision: int | None = None
) -> Offering:
    """Change an offering, with effect at once for everybody enrolled.

    Once completed by somebody it stays with its component, and begins no later than they completed it; as long as
    seats are registered or held it stays an event with as many. Raises Refused: `role_needed`, `removed`, `stale`,
    `offering_completed`, `completed_before_start`, those of `check_seats_stay` and of `add`.
    """
    if refusal := permits.may_define(by) or check_details(details):
        raise Refused(refusal)
    row = PART.locked(offering, by, revision)
    held = _said(row)
    first = Completion.objects.filter(offering=row).aggregate(first=Min("completed_on"))["first"]
    if component != row.component_id:
        if first is not None:
            raise Refused(
                Refusal(
                    "offering_completed",
                    f"component: {row.title} was completed for {row.component.title}, so it stays with it; "
                    "add another offering instead.",
                )
            )
        row.component = _component(component)
    if details.instructor != row.instructor_id:
        _check_instructor(details.instructor)
    begins_on = None if details.starts_at is None else timezone.localdate(details.starts_at)
    if first is not None and begins_on is not None and details.starts_at != row.starts_at and begins_on > first:
        raise Refused(
            Refusal(
                "completed_before_start",
                f"starts_at: {row.title} was completed on {in_words(first)}, so it cannot begin on "
                f"{in_words(begins_on)}; it has to begin on that day or before.",
            )
        )
    if refusal := check_seats_stay(row.title, details, taken=taken([row.pk], at=at)[row.pk]):
        raise Refused(refusal)
    _fill(row, details)
    before, after = changes(held, _said(row))
    if not after:
        return row
    row.revision += 1
    row.save()
    log = Log(by, at)
    log.add("offering.changed", subject=row.key, before=before, after=after)
    offer_seats([row], log)
    log.write()
    return row


@transaction.atomic
def retire(*, offering: int, by: Actor, at: datetime, revision: int | None = None) -> Offering:
    """Retire an offering: it is offered no more and takes no new completion; those it has stay.

    Raises Refused: `role_needed`, `removed`, `stale`.
    """
    return PART.set_retired(offering, by, at, revision, is_retired=True)


@transaction.atomic
def bring_back(*, offering: int, by: Actor, at: datetime, revision: int | None = None) -> Offering:
    """Bring a retired offering back. Raises Refused as `retire` does."""
    return PART.set_retired(offering, by, at, revision, is_retired=False)


@transaction.atomic
def remove(*, offering: int, by: Actor, at: datetime, revision: int | None = None) -> None:
    """Remove an offering that nobody completed. Raises Refused as `retire` does, and `in_use`."""
    PART.remove(offering, by, at, revision)


def _component(pk: int) -> Component:
    """Return the component an offering is to meet, locked, so that nobody removes it meanwhile."""
    of = Component.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if of is None:
        raise Refused(Refusal("component_unknown", "There is no such component; define it first."))
    if of.is_retired:
        raise Refused(Refusal("component_retired", f"{of.title} is retired; nothing new is offered for it."))
    return of


def _check_instructor(instructor: int | None) -> None:
    if instructor is not None and not Contact.objects.filter(pk=instructor).exists():
        raise Refused(Refusal("instructor_unknown", "instructor: there is no such contact; add the contact first."))


def _fill(offering: Offering, details: Details) -> None:
    if details.kind is Kind.RESOURCE:
        offering.closed_at = None  # there is no roster to it
    for name, value in asdict(details).items():
        setattr(offering, "instructor_id" if name == "instructor" else name, value)
