"""What of a register is needed before a form can be sent, beyond the cast?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from conferral.actions import accounts, components, enrollments, jobs, offerings, organization, programs
from conferral.models import (
    Account,
    Cart,
    Completion,
    Component,
    Enrollment,
    Hold,
    ImportFile,
    ImportRow,
    Job,
    Message,
    Offering,
    Order,
    Organization,
    Place,
    Program,
    Registration,
)
from conferral.models.import_file import written
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.components import Details
from conferral.rules.jobs import Item
from conferral.rules.offerings import Details as Occasion
from conferral.rules.offerings import Kind
from tests import make
from tests.conftest import NOW
from tests.web.matrix_cast import Cast

Said = dict[str, object]


def contacts_uploaded(_cast: Cast, _of: Enrollment) -> Said:
    """A file of contacts that the overseer uploaded."""
    file = ImportFile.objects.create(
        kind="contacts",
        uploaded_by=Account.objects.get(username="overseer"),
        uploaded_at=NOW,
        columns=["member_number", "first_name"],
        is_workbook=False,
    )
    ImportRow.objects.create(upload=file, line=2, given=written(["NEW-1", "Nora"]))
    return {"upload": file.key}


def waiting(_cast: Cast, of: Enrollment) -> Said:
    """The essay that waits for approval."""
    return {"code": "ESSAY", "completion": essay(of).key}


def essay(of: Enrollment) -> Completion:
    return of.completions.get(requirement__code="ESSAY", awaits="approval")


def graded(_cast: Cast, of: Enrollment) -> Said:
    """A test in another program that waits for a grade."""
    into = Program.objects.filter(code="GRADED").first() or make.program(
        "GRADED", make.definition(make.requirement("TEST", scale=make.POINTS))
    )
    enrolled = make.enrollment(of.contact, into, date(2026, 1, 5))
    waits = make.completion(enrolled, "TEST", date(2026, 2, 1))
    return {"key": enrolled.key, "code": "TEST", "completion": waits.key}


def met(_cast: Cast, of: Enrollment) -> Said:
    """Another program of which everything is done and the approval is waited for."""
    into = Program.objects.filter(code="MET").first() or make.program("MET", make.definition(requires_approval=True))
    enrolled = make.enrollment(of.contact, into, date(2026, 1, 5))
    make.completion(enrolled, "EXAM", date(2026, 2, 1))
    return {"key": enrolled.key}


def spoilt(_cast: Cast, of: Enrollment) -> Said:
    """What is kept of an enrollment is not what its completions say."""
    Enrollment.objects.filter(pk=of.pk).update(started_on=date(2026, 1, 6))
    return {}


def drafted(_cast: Cast, of: Enrollment) -> Said:
    """A draft."""
    defined = replace(of.version.definition(), name="Another name")
    programs.save_draft(program=of.program, definition=defined, by=COMMAND_LINE, at=NOW)
    return {}


def spare(_cast: Cast, _of: Enrollment) -> Said:
    """A component that nothing is built on."""
    components.add(details=Details(code="SPARE", title="Spare"), by=COMMAND_LINE, at=NOW)
    return {"component": "SPARE"}


def decided(_cast: Cast, of: Enrollment) -> Said:
    """A job of the command line that approved an essay today."""
    return {"job": _done("completions.approve", essay(of)).key}


def given_up(_cast: Cast, of: Enrollment) -> Said:
    """A job of the command line that was given up."""
    job = _done("program.test", of)
    Job.objects.filter(pk=job.pk).update(fault="It broke.", done=0)
    job.items.update(is_done=False, code="", message="")
    return {"job": job.key}


def an_event(_cast: Cast, _of: Enrollment) -> Said:
    """A class of the course to register for."""
    return {"offering": _class().key}


def an_event_held(_cast: Cast, of: Enrollment) -> Said:
    """A class of the course that has begun and for which somebody is registered."""
    return {"offering": _attended(of, NOW - timedelta(hours=1)).key}


def an_event_over(_cast: Cast, of: Enrollment) -> Said:
    """A class of the course that is over and for which somebody was registered."""
    return {"offering": _attended(of, NOW - timedelta(days=1)).key}


def _attended(of: Enrollment, starts_at: datetime) -> Offering:
    held = _class(starts_at)
    order = Order.objects.create(billed_to=of.contact, placed_at=NOW, total=0, payment="free")
    Registration.objects.create(order=order, offering=held, contact=of.contact, price=0)
    return held


def a_full_event(_cast: Cast, _of: Enrollment) -> Said:
    """A class of the course whose one seat is somebody else's."""
    full, other = _class(), make.contact("FULL-1", "Fay", "First")
    Offering.objects.filter(pk=full.pk).update(seats=1)
    order = Order.objects.create(billed_to=other, placed_at=NOW, total=0, payment="free")
    Registration.objects.create(order=order, offering=full, contact=other, price=0)
    return {"offering": full.key}


def in_line(_cast: Cast, of: Enrollment) -> Said:
    """A place on the waitlist of a class."""
    return {"waiting": Place.objects.create(offering=_class(), contact=of.contact, joined_at=NOW).key}


def in_a_cart(_cast: Cast, of: Enrollment) -> Said:
    """A seat in a class, in somebody's cart."""
    cart = Cart.objects.create(account=Account.objects.create(username="clerk"), opened_at=NOW)
    held = Hold.objects.create(
        cart=cart, offering=_class(), contact=of.contact, added_at=NOW, held_until=NOW + timedelta(minutes=20)
    )
    return {"cart": cart.key, "line": held.key}


def _class(starts_at: datetime = NOW + timedelta(days=7)) -> Offering:
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    details = Occasion(kind=Kind.EVENT, title="A class", **times)
    return offerings.add(component=Component.objects.get(code="COURSE").pk, details=details, by=COMMAND_LINE, at=NOW)


def handed_cart(account: Account) -> None:
    """Let the cart be theirs."""
    Cart.objects.update(account=account)


def offered_to_all(_cast: Cast, _of: Enrollment) -> Said:
    """A program that anybody may enroll in."""
    return {"code": make.program("OPEN", make.definition(unit_type="CE hours")).code}


def themselves(_account: Account) -> None:
    """Whoever sends it sends it about themselves."""


def failed(_cast: Cast, of: Enrollment) -> Said:
    """A notice that failed."""
    message = Message.objects.filter(enrollment_id=of.pk).order_by("pk")[0]
    Message.objects.filter(pk=message.pk).update(state="failed", ended_at=NOW, reason="The mail server refused it.")
    return {"message": message.key}


def cancelled(_cast: Cast, of: Enrollment) -> Said:
    """It is cancelled, so it may be purged."""
    enrollments.cancel(enrollment=of.pk, by=COMMAND_LINE, at=NOW)
    return {}


def _done(kind: str, subject: Completion | Enrollment) -> Job:
    items = [Item(subject.pk, subject.revision)]
    job = jobs.ask(kind=kind, items=items, program=None, by=COMMAND_LINE, at=NOW)
    jobs.run_here(job.key, at=NOW)
    return Job.objects.get(pk=job.pk)


def somebody_of_staff(cast: Cast, _of: Enrollment) -> Said:
    """The account of somebody on the lowest level of staff."""
    return {"account": cast.accounts["staff"].key}


def somebody_closed(cast: Cast, _of: Enrollment) -> Said:
    """An account that is closed."""
    Account.objects.filter(pk=cast.accounts["member"].pk).update(is_active=False)
    return {}


def somebody_invited(_cast: Cast, _of: Enrollment) -> Said:
    """The account of somebody who has not chosen a password."""
    invited = accounts.invite(
        email="invited@example.org", role=Role.NONE, contact=None, reason="New here.", by=COMMAND_LINE, at=NOW
    )
    return {"account": invited.key}


def organized(_cast: Cast, _of: Enrollment) -> Said:
    """The organization has a name."""
    organization.change(name="Society", by=COMMAND_LINE, at=NOW)
    return {}


def pictured(_cast: Cast, _of: Enrollment) -> Said:
    """The organization has a logo."""
    said = {"logo_path": "logo/a", "logo_media_type": "image/png", "logo_sha256": "a" * 64}
    Organization.objects.create(name="Society", **said)
    return {}
