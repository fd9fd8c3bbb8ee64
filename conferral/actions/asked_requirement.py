"""Which requirement of the version that an enrollment is on is meant by a code?"""

from __future__ import annotations

from conferral.models import Enrollment, Requirement
from conferral.rules.refusals import Refusal, Refused


def asked_requirement(enrollment: Enrollment, code: str) -> Requirement:
    """Return the requirement with all that rules ask of it. Raises Refused: `requirement_unknown`."""
    asked = Requirement.objects.select_related("component", "grade_scale", "category")
    found = asked.filter(version=enrollment.version_id, code=code).first()
    if found is None:
        raise Refused(Refusal("requirement_unknown", f"This program version has no requirement {code}."))
    return found
