"""How does all that is held about somebody leave the register? As a ZIP, to staff and to themselves."""

from __future__ import annotations

import tempfile
from datetime import datetime

from django.http import FileResponse
from django.utils.translation import gettext as _

from conferral import clock
from conferral.documents.personal_data import write_archive
from conferral.models import Contact


def archive(contact: Contact, *, at: datetime) -> FileResponse:
    """Answer with everything that is held about a contact, as of an instant."""
    written = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_archive(contact, written, at=at, on=clock.today())
    written.seek(0)
    return FileResponse(written, as_attachment=True, filename=_("personal-data.zip"))
