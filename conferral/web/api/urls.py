"""Which addresses has the interface for programs? Each operation of the document, the document, and the page of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path

from conferral.web import addresses  # noqa: F401 - it registers the converter that operations name
from conferral.web.api import reference
from conferral.web.api.document import INTERFACE
from conferral.web.api.entrance import key_holders

app_name = "api"
NOT_OURS = "api-root"


def _operations() -> Iterator[URLPattern]:
    """Return the operations, each behind the entrance."""
    for pattern in INTERFACE.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != NOT_OURS:
            pattern.callback = key_holders(pattern.callback)
            yield pattern


urlpatterns = [
    path("openapi.json", reference.openapi, name="openapi"),
    path("docs/", reference.docs, name="docs"),
    *_operations(),
]
