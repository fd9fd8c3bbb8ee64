"""What stands around every page of the Staff site? The manual's navigation, each entry once it leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from conferral import clock
from conferral.models import waiting
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.web.access import staff_only
from conferral.web.formats import counted_up_to
from conferral.web.pages import page
from conferral.web.sites import Site


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation; `count` is blank where nothing waits."""

    label: str
    address: str
    is_here: bool
    count: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The entries under one heading; blank for what needs none."""

    label: str
    entries: list[Entry]


def navigation(here: str, today: date, actor: Actor, waits: tuple[int, int] | None = None) -> list[Group]:
    """Return the menu; `here` is the name of the address whose entry is marked.

    One query for what waits, unless it was counted already (`waits`). What an actor may not look at is not offered.
    """
    completions, programs = waits or waiting.counted(on=today)

    def entry(label: str, name: str, count: str = "") -> Entry:
        return Entry(label, reverse(f"staff:{name}"), name == here, count)

    groups = [
        Group("", [entry(_("Home"), "home")]),
        Group(
            _("Enrollments"),
            [
                entry(_("By program"), "programs"),
                entry(_("By enrollee"), "enrollees"),
                entry(_("Inactive enrollments"), "inactive"),
            ],
        ),
        Group(
            _("Pending approvals"),
            [
                entry(_("Requirement completions"), "requirement-completions", _counted(completions)),
                entry(_("Program completions"), "program-completions", _counted(programs)),
            ],
        ),
        Group(
            _("Define programs"),
            [
                entry(_("Certification programs"), "certifications"),
                entry(_("Components"), "components"),
                entry(_("Offerings"), "offerings"),
                entry(_("Unit types"), "unit-types"),
                entry(_("Grade scales"), "grade-scales"),
            ],
        ),
        Group(_("People"), [entry(_("Contacts"), "contacts"), entry(_("Cart"), "cart")]),
        Group(_("In the background"), [entry(_("Imports"), "imports"), entry(_("Jobs"), "jobs")]),
        Group(_("What was done"), [entry(_("Log"), "log"), entry(_("Notices"), "notices")]),
    ]
    if permits.may_manage_users(actor) is None:
        groups.append(Group(_("The register"), [entry(_("Settings"), "settings"), entry(_("Users"), "users")]))
    return groups


def _counted(count: int) -> str:
    """Write how many wait; nothing where none does, and no exact number where very many do."""
    return counted_up_to(count, waiting.MOST) if count else ""


def staff_page(
    request: HttpRequest,
    template: str,
    values: dict[str, Any],
    *,
    here: str = "",
    block: str = "",
    status: int = 200,
    waits: tuple[int, int] | None = None,
) -> HttpResponse:
    """Answer with a page of the Staff site."""
    menu = navigation(here, clock.today(), request.actor, waits)  # type: ignore[attr-defined]  # staff_only put it there
    return page(request, template, {"navigation": menu, **values}, block=block, status=status)


def _of_enrollments(
    request: HttpRequest,
    template: str,
    values: dict[str, Any],
    *,
    here: str = "programs",
    block: str = "",
    status: int = 200,
) -> HttpResponse:
    return staff_page(request, template, {"site": "staff", **values}, here=here, block=block, status=status)


STAFF = Site(
    name="staff",
    page=_of_enrollments,
    lets_in=staff_only,
    serves=lambda _request, _contact: True,
    asks_grades=True,
)
