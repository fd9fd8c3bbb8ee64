"""Which requirement of the version that an enrollment is on is meant by a code?"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from conferral.models import Enrollment, Offering, Requirement
from conferral.models.definitions import definition_of
from conferral.rules import definition as rules
from conferral.rules.refusals import Refusal, Refused


class Asked(NamedTuple):
    """A requirement as it is stored and as rules know it, within what its version asks for."""

    row: Requirement
    rule: rules.Requirement
    definition: rules.Definition
    has_offerings: bool


def asked_requirement(enrollment: Enrollment, code: str) -> Asked:
    """Return what is asked. Raises Refused: `requirement_unknown`.

    Program and version of the enrollment have come along. One query, and two more for a definition not yet kept.
    """
    offered = Offering.objects.filter(component=OuterRef("component"), is_retired=False)
    rows = Requirement.objects.filter(version=enrollment.version_id, code=code)
    found = rows.annotate(has_offerings=Exists(offered)).order_by().first()
    if found is None:
        raise Refused(Refusal("requirement_unknown", f"This program version has no requirement {code}."))
    definition = definition_of(enrollment)
    return Asked(found, definition.requirement(found.code), definition, found.has_offerings)
