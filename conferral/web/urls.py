"""Which address leads to which view?"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from conferral.web import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
