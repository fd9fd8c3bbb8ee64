"""Which address leads to which view?"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from conferral.web import addresses, health, home, logo, metrics, sign_in_urls  # noqa: F401 - addresses registers the converter

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", home.home, name="home"),
    path("logo/<slug:sha256>/", logo.logo, name="logo"),
    path("staff/", include("conferral.web.staff.urls")),
    path("my/", include("conferral.web.member.urls")),
    path("api/v1/", include("conferral.web.api.urls")),
    path("", include("conferral.web.public.urls")),
    *sign_in_urls.urlpatterns,
]

handler400 = "conferral.web.errors.not_understood"
handler403 = "conferral.web.errors.not_allowed"
handler404 = "conferral.web.errors.not_there"
handler500 = "conferral.web.errors.broken"
