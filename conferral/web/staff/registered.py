"""Who was enrolled just now? The page after **Register**, from which the enrollment status can be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.models import Enrollment, Event, Program
from conferral.rules.standing import standing
from conferral.web.access import staff_only
from conferral.web.staff.program import named
from conferral.web.staff.site import staff_page

SHOWN = 200


@staff_only
@require_safe
def registered(request: HttpRequest, code: str, batch: UUID) -> HttpResponse:
    """Show whom one enrolment enrolled, with the status of each as of today."""
    return outcome_page(request, named(code)[0], batch, [])


def outcome_page(request: HttpRequest, program: Program, batch: UUID, refused: Sequence[str]) -> HttpResponse:
    """Tell what became of everyone: those enrolled with their status, those refused with the reason."""
    enrolled = Event.objects.filter(batch=batch, kind="enrollment.enrolled", program_id=program.pk)
    rows = (
        Enrollment.objects.filter(pk__in=enrolled.values("enrollment_id"))
        .select_related("contact", "version")
        .order_by("contact__sort_name", "pk")
    )
    count = rows.count()
    if not count and not refused:
        raise Http404
    today = clock.today()
    values = {
        "program": program,
        "count": count,
        "enrolled": [(row, standing(row.facts(), today)) for row in rows[:SHOWN]],
        "refused": refused[:SHOWN],
        "refused_count": len(refused),
        "shown": SHOWN,
    }
    return staff_page(request, "staff/registered.html", values, here="programs")
