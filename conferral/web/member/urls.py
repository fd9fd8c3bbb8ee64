"""Which addresses has the Member site? What one can enroll in, and one's own certifications: nobody else's."""

from __future__ import annotations

from django.urls import path

from conferral.web.member import (
    certifications,
    enrollment_cancelling,
    file,
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
    path(f"{REQUIREMENT}completions/", recording.record, name="record"),
    path(f"{REQUIREMENT}completions/files/", recording.attach, name="record-files"),
    path("completions/<uuid:key>/files/", recording.add, name="completion-files"),
    path(f"{REQUIREMENT}events/<uuid:offering>/registration/", registering.register, name="registration"),
    path("cart/", registering.shown, name="cart"),
    path("cart/lines/<uuid:line>/removal/", registering.take_out, name="cart-line-removal"),
    path("carts/<uuid:cart>/check-out/", registering.check_out, name="check-out"),
    path("orders/<uuid:key>/", registering.order, name="order"),
    path("registrations/<uuid:key>/cancellation/", registering.cancel, name="registration-cancellation"),
    path("files/<uuid:key>/", file.file, name="file"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/<slug:face>/", transcript.file, name="transcript-file"),
]
