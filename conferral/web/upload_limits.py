"""How much of what is uploaded does a server take in? No more than a request may hold, whoever sends it.

Django reads a whole request before any view is asked. A file that is too large is cut off just
above the most there may be: enough for the page to say so, and nothing to fill a disk with.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from conferral.rules.files import MEGABYTE, MOST_BYTES

MOST_OF_A_REQUEST = settings.DATA_UPLOAD_MAX_NUMBER_FILES * MOST_BYTES + MEGABYTE


class Limits(FileUploadHandler):
    """Stands before the handlers that keep what is sent."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002, N803 - Django's signature
        """Refuse a request that says it is larger than all its files together may be."""
        if content_length > MOST_OF_A_REQUEST:
            raise RequestDataTooBig("More than one request may hold.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Let the first bytes pass, up to the piece that is one too many."""
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - Django's signature
        """Leave it to the next handler to hand out the file."""
        return
