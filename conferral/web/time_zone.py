"""In which time zone is a request answered? In the organization's, and the next one in the same process in its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from conferral.models.organization import zone_of


class TimeZone:
    """Middleware that lets no time zone out of a request; who it is for says which one (access.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the time zone that is found on the way, what is streamed later too; a file is as it is."""
        with timezone.override(None):
            answer = self._get_response(request)
            if answer.streaming and not isinstance(answer, FileResponse):
                streamed = cast("StreamingHttpResponse", answer)
                parts = cast("Iterable[bytes]", streamed.streaming_content)
                streamed.streaming_content = _within(timezone.get_current_timezone(), parts)
        return answer


def told(name: str | None) -> None:
    """Answer this request in a zone, by name; in that of the installation where there is none."""
    zone = zone_of(name)
    if zone is not None:
        timezone.activate(zone)


def _within(zone: tzinfo, parts: Iterable[bytes]) -> Iterator[bytes]:
    left = iter(parts)
    while True:
        with timezone.override(zone):
            part = next(left, None)
        if part is None:
            return
        yield part
