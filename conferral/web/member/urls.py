"""Which addresses has the Member site? What one can enroll in, one's own certifications and profile: nobody else's."""

from __future__ import annotations

from django.urls import path

from conferral.web import carts, enrollment_cancelling, recording_urls
from conferral.web.member import (
    api_keys,
    certifications,
    file,
    profile,
    programs,
    transcript,
)
from conferral.web.member.site import OWN

app_name = "member"
ENROLLMENT = "certifications/<uuid:key>/"
REQUIREMENT = f"{ENROLLMENT}requirements/<named:code>/"

urlpatterns = [
    path("", certifications.mine, name="home"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<named:code>/", programs.program, name="program"),
    path(ENROLLMENT, certifications.progress, name="enrollment"),
    *enrollment_cancelling.paths(OWN, enrollment=ENROLLMENT),
    path(REQUIREMENT, certifications.requirement, name="requirement"),
    *carts.paths(OWN, requirement=REQUIREMENT),
    *recording_urls.paths(OWN, requirement=REQUIREMENT),
    path("profile/", profile.profile, name="profile"),
    path("profile/email/", profile.email, name="email"),
    path("profile/email/<slug:token>/", profile.confirm_email, name="email-confirmation"),
    path("profile/sessions/", profile.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("profile/keys/", api_keys.api_keys, name="api-keys"),
    path("profile/keys/<uuid:api_key>/revocation/", api_keys.revoke, name="api-key-revocation"),
    path("profile/data/", profile.data, name="data"),
    path("files/<uuid:key>/", file.file, name="file"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/<slug:face>/", transcript.file, name="transcript-file"),
]
