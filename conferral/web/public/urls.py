"""Which addresses are there for anybody, signed in or not? Programs by their codes."""

from __future__ import annotations

from django.urls import path

from conferral.web.public import program, programs

app_name = "public"

urlpatterns = [
    path("programs/", programs.programs, name="programs"),
    path("programs/<named:code>/", program.program, name="program"),
    path("programs/<named:code>/enrollment/", programs.enroll, name="enroll"),
]
