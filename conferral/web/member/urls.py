"""Which addresses has the Member site? One's own certifications, and nobody else's."""

from __future__ import annotations

from django.urls import path

from conferral.web.member import certifications, file, transcript

app_name = "member"

urlpatterns = [
    path("", certifications.mine, name="home"),
    path("certifications/<uuid:key>/", certifications.progress, name="enrollment"),
    path("certifications/<uuid:key>/requirements/<named:code>/", certifications.requirement, name="requirement"),
    path("files/<uuid:key>/", file.file, name="file"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/<slug:face>/", transcript.file, name="transcript-file"),
]
