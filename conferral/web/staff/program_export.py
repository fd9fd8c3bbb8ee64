"""How does staff take the list of a program's enrollees along? As a file: what is ticked, or all that is found."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.documents.enrollees_exported import exported
from conferral.models import Enrollment
from conferral.rules.exporting import Listed
from conferral.rules.refusals import Refusal
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import file_may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.program import named
from conferral.web.staff.program_columns import columns_in, head_of_file
from conferral.web.staff.selection import as_filtered, back_to_list
from conferral.web.staff.ticked import ticked


@staff_only
@require_POST
@file_may_lag
def export(request: Asking, code: str) -> HttpResponseBase:
    """Hand out the list with the columns chosen, a long one by a job, and say so in the log."""
    program, _current = named(code)
    asked = Asked(request, clock.today())
    chosen, rows = ticked(asked.given), as_filtered(asked, program)
    if chosen and not chosen.is_all:
        items = chosen.items(within=Enrollment.objects.in_program(program).begun(on=asked.on()), found=rows)
        if isinstance(items, Refusal):
            return back_to_list(request, program, items)
        rows = Enrollment.objects.filter(pk__in=[item.subject for item in items])
    columns = columns_in(asked)
    return handed_out(
        request,
        Listed.ENROLLEES,
        _("%(program)s enrollees") % {"program": program.code},
        asked.on(),
        head=head_of_file(columns),
        rows=exported(rows, columns, program, on=asked.on()),
        count=rows.count(),
        program=program.pk,
        keys=rows.order_by("sort_name", "pk").values_list("pk", flat=True),
        chosen={"columns": columns},
    )
