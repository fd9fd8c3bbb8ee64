"""Does every view say whom it is for? Walks the URLconf down to each view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver

from conferral.web.access import audience


def undeclared(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    """Name each address whose view declares no audience."""
    return [f"/{address} declares no audience" for address, view in _views(patterns, "") if audience(view) is None]


def _views(patterns, before: str) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, address)
        else:
            yield address, pattern.callback
