"""What do the pages say of each kind of file that is imported: its title, where it belongs, its fields?"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.rules.importing import ImportKind
from conferral.web.staff.contacts import LABELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One kind. `begins` names the address where a file is asked for, `here` the page to which its rows belong."""

    title: str
    what: str
    begins: str
    here: str
    leads_to: str
    refused: str
    labels: dict[str, str]
    said: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where a file of this kind is asked for."""
        return reverse(self.begins)

    @property
    def belongs(self) -> str:
        """The address of the page to which its rows belong."""
        return reverse(f"staff:{self.here}")


def shown(kind: ImportKind) -> Shown:
    """Return the words of a kind, in the reader's language."""
    return WORDS[kind]()


def _contacts() -> Shown:
    return Shown(
        title=_("Import contacts"),
        what=_("Who is known: member numbers, names, email addresses, organizations."),
        begins="staff:contact-import",
        here="contacts",
        leads_to=_("To the contacts"),
        refused=_("Refused contacts"),
        labels={name: str(label) for name, label in LABELS.items()},
        said=(
            _(
                "The member number says who is meant: a known one changes that contact, a new one adds one. "
                "A blank cell changes nothing."
            ),
        ),
    )


def _history() -> tuple[str, str]:
    """Return what holds of both kinds of history."""
    return (
        _("Dates are written like 2026-03-01, or are dates in the cells of a workbook. A blank cell changes nothing."),
        _(
            "What comes in is history: it is written as the file says, also where nobody could be enrolled or have "
            "completed anything today, and nobody is sent a notice."
        ),
    )


def _enrollments() -> Shown:
    return Shown(
        title=_("Import enrollments"),
        what=_("Who was enrolled in which program since when, until when, approved or cancelled on which day."),
        begins="staff:enrollment-import",
        here="programs",
        leads_to=_("To the enrollments by program"),
        refused=_("Refused enrollments"),
        labels={
            "member_number": _("Member number"),
            "program": _("Program"),
            "enrolled_on": _("Enrollment date"),
            "version": _("Version"),
            "grace_begins_on": _("Grace period begins"),
            "expires_on": _("Expiration date"),
            "approved_on": _("Program approved on"),
            "cancelled_on": _("Cancelled on"),
        },
        said=(
            _(
                "Member number, program code and enrollment date say which enrollment is meant: one that is there is "
                "changed, any other is added. The contacts and the programs have to be there first."
            ),
            _(
                "Without a version it is the one in force. Without an expiration date it follows from the periods of "
                "the version, as does the grace period."
            ),
            *_history(),
        ),
    )


def _completions() -> Shown:
    return Shown(
        title=_("Import completions"),
        what=_("Who completed which requirement when, with grades, units and approvals."),
        begins="staff:completion-import",
        here="programs",
        leads_to=_("To the enrollments by program"),
        refused=_("Refused completions"),
        labels={
            "member_number": _("Member number"),
            "program": _("Program"),
            "enrolled_on": _("Enrollment date"),
            "requirement": _("Requirement"),
            "completed_on": _("Completed on"),
            "reference": _("Reference"),
            "grade": _("Grade"),
            "units": _("Units"),
            "notes": _("Notes"),
            "approved_on": _("Approved on"),
        },
        said=(
            _(
                "Member number, program code, enrollment date, requirement code and the day of completion say which "
                "completion is meant: one that is there is changed, any other is added. A reference tells two of one "
                "day apart. The enrollments have to be there first."
            ),
            *_history(),
        ),
    )


WORDS = {
    ImportKind.CONTACTS: _contacts,
    ImportKind.ENROLLMENTS: _enrollments,
    ImportKind.COMPLETIONS: _completions,
}
