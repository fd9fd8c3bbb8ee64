"""Which program do the tests of the **Requirements** tab edit, and how do they read and send its forms?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Program, Version
from conferral.rules.actors import Role
from conferral.rules.definition import Category, Definition
from tests import make
from tests.web.typed import forms

BASE = "/staff/certification/programs/R/"
TAB, NEW, NEW_CATEGORY = f"{BASE}requirements/", f"{BASE}requirements/new/", f"{BASE}categories/new/"
RENEWAL = make.definition(
    make.requirement("LEARN", title="Learning", units=Decimal(35), is_repeatable=True, enrollees_may_record=True),
    make.requirement("TEACH", title="Teaching", units=Decimal(1), is_repeatable=True, is_required=False, category="GIVE"),
    make.requirement("JOB", title="Practice", component="WORK", units=Decimal(8), category="WORK", stage=2),
    make.requirement("EXAM", title="Examination", stage=2, scale=make.POINTS, requires_approval=True),
    name="Renewal",
    unit_type="PDUs",
    units_required=Decimal(60),
    categories=(
        Category("WORK", "Working as a practitioner", None, Decimal(8), "GIVE"),
        Category("GIVE", "Giving back", Decimal(2), Decimal(25)),
        Category("FREE", "Anything"),
    ),
    stages=((2, "Finish"),),
)  # fmt: skip


def of(code: str) -> str:
    return f"{TAB}by-code/{code}/"


def of_category(code: str) -> str:
    return f"{BASE}categories/by-code/{code}/"


@zeal_ignore()
def draft() -> Definition:
    return Version.objects.whole().get(program__code="R", number=None).definition()


def order(defined: Definition | None = None) -> str:
    return " ".join(f"{item.code}{item.stage}" for item in (defined or draft()).requirements)


def save(staff, address: str, **given):
    """Open a form and send it with some fields filled otherwise."""
    opened = staff.get(address)
    return staff.post(address, typed_at(opened, address, **given), follow=True)


def typed_at(answer, address: str, **given) -> dict[str, list[str]]:
    path = address.partition("?")[0]
    fields = next(fields for action, fields in forms(answer) if action in {"", path})
    return {**fields, **{name: [value] for name, value in given.items()}}


def stage_of(answer, title: str) -> str:
    """Return the name of the field for the stage of a requirement."""
    return re.search(
        rf'<label for="id_(stage[-~\w]+)"><span class="sr">Stage of {title}</span>', answer.content.decode()
    )[1]


def by_somebody_else(**changes) -> None:
    """Save a change of the draft as another of the staff."""
    made = Program.objects.get(code="R")
    held = Version.objects.whole().filter(program=made, number=None).first()
    begun = held.definition() if held else RENEWAL
    programs.save_draft(
        program=made, definition=replace(begun, **changes), by=make.actor(Role.STAFF), at=make.noon(date(2026, 3, 1))
    )
