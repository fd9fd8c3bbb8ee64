"""Which lists are there to be taken along in the tests? All of them, of one small register, each of several rows."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from python_calamine import CalamineWorkbook
from zeal import zeal_ignore

from conferral.actions import accounts, extending, jobs, programs
from conferral.documents.enrollees import Column
from conferral.models import Enrollment, Event, Export, Program
from conferral.rules import exporting
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.exporting import Listed
from conferral.rules.jobs import Item
from tests import make
from tests.actions.queue import met, waiting
from tests.actions.registered import event
from tests.conftest import NOW
from tests.documents.test_roster import registered
from tests.web.staff.crowd import crowd

STRICTER = make.definition(make.requirement("COURSE", title="Course"), make.requirement("PLEDGE"))


@dataclass(frozen=True)
class Asked:
    """Where a list is asked for as a file, and what is sent along."""

    address: str
    sent: dict[str, object] = field(default_factory=dict)


@zeal_ignore()
def every_list() -> dict[Listed, Asked]:
    """Fill the register, and return how each list is asked for. Of the log it is what was done before today."""
    program = crowd()
    drafted(program)
    for _ in range(2):
        make.enrollment(None, program, date(2024, 1, 5))
    waiting(3)
    met(3)
    invited()
    enrollees = reverse("staff:program-export", args=[program.code])
    preview = reverse("staff:certification-preview-file", args=[program.code])
    return {
        Listed.ENROLLEES: Asked(enrollees, {"column": [column.value for column in Column]}),
        Listed.PREVIEW: Asked(preview, {"dates": "kept"}),
        Listed.INACTIVE: Asked(reverse("staff:inactive-file")),
        Listed.CONTACTS: Asked(reverse("staff:contacts-export")),
        Listed.LOG: Asked(reverse("staff:log-file"), {"until": "2026-03-01"}),
        Listed.COMPLETIONS: Asked(reverse("staff:completions-file")),
        Listed.PROGRAM_COMPLETIONS: Asked(reverse("staff:programs-file")),
        Listed.OUTCOME: Asked(reverse("staff:job-file", args=[extended(program).key])),
        Listed.USERS: Asked(reverse("staff:users-export")),
        Listed.NOTICES: Asked(reverse("staff:notices-file")),
        Listed.ROSTER: Asked(reverse("staff:roster-file", args=[evening().key])),
    }


def invited() -> None:
    """Invite three: what the log tells of accounts is for those who manage them."""
    for number in range(3):
        email, at = f"new{number}@example.org", make.noon(date(2026, 1, 5))
        accounts.invite(
            email=email, role=Role.STAFF, contact=None, reason="New here.", by=make.actor(Role.ADMIN), at=at
        )


def drafted(program: Program, definition=STRICTER) -> None:
    """Begin a draft, or change it."""
    programs.save_draft(program=program, definition=definition, by=COMMAND_LINE, at=NOW)


def extended(program: Program):
    """Extend the expiration date of some of a program; who earned it cannot be."""
    rows = Enrollment.objects.filter(program=program, contact__first_name__in=("Amina", "Bao", "Chiara", "Dmitri"))
    return jobs.ask_and_begin(
        kind=extending.KIND,
        items=[Item(row.pk) for row in rows.order_by("pk")],
        by=COMMAND_LINE,
        at=NOW,
        program=program.pk,
        arguments={"extension": {"to": "2027-06-30"}, "reason": "They were ill."},
    )


def evening():
    """Return an event with four on its roster."""
    make.program("EV", make.definition(make.requirement("CLASS")))
    found = event(seats=100)
    registered(found, "Zoe", "Ada", "Bob", "Cy")
    return found


@zeal_ignore()
def export_of(what: Listed) -> Export:
    """Return the export of a list that is a job."""
    return Export.objects.select_related("job").get(job__arguments__list=what.value)


def told_of(what: Listed) -> int:
    """Return how often the log says that a list was taken along."""
    return Event.objects.filter(kind="list.exported", after__list=what.value).count()


def taken(browser, asked: Asked, form: str = "csv") -> bytes:
    """Take a list along at once."""
    answer = browser.post(asked.address, {**asked.sent, "format": form})
    assert answer.status_code == 200
    return b"".join(answer)


def as_a_job(browser, what: Listed, asked: Asked, monkeypatch, form: str = "csv") -> Export:
    """Ask for a list where one row is too many to be handed out at once."""
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    answer = browser.post(asked.address, {**asked.sent, "format": form})
    found = export_of(what)
    assert answer["Location"] == reverse("staff:job", args=[found.job.key])
    return found


def downloaded(browser, export: Export) -> bytes:
    """Download what a job has written."""
    answer = browser.get(reverse("staff:job-download", args=[export.job.key]))
    assert answer.status_code == 200
    return b"".join(answer)


def cells(file: bytes) -> list[list[object]]:
    """Return what stands in the first sheet of a file of XLSX."""
    return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()


def lines_of(file: bytes) -> int:
    """Count the lines of a file of CSV below its first one, where no cell has any."""
    return file.count(b"\r\n") - 1
