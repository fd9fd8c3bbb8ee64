"""What does the organization's logo hold? Its contents, as they were uploaded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.storage import default_storage

from conferral.models import Organization


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture, and its media type as found when it was uploaded."""

    contents: bytes
    media_type: str


def logo(sha256: str) -> Logo | None:
    """Return the logo of that hash; None where there is another now, or its contents are not those any more."""
    row = Organization.objects.filter(logo_sha256=sha256).exclude(logo_path="").first()
    if row is None:
        return None
    try:
        with default_storage.open(row.logo_path) as opened:
            contents = bytes(opened.read())
    except OSError:
        return None
    return Logo(contents, row.logo_media_type) if hashlib.sha256(contents).hexdigest() == sha256 else None
