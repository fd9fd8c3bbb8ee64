"""Who may do what by sending a form? One row for each address of ours that takes one.

A row says what it takes where that is not what most take: any level of staff, to anybody's record, their own too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from conferral.models import (
    Account,
    Completion,
    Enrollment,
    Event,
    ImportFile,
    Registration,
)
from conferral.rules.actors import Role
from tests import make
from tests.hostile_files import png
from tests.uploaded import PDF
from tests.web.matrix_cast import Cast
from tests.web.matrix_needs import (
    Said,
    a_full_event,
    an_event,
    an_event_held,
    an_event_over,
    cancelled,
    contacts_uploaded,
    decided,
    drafted,
    essay,
    failed,
    given_up,
    graded,
    handed_cart,
    in_a_cart,
    in_line,
    met,
    offered_to_all,
    organized,
    pictured,
    somebody_closed,
    somebody_invited,
    somebody_of_staff,
    spare,
    spoilt,
    themselves,
    waiting,
)
from tests.web.matrix_needs_of_accounts import (
    PASSWORD,
    a_key,
    a_key_of_the_member,
    a_link,
    handed_another_place,
    handed_key,
    handed_link,
    somebody_alone,
    somebody_to_invite,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is sent to an address, and by whom it happens.

    The form is read off the page of the route `on` (its own, where none is said) as somebody sees it who may do
    everything, and filled with `fill`; `bare` is sent without one. `about` makes what is needed first and returns what
    of the address is other than the cast's; `asks` is what follows the question mark of it. `lowest` is the level it
    takes, `own` whether to one's own too, `enrollee` whether enrollees do it to their own; `policies` are switched
    first. `members` says that it is done on the Member site, by whoever is a contact, to their own alone; `of_account`,
    that whoever is signed in does it to their own account. `handed_to` makes what is sent theirs who sends it, where nobody else may see it.
    """

    on: str = ""
    bare: bool = False
    asks: Mapping[str, object] = field(default_factory=dict)
    fill: Mapping[str, object] = field(default_factory=dict)
    about: Callable[[Cast, Enrollment], Said] = lambda _cast, _of: {}
    lowest: Role = Role.STAFF
    own: bool = True
    enrollee: bool = False
    members: bool = False
    of_account: bool = False
    policies: Mapping[str, object] = field(default_factory=dict)
    handed_to: Callable[[Account], object] | None = None


# What is filled in


A_PROGRAM = """{"programs": [{"code": "BROUGHT", "versions": [{
    "name": "Brought in", "deadline_period": {"count": 1, "unit": "years"},
    "requirements": [{"code": "ESSAY", "title": "Essay", "component": "ESSAY"}]}]}]}"""


def contacts_file(_cast: Cast, _of: Enrollment) -> SimpleUploadedFile:
    return SimpleUploadedFile("contacts.csv", b"member_number,first_name\nNEW-1,Nora\n")


def enrollments_file(_cast: Cast, _of: Enrollment) -> SimpleUploadedFile:
    return SimpleUploadedFile("enrollments.csv", b"member_number,program,enrolled_on\nNEW-1,P,2026-01-01\n")


def completions_file(_cast: Cast, _of: Enrollment) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "completions.csv", b"member_number,program,enrolled_on,requirement,completed_on\nM,P,2026-01-01,E,2026-01-02\n"
    )


def a_picture(_cast: Cast, _of: Enrollment) -> SimpleUploadedFile:
    return SimpleUploadedFile("logo.png", png(), content_type="image/png")


def a_file(_cast: Cast, _of: Enrollment) -> SimpleUploadedFile:
    return SimpleUploadedFile("Proof.pdf", PDF, content_type="application/pdf")


def the_essay(_cast: Cast, of: Enrollment) -> str:
    row = essay(of)
    return f"{row.key.hex}.{row.revision}"


def the_one_met(_cast: Cast, of: Enrollment) -> str:
    row = Enrollment.objects.get(contact=of.contact, program__code="MET")
    return f"{row.key.hex}.{row.revision}"


def the_seat(_cast: Cast, of: Enrollment) -> str:
    row = Registration.objects.get(contact=of.contact, offering__title="A class")
    return f"{row.key.hex}.0"


def its_exam(_cast: Cast, of: Enrollment) -> str:
    row = Completion.objects.get(enrollment__contact=of.contact, enrollment__program__code="MET")
    return f"{row.key.hex}.{row.revision}"


def the_enrollment(_cast: Cast, of: Enrollment) -> str:
    row = Enrollment.objects.get(pk=of.pk)
    return f"{row.key.hex}.{row.revision}"


def its_revision(_cast: Cast, of: Enrollment) -> int:
    return Enrollment.objects.get(pk=of.pk).revision


def as_previewed(_cast: Cast, of: Enrollment) -> str:
    """The three dates, of which the last is another."""
    row = Enrollment.objects.get(pk=of.pk)
    return f"{row.enrolled_on}/{row.grace_begins_on}/{A_LATER_DAY}"


def end_of_log(_cast: Cast, _of: Enrollment) -> int:
    return Event.objects.order_by("-pk")[0].pk


def somebody_new(_cast: Cast, _of: Enrollment) -> str:
    return make.contact("NEW-1", "Nora", "New").member_number


def somebody_behind(_cast: Cast, of: Enrollment) -> str:
    """Somebody who is enrolled in the version before."""
    behind = make.enrollment(make.contact("OLD-1", "Olga", "Old"), of.program, date(2026, 1, 5))
    make.publish(of.program, replace(of.version.definition(), name="Next"))
    return behind.contact.member_number


MANAGER, ADMIN = Role.MANAGER, Role.ADMIN
A_LATER_DAY = "2027-12-31"
AN_EXAMPLE = '{"name": "Nothing", "enrolled_on": "2026-01-05", "on": "2026-01-06", "expect": {"status": "enrolled"}}'

DEEDS: dict[str, Deed] = {
    "staff:program-test": Deed(on="staff:program"),
    "staff:enroll-register": Deed(
        bare=True, fill={"batch": uuid4(), "version": "2", "enrolled_on": "2026-03-02", "pick": somebody_new}
    ),
    "staff:program-export": Deed(on="staff:program"),
    "staff:inactive-file": Deed(on="staff:inactive", about=cancelled),
    "staff:contacts-export": Deed(on="staff:contacts"),
    "staff:log-file": Deed(on="staff:log"),
    "staff:notices-file": Deed(on="staff:notices"),
    "staff:notice-retry": Deed(on="staff:notice", about=failed),
    "staff:certification-preview-file": Deed(on="staff:certification-preview", about=drafted),
    "staff:extension": Deed(
        asks={"pick": the_enrollment, "how": "to", "to": A_LATER_DAY}, fill={"reason": "They were ill."}
    ),
    "staff:cancellations": Deed(asks={"pick": the_enrollment}, lowest=MANAGER),  # the option is off
    "staff:move": Deed(
        bare=True,
        fill={"pick": somebody_behind, "key": uuid4(), "version": "3", "q": "", "dates": "kept"},
        lowest=MANAGER,  # it cancels, and the program's option to cancel is off
    ),
    "staff:purge": Deed(
        bare=True, about=cancelled, fill={"pick": the_enrollment, "position": end_of_log}, lowest=MANAGER
    ),
    "staff:enrollment-cancellation": Deed(lowest=MANAGER),  # the option is off
    "staff:enrollment-dates": Deed(
        fill={"do": "save", "expires_on": A_LATER_DAY, "seen": as_previewed, "reason": "They were ill."}
    ),
    "staff:registration": Deed(on="staff:requirement", about=an_event),
    "staff:waitlist": Deed(on="staff:requirement", about=a_full_event),
    "staff:waitlist-leaving": Deed(bare=True, about=in_line),
    "member:waitlist": Deed(bare=True, about=a_full_event, members=True),
    "member:waitlist-leaving": Deed(bare=True, about=in_line, members=True),
    "staff:cart-line-removal": Deed(bare=True, about=in_a_cart, handed_to=handed_cart),
    "staff:check-out": Deed(bare=True, about=in_a_cart, fill={"total": "0"}, handed_to=handed_cart),
    "staff:registration-cancellation": Deed(),
    "member:program": Deed(
        bare=True,
        about=offered_to_all,
        fill={"key": uuid4(), "version": "1"},
        handed_to=themselves,
        members=True,
    ),
    "member:enrollment-cancellation": Deed(
        bare=True, fill={"revision": its_revision}, policies={"enrollees_may_cancel": True}, members=True
    ),
    "member:record": Deed(
        bare=True, fill={"key": uuid4(), "completed_on": "2026-02-01", "units": "2", "notes": ""}, members=True
    ),
    "member:record-files": Deed(bare=True, fill={"key": uuid4(), "files": a_file, "upload": "1"}, members=True),
    "member:completion-files": Deed(bare=True, fill={"files": a_file, "upload": "1"}, members=True),
    "member:registration": Deed(bare=True, about=an_event, members=True),
    "member:cart-line-removal": Deed(bare=True, about=in_a_cart, handed_to=handed_cart, members=True),
    "member:check-out": Deed(bare=True, about=in_a_cart, fill={"total": "0"}, handed_to=handed_cart, members=True),
    "member:registration-cancellation": Deed(bare=True, fill={"is_sure": "1"}, members=True),
    "member:email": Deed(fill={"email": "new@example.org", "password": PASSWORD}, of_account=True, bare=True),
    "member:email-confirmation": Deed(bare=True, about=a_link, handed_to=handed_link, of_account=True),
    "member:api-keys": Deed(fill={"label": "Payroll", "password": PASSWORD}, of_account=True, bare=True),
    "member:api-key-revocation": Deed(bare=True, about=a_key, handed_to=handed_key, of_account=True),
    "staff:user-key-revocation": Deed(bare=True, about=a_key_of_the_member, lowest=ADMIN),
    "member:sign-out-elsewhere": Deed(bare=True, handed_to=handed_another_place, of_account=True),
    "member:data": Deed(bare=True, handed_to=lambda _account: None, members=True),
    "staff:record": Deed(fill={"units": "2"}),
    "staff:record-files": Deed(on="staff:record", fill={"files": a_file, "upload": "1"}),
    "staff:completion-files": Deed(fill={"files": a_file, "upload": "1"}),
    "staff:enrollment-test": Deed(on="staff:enrollment", about=spoilt),
    "staff:enrollment-approval": Deed(on="staff:enrollment", about=met, own=False),
    "staff:completion-grade": Deed(about=graded, fill={"grade": "80"}, own=False),
    "staff:completion-approval": Deed(on="staff:requirement", about=waiting, own=False),
    "staff:completion-rejection": Deed(about=waiting, fill={"form": "notify"}, own=False),
    "staff:completion-correction": Deed(about=waiting, fill={"notes": "As it was."}),
    "staff:completion-voiding": Deed(fill={"reason": "It was another's."}, lowest=MANAGER, own=False),
    "staff:completions-approval": Deed(on="staff:requirement-completions", fill={"pick": the_essay}),
    "staff:completions-rejection": Deed(
        on="staff:requirement-completions", fill={"pick": the_essay, "reject": "1", "form": "notify", "note": "No."}
    ),
    "staff:pending-grade": Deed(on="staff:requirement-completions", about=graded, fill={"grade": "80"}, own=False),
    "staff:completions-file": Deed(on="staff:requirement-completions"),
    "staff:programs-file": Deed(on="staff:program-completions", about=met),
    "staff:job-file": Deed(on="staff:job"),
    "staff:job-undo": Deed(on="staff:job", about=decided, lowest=MANAGER),
    "staff:programs-approval": Deed(on="staff:program-completions", about=met, fill={"pick": the_one_met}),
    "staff:sending-back": Deed(about=met, fill={"pick": its_exam, "note": "Again."}, own=False),
    "staff:job-start": Deed(on="staff:job", about=given_up, lowest=MANAGER),
    "staff:settings": Deed(fill={"name": "Society of Examples", "currency": "EUR"}, lowest=ADMIN),
    "staff:settings-logo": Deed(on="staff:settings", about=organized, fill={"logo": a_picture}, lowest=ADMIN),
    "staff:settings-logo-removal": Deed(on="staff:settings", about=pictured, lowest=ADMIN),
    "staff:users-export": Deed(on="staff:users", lowest=ADMIN),
    "staff:user-invite": Deed(
        fill={"email": "new@example.org", "role": str(int(Role.STAFF)), "reason": "New here."}, lowest=ADMIN
    ),
    "staff:user-level": Deed(fill={"role": str(int(Role.STAFF)), "reason": "They help."}, lowest=ADMIN),
    "staff:user-withdrawal": Deed(about=somebody_of_staff, fill={"reason": "They left."}, lowest=ADMIN),
    "staff:user-deactivation": Deed(fill={"reason": "They left."}, lowest=ADMIN),
    "staff:user-reactivation": Deed(about=somebody_closed, fill={"reason": "They are back."}, lowest=ADMIN),
    "staff:user-invitation": Deed(on="staff:user", about=somebody_invited, lowest=ADMIN),
    "staff:user-connection": Deed(
        about=somebody_alone, fill={"contact": somebody_new, "reason": "Their letter."}, lowest=ADMIN
    ),
    "staff:contact-invitation": Deed(on="staff:contact", about=somebody_to_invite),
    "staff:contact-add": Deed(fill={"member_number": "NEW-1", "first_name": "Nora"}),
    "staff:program-import-run": Deed(bare=True, fill={"contents": A_PROGRAM}),
    "staff:contact-import": Deed(fill={"file": contacts_file}),
    "staff:enrollment-import": Deed(fill={"file": enrollments_file}, lowest=Role.SYSADMIN),
    "staff:completion-import": Deed(fill={"file": completions_file}, lowest=Role.SYSADMIN),
    "staff:import-look": Deed(
        bare=True,
        about=contacts_uploaded,
        fill={"column-1": "member_number", "column-2": "first_name"},
        handed_to=lambda account: ImportFile.objects.update(uploaded_by=account),
    ),
    "staff:import-run": Deed(
        on="staff:import-review",
        about=contacts_uploaded,
        asks={"column-1": "member_number", "column-2": "first_name"},
        handed_to=lambda account: ImportFile.objects.update(uploaded_by=account),
    ),
    "staff:contact-details": Deed(fill={"organization": "Elsewhere"}),
    "staff:contact-data": Deed(fill={"reason": "They asked by letter."}),
    "staff:contact-merging": Deed(
        asks={"with": somebody_new}, fill={"reason": "They told us."}, lowest=MANAGER, own=False
    ),
    "staff:contact-erasure": Deed(fill={"reason": "Asked by letter."}, lowest=MANAGER, own=False),
    "staff:certification-new": Deed(fill={"code": "NEW", "name": "New", "deadline_count": "1"}),
    "staff:certification-copy": Deed(fill={"code": "COPY"}),
    "staff:certification-definition": Deed(fill={"name": "Renewed"}),
    "staff:certification-policies": Deed(on="staff:certification-definition", fill={"is_maintenance": "on"}),
    "staff:certification-publication": Deed(about=drafted),
    "staff:certification-draft-removal": Deed(about=drafted),
    "staff:certification-requirements": Deed(fill={"stage-ESSAY": "2"}),
    "staff:certification-requirement-new": Deed(fill={"component": "ESSAY", "code": "ESSAY-2", "title": "Another"}),
    "staff:certification-requirement": Deed(fill={"title": "A longer course"}),
    "staff:certification-requirement-removal": Deed(),
    "staff:certification-category-new": Deed(fill={"code": "LOCAL", "name": "Local"}),
    "staff:certification-category": Deed(fill={"name": "All hours"}),
    "staff:certification-category-removal": Deed(),
    "staff:certification-example-new": Deed(),
    "staff:certification-example": Deed(fill={"example": AN_EXAMPLE}),
    "staff:certification-example-removal": Deed(on="staff:certification-examples"),
    "staff:component-new": Deed(fill={"code": "NEW", "title": "New"}),
    "staff:component-details": Deed(fill={"title": "A longer course"}),
    "staff:component-retirement": Deed(on="staff:component"),
    "staff:component-removal": Deed(about=spare),
    "staff:offering-new": Deed(fill={"component": "ESSAY", "title": "By post", "kind": "resource"}),
    "staff:offering-details": Deed(fill={"title": "By post"}),
    "staff:offering-retirement": Deed(on="staff:offering"),
    "staff:offering-removal": Deed(),
    "staff:roster-file": Deed(on="staff:offering", about=an_event_held),
    "staff:attendance": Deed(on="staff:offering", about=an_event_held, fill={"pick": the_seat, "mark": "attended"}),
    "staff:roster-closing": Deed(on="staff:offering", about=an_event_over),
    "staff:unit-type-new": Deed(fill={"name": "Marks"}, lowest=MANAGER),
    "staff:unit-type": Deed(fill={"name": "Marks"}, lowest=MANAGER),
    "staff:unit-type-retirement": Deed(on="staff:unit-type", lowest=MANAGER),
    "staff:unit-type-removal": Deed(lowest=MANAGER),
    "staff:grade-scale-new": Deed(fill={"maximum": "50", "pass_mark": "30"}, lowest=MANAGER),
    "staff:grade-scale": Deed(fill={"name": "Marks"}, lowest=MANAGER),
    "staff:grade-scale-retirement": Deed(on="staff:grade-scale", lowest=MANAGER),
    "staff:grade-scale-removal": Deed(lowest=MANAGER),
}

OPTION_ON: dict[str, Deed] = {
    name: replace(DEEDS[name], lowest=Role.STAFF, policies={"enrollees_may_cancel": True})
    for name in ("staff:cancellations", "staff:enrollment-cancellation", "staff:move")
}
"""What cancels, where the program has **Allow enrollees to cancel enrollment** on: then any level of staff may."""

LOOKS = {
    "staff:program-import",
    "staff:offering",
    "staff:program",
    "staff:inactive",
    "staff:purge-review",
    "staff:enroll",
    "staff:enroll-list",
    "staff:enroll-review",
    "staff:moves",
    "staff:move-review",
    "staff:selection-move",
    "staff:requirement-completions",
    "staff:program-completions",
}
"""What is asked by form because it would be too long for an address; nothing is ever written."""
