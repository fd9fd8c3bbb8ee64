"""Which addresses has the Member site? One's own certifications, and nobody else's."""

from __future__ import annotations

from django.urls import path

from conferral.web import carts
from conferral.web.member import certifications, file, registering, transcript

app_name = "member"
REQUIREMENT = "certifications/<uuid:key>/requirements/<named:code>/"

urlpatterns = [
    path("", certifications.mine, name="home"),
    path("certifications/<uuid:key>/", certifications.progress, name="enrollment"),
    path(REQUIREMENT, certifications.requirement, name="requirement"),
    *carts.paths(registering.COUNTER, requirement=REQUIREMENT),
    path("files/<uuid:key>/", file.file, name="file"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/<slug:face>/", transcript.file, name="transcript-file"),
]
