"""How is a whole program tested for completion? **Test for completion** on its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import jobs, program_tests
from conferral.documents.program_tests import to_be_tested
from conferral.rules.jobs import Item
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.program import named


@staff_only
@require_POST
def test(request: Asking, code: str) -> HttpResponse:
    """Ask for the test of everybody who has not earned it; a few are tested at once, many by a worker."""
    program, _current = named(code)
    wanted = to_be_tested(program, on=clock.today())
    if not wanted:
        messages.info(request, _("There is nobody to test: nobody here is enrolled who has not earned the program."))
        return redirect("staff:program", code)
    job = jobs.ask_and_begin(
        kind=program_tests.KIND,
        items=[Item(enrollment) for enrollment in wanted],
        program=program.pk,
        by=request.actor,
        at=clock.now(),
    )
    return redirect("staff:job", job.key)
