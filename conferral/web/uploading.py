"""What is said beforehand about files that may be uploaded, and how is each that was sent taken or removed again?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferral import clock
from conferral.actions import attachments
from conferral.models import Attachment
from conferral.models.attachment import AttachmentQuerySet
from conferral.rules import files
from conferral.rules.refusals import Refused
from conferral.web.asking import Asking

FIELD = "files"
BLOCK = "attached"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which files are taken, for a page: in words, for the browser's own window of files, and how large and many."""

    types: str
    accept: str
    most_bytes: int
    most_files: int


def allowed() -> Allowed:
    """Return what the rules take."""
    return Allowed(files.ALLOWED, ",".join(files.ENDINGS), files.MOST_BYTES, files.MOST_FILES)


def taken(request: Asking, keep: Callable[[str, bytes], Attachment]) -> tuple[int, list[str]]:
    """Keep each file that was sent; return how many were, and the sentence of each refused, which stops no other."""
    refusals: list[str] = []
    sent = request.FILES.getlist(FIELD)
    for one in sent:
        try:
            keep(str(one.name), _read(one))
        except Refused as no:
            refusals.append(no.refusal.message.removeprefix("File: "))
    return len(sent) - len(refusals), refusals


def tell(request: Asking, count: int) -> None:
    """Say how many files were attached; a script says it itself."""
    if count and not by_script(request):
        words = ngettext("%(count)d file is attached.", "%(count)d files are attached.", count) % {"count": count}
        messages.success(request, words)


def by_script(request: Asking) -> bool:
    """Whether the page's own script asks, for the list of files alone."""
    return request.headers.get("HX-Target") == BLOCK


def remove_named(request: Asking, among: AttachmentQuerySet) -> None:
    """Remove the file that the button pressed names; one that is gone already, or not among these, is let be."""
    try:
        file = among.filter(key=UUID(request.POST.get("remove", ""))).first()
    except ValueError:
        return
    if file is not None:
        attachments.remove(file=file.pk, by=request.actor, at=clock.now())
        messages.success(request, _("%(name)s is removed.") % {"name": file.name})


def _read(sent: UploadedFile) -> bytes:
    """Return the contents; one that is too large is not even read."""
    if refusal := files.check_size(str(sent.name), sent.size or 0):
        raise Refused(refusal)
    return bytes(sent.read())
