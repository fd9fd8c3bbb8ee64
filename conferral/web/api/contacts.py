"""What can a program ask about contacts, and how does it add one?"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Status
from pydantic import Field

from conferral import clock
from conferral.actions import contacts as actions
from conferral.documents import contact_list
from conferral.documents.standing import standings_of
from conferral.documents.transcript import transcript_of
from conferral.documents.transcript_json import as_text
from conferral.models import Contact
from conferral.rules.contacts import Details
from conferral.web.api import cursors, looked_up
from conferral.web.api.enrollments import enrollment_told
from conferral.web.api.interface import WITH_BODY, answers
from conferral.web.api.reading import CursorText, Day, Line, Search, Sent
from conferral.web.api.told import ContactBrief, ContactList, ContactTold, DesignationTold
from conferral.web.asking import Asking

CONTACTS = "contacts"
BRIEF = ("member_number", "first_name", "last_name", "email", "organization")
router = Router(tags=["Contacts"])


class ContactSent(Sent):
    """The details of a new contact."""

    member_number: Line
    first_name: Line = Field("", description="A contact has at least one of both names.")
    last_name: Line = ""
    email: Line = ""
    organization: Line = ""


@router.get("/contacts", response=answers(ContactList), summary="List contacts")
def list_contacts(request: Asking, q: Search = "", cursor: CursorText = "") -> ContactList:
    """List the contacts that a search finds, by name: part of a name, an email or a member number."""
    looked_up.staff(request)
    after = cursors.read(CONTACTS, cursor)
    page = contact_list.contacts(wanted=q, after=after, size=cursors.SIZE)
    if cursors.is_over(after, page.previous):
        return ContactList(items=[], next=None)
    items = [
        ContactBrief(
            member_number=row.member_number,
            first_name=row.first_name,
            last_name=row.last_name,
            email=row.email,
            organization=row.organization,
        )
        for row in page.rows
    ]
    return ContactList(items=items, next=cursors.written(CONTACTS, page.next))


@router.post("/contacts", response=answers(ContactTold, *WITH_BODY, status=HTTPStatus.CREATED), summary="Add a contact")
def add_contact(request: Asking, sent: ContactSent, response: HttpResponse) -> Status[ContactTold]:
    """Add a contact: whoever is to be enrolled has to be one."""
    looked_up.staff(request)
    row = actions.add(details=Details(**sent.model_dump()), by=request.actor, at=clock.now())
    response.headers["Location"] = reverse("api:show_contact", args=[row.member_number])
    return Status(HTTPStatus.CREATED, _told(row))


@router.get("/contacts/{named:member_number}", response=answers(ContactTold), summary="Show a contact")
def show_contact(request: Asking, member_number: str) -> ContactTold:
    """Show a contact, what they hold, and how each of their enrollments stands today. Members see themselves."""
    return _told(looked_up.contact(request, member_number))


@router.get(
    "/contacts/{named:member_number}/transcript",
    response=answers(dict[str, object]),
    summary="Hand out a transcript",
)
def show_transcript(request: Asking, member_number: str, on: Day | None = None) -> HttpResponse:
    """Hand out the transcript as of a day, today where none is named: the shape of docs/transcripts.md."""
    row = looked_up.contact(request, member_number)
    made = transcript_of(row, on=on or clock.today(), at=clock.now())
    return HttpResponse(as_text(made), content_type="application/json; charset=utf-8")


def _told(row: Contact) -> ContactTold:
    today = clock.today()
    return ContactTold(
        **{name: getattr(row, name) for name in BRIEF},
        designations=[
            DesignationTold(designation=one.name, conferred_on=one.conferred_on)
            for one in row.designations.filter(conferred_on__lte=today).order_by("name")
        ],
        enrollments=[enrollment_told(shown) for shown in standings_of(row, on=today)],
    )
