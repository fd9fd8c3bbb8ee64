"""How is a file handed out that somebody uploaded? As what it is, to be kept and never shown by the browser.

Whatever the contents are, a browser neither runs nor renders them under our name: they come as an
attachment, their type is not guessed anew, and were they shown all the same, they could load nothing.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from conferral.documents.attachments import contents_of
from conferral.models import Attachment
from conferral.rules.refusals import Refusal, Refused
from conferral.web.content_security import HEADER

POLICY = "sandbox; default-src 'none'"


def handed_out(file: Attachment) -> HttpResponse:
    """Answer with the contents, byte for byte as uploaded; raises Refused (`file_damaged`) if they no longer are."""
    contents = contents_of(file)
    if isinstance(contents, Refusal):
        raise Refused(contents)
    return HttpResponse(
        contents,
        content_type=file.media_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            HEADER: POLICY,
        },
    )
