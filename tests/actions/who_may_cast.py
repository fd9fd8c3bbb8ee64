"""What is there to act on in the tests of who may what?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conferral.actions import (
    components,
    offerings,
)
from conferral.models import Completion, Component, Enrollment, Offering, Program
from conferral.rules import components as component_rules
from conferral.rules import offerings as offering_rules
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.conftest import NOW


@dataclass(frozen=True, slots=True)
class Cast:
    """What there is to act on: Ada's enrollment with something complete, something to approve, something to grade."""

    enrolled: Enrollment
    met: Enrollment
    old: Enrollment
    program: Program
    course: Completion
    essay: Completion
    test: Completion
    exam: Completion
    offering: Offering
    spare: Component


def cast() -> Cast:
    """Make it."""
    asked = make.definition(
        make.requirement("COURSE", enrollees_may_record=True),
        make.requirement("ESSAY", requires_approval=True, enrollees_may_record=True),
        make.requirement("TEST", scale=make.POINTS),
        make.requirement("LEFT", enrollees_may_record=True),
        unit_type="hours",
    )
    ada = make.contact("ADA")
    program = make.program("P", asked)
    enrolled = make.enrollment(ada, program, date(2026, 1, 5))
    met = make.enrollment(ada, make.program("MET", make.definition(requires_approval=True)), date(2026, 1, 5))
    behind = make.program("OLD")
    old = make.enrollment(ada, behind, date(2026, 1, 5))
    make.publish(behind, make.definition(name="Another"))
    spare = components.add(details=component_rules.Details(code="SPARE", title="Spare"), by=COMMAND_LINE, at=NOW)
    resource = offering_rules.Details(kind=offering_rules.Kind.RESOURCE, title="At home")
    return Cast(
        enrolled=enrolled,
        met=met,
        old=old,
        program=program,
        course=make.completion(enrolled, "COURSE", date(2026, 2, 1)),
        essay=make.completion(enrolled, "ESSAY", date(2026, 2, 1)),
        test=make.completion(enrolled, "TEST", date(2026, 2, 1)),
        exam=make.completion(met, "EXAM", date(2026, 2, 1)),
        offering=offerings.add(component=spare.pk, details=resource, by=COMMAND_LINE, at=NOW),
        spare=spare,
    )
