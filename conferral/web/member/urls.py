"""Which addresses has the Member site? What one can enroll in, one's own certifications and profile: nobody else's."""

from __future__ import annotations

from django.urls import path

from conferral.web import carts
from conferral.web.member import (
    certifications,
    enrollment_cancelling,
    file,
    profile,
    programs,
    recording,
    registering,
    transcript,
)

app_name = "member"
ENROLLMENT = "certifications/<uuid:key>/"
REQUIREMENT = f"{ENROLLMENT}requirements/<named:code>/"

urlpatterns = [
    path("", certifications.mine, name="home"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<named:code>/", programs.program, name="program"),
    path(ENROLLMENT, certifications.progress, name="enrollment"),
    path(f"{ENROLLMENT}definition/", enrollment_cancelling.definition, name="enrollment-definition"),
    path(f"{ENROLLMENT}cancellation/", enrollment_cancelling.cancel, name="enrollment-cancellation"),
    path(REQUIREMENT, certifications.requirement, name="requirement"),
    *carts.paths(registering.COUNTER, requirement=REQUIREMENT),
    path(f"{REQUIREMENT}completions/", recording.record, name="record"),
    path(f"{REQUIREMENT}completions/files/", recording.attach, name="record-files"),
    path("completions/<uuid:key>/files/", recording.add, name="completion-files"),
    path("profile/", profile.profile, name="profile"),
    path("profile/email/", profile.email, name="email"),
    path("profile/email/<slug:token>/", profile.confirm_email, name="email-confirmation"),
    path("profile/sessions/", profile.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("profile/data/", profile.data, name="data"),
    path("files/<uuid:key>/", file.file, name="file"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/<slug:face>/", transcript.file, name="transcript-file"),
]
