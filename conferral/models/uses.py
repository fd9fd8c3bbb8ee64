"""Which versions, offerings and completions use a component, a unit type, a grade scale or an offering?"""

from __future__ import annotations

from django.db.models import F

from conferral.models.completion import Completion
from conferral.models.offering import Offering
from conferral.models.program import Version
from conferral.models.registration import Hold, Registration
from conferral.rules.uses import Place, Use


def of_component(component: int) -> Use:
    """Return what uses a component, in three queries."""
    return Use(
        places=_places(requirements__component=component),
        offerings=Offering.objects.filter(component=component).count(),
        completions=Completion.objects.filter(requirement__component=component).count(),
    )


def of_offering(offering: int) -> Use:
    """Return what uses an offering: its completions, its registrations, cancelled ones too, and what lies in carts."""
    return Use(
        completions=Completion.objects.filter(offering=offering).count(),
        registrations=Registration.objects.filter(offering=offering).count(),
        held=Hold.objects.filter(offering=offering).count(),
    )


def of_unit_type(unit_type: int) -> Use:
    """Return the versions that count in a unit type."""
    return Use(places=_places(unit_type=unit_type))


def of_grade_scale(scale: int) -> Use:
    """Return the versions with a requirement graded on a scale, and how many completions were graded on it."""
    graded = Completion.objects.filter(requirement__grade_scale=scale).exclude(grade="")
    return Use(places=_places(requirements__grade_scale=scale), completions=graded.count())


def _places(**of: int) -> tuple[Place, ...]:
    """Return the versions, those of a program together, the draft last; each once."""
    versions = (
        Version.objects.filter(**of)
        .order_by("program__code", F("number").asc(nulls_last=True))
        .values_list("program__code", "number", "name")
        .distinct()
    )
    return tuple(Place(program=code, version=number, name=name) for code, number, name in versions)
