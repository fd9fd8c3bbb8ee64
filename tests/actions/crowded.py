"""How are very many enrollments made that expired long ago, with completions and files, as quickly as the database can?"""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from conferral.actions import enrollments
from conferral.models import Attachment, Completion, Contact, Enrollment, Program, Requirement
from conferral.rules.actors import COMMAND_LINE
from tests import make

BEGUN = date(2024, 1, 2)
CONTENTS = b"Seen."
EACH = 5


def expired_many(people: int, files: int = 0) -> Program:
    """Enroll people who let it expire: five rejected attempts each, and a file for each of the first `files`."""
    made = make.program(None, make.definition(make.requirement("EXAM", requires_approval=True)))
    exam = Requirement.objects.get(version__program=made)
    contacts = [Contact(member_number=f"{made.code}-{n}", last_name="Byron", sort_name="byron") for n in range(people)]
    keys = [contact.pk for contact in Contact.objects.bulk_create(contacts, batch_size=1000)]
    enrollments.enroll_many(contacts=keys, program=made, enrolled_on=BEGUN, by=COMMAND_LINE, at=make.noon(BEGUN))
    rows = list(Enrollment.objects.filter(program=made).order_by("pk"))
    Completion.objects.bulk_create(
        [
            Completion(
                enrollment=row, requirement=exam, completed_on=date(2024, 3, 1), reference=str(number), notes="Ada.",
                recorded_at=make.noon(BEGUN), is_live=False, rejected_on=BEGUN, rejection="notify",
                rejection_note="Not hers.",
            )
            for row in rows
            for number in range(EACH)
        ],
        batch_size=1000,
    )  # fmt: skip
    for completion in Completion.objects.filter(enrollment__in=[row.pk for row in rows[:files]], reference="0"):
        _file(completion)
    return made


def _file(of: Completion) -> None:
    name = uuid4().hex
    path = default_storage.save(f"files/{name[:2]}/{name}", ContentFile(CONTENTS))
    Attachment.objects.create(
        enrollment_id=of.enrollment_id, requirement_id=of.requirement_id, form=of.key, completion=of, name="Ada.txt",
        media_type="text/plain", size=len(CONTENTS), sha256=hashlib.sha256(CONTENTS).hexdigest(), path=path,
        added_at=of.recorded_at,
    )  # fmt: skip
