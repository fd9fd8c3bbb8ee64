"""What stands around every page of the Staff site? The manual's navigation, each entry once it leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.web.pages import page


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The entries under one heading."""

    label: str
    entries: list[Entry]


def navigation(here: str) -> list[Group]:
    """Return the menu; `here` is the name of the address whose entry is marked."""

    def entry(label: str, name: str) -> Entry:
        return Entry(label, reverse(f"staff:{name}"), name == here)

    return [
        Group(_("Enrollments"), [entry(_("By program"), "programs"), entry(_("By enrollee"), "enrollees")]),
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
        Group(_("In the background"), [entry(_("Jobs"), "jobs")]),
    ]


def staff_page(
    request: HttpRequest, template: str, values: dict[str, Any], *, here: str = "", block: str = "", status: int = 200
) -> HttpResponse:
    """Answer with a page of the Staff site."""
    return page(request, template, {"navigation": navigation(here), **values}, block=block, status=status)
