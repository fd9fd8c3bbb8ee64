"""Which addresses has the Staff site? Nouns; programs by code, contacts by member number, the rest by opaque keys."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from conferral.web.access import staff_only
from conferral.web.staff import (
    completion,
    contact,
    definition,
    enrollees,
    enrolling,
    enrollment,
    program,
    programs,
    registered,
    requirement,
)

app_name = "staff"
BY_PROGRAM = "certification/enrollments/programs/"
BY_ENROLLEE = "certification/enrollments/contacts/"
ENROLLMENT = "certification/enrollments/<uuid:key>/"

urlpatterns = [
    path("", staff_only(RedirectView.as_view(pattern_name="staff:programs")), name="home"),
    path(BY_PROGRAM, programs.by_program, name="programs"),
    path(f"{BY_PROGRAM}<named:code>/", program.program, name="program"),
    path(f"{BY_PROGRAM}<named:code>/definition/", definition.definition, name="definition"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/", enrolling.find, name="enroll"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/review/", enrolling.review, name="enroll-review"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/registration/", enrolling.register, name="enroll-register"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/registration/<uuid:batch>/", registered.registered, name="registered"),
    path(BY_ENROLLEE, enrollees.by_enrollee, name="enrollees"),
    path(f"{BY_ENROLLEE}<named:member_number>/", enrollees.enrollee, name="enrollee"),
    path(ENROLLMENT, enrollment.enrollment, name="enrollment"),
    path(f"{ENROLLMENT}requirements/<named:code>/", requirement.requirement, name="requirement"),
    path(f"{ENROLLMENT}requirements/<named:code>/completions/", completion.record, name="record"),
    path("contacts/new/", contact.add, name="contact-add"),
]
