"""Which picture may be the logo of the organization? A small one, of a kind that holds nothing but a picture."""

from __future__ import annotations

from conferral.rules.files import Found, said
from conferral.rules.refusals import Refusal

KILOBYTE = 1024
MOST_BYTES = 200 * KILOBYTE
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
WORDS = "PNG, JPEG or WebP"
ENDINGS = (".png", ".jpg", ".jpeg", ".webp")


def check_logo(name: str, size: int, found: Found) -> Refusal | None:
    """Refuse contents that are no picture of the kinds taken, or too large a one; what they hold was found before."""
    if not size:
        return Refusal("logo_empty", f"Logo: {said(name)} is empty; choose a picture.")
    if size > MOST_BYTES:
        return Refusal(
            "logo_too_large",
            f"Logo: {said(name)} is larger than {MOST_BYTES // KILOBYTE} KB; make it smaller, 400 pixels are enough.",
        )
    if found.media_type in MEDIA_TYPES:
        return None
    return Refusal("logo_not_taken", f"Logo: {said(name)} is no picture as {WORDS}; save it as one of those.")
