"""What happened? Rows, constraints and querysets: the only entities there are."""

from conferral.models.account import Account
from conferral.models.completion import Completion
from conferral.models.contact import Contact, Designation
from conferral.models.enrollment import Enrollment
from conferral.models.event import Event
from conferral.models.offering import Offering
from conferral.models.organization import Organization
from conferral.models.program import Program, Version
from conferral.models.requirement import Category, Component, GradeScale, Requirement, Stage, UnitType

__all__ = [
    "Account",
    "Category",
    "Completion",
    "Component",
    "Contact",
    "Designation",
    "Enrollment",
    "Event",
    "GradeScale",
    "Offering",
    "Organization",
    "Program",
    "Requirement",
    "Stage",
    "UnitType",
    "Version",
]
