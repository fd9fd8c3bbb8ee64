"""How does a component get the occasions on which it can be met?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from conferral.actions.log import Log
from conferral.models import Component, Contact, Offering
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.offerings import Details, check_details
from conferral.rules.refusals import Refusal, Refused


@transaction.atomic
def add(*, component: int, details: Details, by: Actor, at: datetime) -> Offering:
    """Add an offering to a component (by primary key); it helps everybody enrolled at once.

    Raises Refused: `role_needed`, those of `check_details`, `component_unknown`,
    `component_retired`, `instructor_unknown`.
    """
    if refusal := permits.may_define(by) or check_details(details):
        raise Refused(refusal)
    of = Component.objects.filter(pk=component).first()
    if of is None:
        raise Refused(Refusal("component_unknown", "There is no such component; define it first."))
    if of.is_retired:
        raise Refused(Refusal("component_retired", f"{of.title} is retired; nothing new is offered for it."))
    if details.instructor is not None and not Contact.objects.filter(pk=details.instructor).exists():
        raise Refused(Refusal("instructor_unknown", "instructor: there is no such contact; add the contact first."))
    said = asdict(details)
    instructor = said.pop("instructor")
    offering = Offering.objects.create(component=of, instructor_id=instructor, **said)
    log = Log(by, at)
    log.add("offering.added", after={"offering": offering.pk, "component": of.code, **asdict(details)})
    log.write()
    return offering
