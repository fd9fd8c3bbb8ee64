"""What is being edited? A program with its draft, or with the version in force while there is no draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conferral.models import Program, Version
from conferral.rules.definition import Definition
from conferral.web.staff.site import staff_page

TABS = {
    "certification-definition": _("Definition"),
    "certification-requirements": _("Requirements"),
    "certification-versions": _("Versions"),
    "certification-preview": _("Preview"),
    "certification-examples": _("Examples"),
}
"""The tabs of the editor in their order: the name of the address, and the label."""

OF_DRAFTS = frozenset({"certification-preview"})
"""The tabs that are there only while there is a draft."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A program as its editor shows it.

    `definition` is what the tabs show and begin from: the draft's or, where there is none, that of
    the version in force; None before the first. `revision` is to be handed on to the action: the draft's or, while
    there is none, the number of the version in force below zero.
    """

    program: Program
    draft: Version | None
    current: Version | None
    definition: Definition | None
    revision: int

    @property
    def name(self) -> str:
        """What the program is called on its pages: the name in force, else the draft's, else its code."""
        if self.current is not None:
            return self.current.name
        return self.definition.name if self.definition else self.program.code

    @property
    def is_public(self) -> bool:
        """Whether anyone can look the program up on its public page."""
        return self.program.as_offered(self.current).is_public


def edited(code: str) -> Edited:
    """Return the program of a code with what is being edited, or 404; in a fixed number of queries."""
    program = Program.objects.filter(code=code).first()
    if program is None:
        raise Http404
    draft = Version.objects.whole().filter(program=program, number=None).first()
    current = Version.objects.whole().current().filter(program=program).first()
    shown = draft or current
    in_force = current.number if current and current.number else 0
    return Edited(
        program, draft, current, shown.definition() if shown else None, draft.revision if draft else -in_force
    )


def editor_page(
    request: HttpRequest,
    template: str,
    values: dict[str, Any],
    *,
    of: Edited,
    tab: str,
    block: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with a tab of the editor."""
    tabs = [
        (label, reverse(f"staff:{name}", args=[of.program.code]), name == tab)
        for name, label in TABS.items()
        if name not in OF_DRAFTS or of.draft or name == tab
    ]
    return staff_page(
        request, template, {"of": of, "tabs": tabs, **values}, here="certifications", block=block, status=status
    )
