"""How does a test upload a file, and look at what is stored?"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.files.storage import default_storage
from zeal import zeal_ignore

from conferral.actions import attachments
from conferral.models import Attachment, Completion, Enrollment
from conferral.rules.actors import COMMAND_LINE, Actor
from tests import make

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
TODAY = date(2026, 3, 2)


@zeal_ignore()
def uploaded(
    of: Enrollment,
    form: uuid.UUID,
    name: str = "Certificate.pdf",
    contents: bytes = PDF,
    *,
    requirement: str = "EXAM",
    by: Actor = COMMAND_LINE,
    at: datetime | None = None,
) -> Attachment:
    """Upload a file for a form."""
    return attachments.upload(
        form=form,
        enrollment=of.pk,
        requirement=requirement,
        name=name,
        contents=contents,
        by=by,
        at=at or make.noon(TODAY),
    )


@zeal_ignore()
def added(
    to: Completion, name: str = "Certificate.pdf", contents: bytes = PDF, *, by: Actor = COMMAND_LINE
) -> Attachment:
    """Add a file to a completion that waits."""
    return attachments.add(completion=to.pk, name=name, contents=contents, by=by, at=make.noon(TODAY))


def kept() -> set[str]:
    """Return the paths of everything that is stored."""
    return set(_below(""))


def _below(folder: str) -> list[str]:
    folders, files = default_storage.listdir(folder)
    deeper = [path for one in folders for path in _below(f"{folder}{one}/")]
    return [f"{folder}{one}" for one in files] + deeper
