"""How does staff enroll whoever stands in a list? Member numbers or emails, pasted or uploaded, looked up line by line.

Nothing is written: those found are ticked and go on to the review.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.documents.contact_cells import cells
from conferral.documents.contact_lookup import Found, LookedUp, look_up
from conferral.models import Program
from conferral.rules.contact_lines import rows_of, wanted
from conferral.rules.refusals import Refusal
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Day
from conferral.web.lists import Asked
from conferral.web.staff.picking import Picked, picked
from conferral.web.staff.program import named
from conferral.web.staff.site import staff_page

SHOWN = 200
"""So many of those found are shown with a box to untick; the others go along ticked."""
MOST_TOLD = 1000
"""So many lines that lead to nobody are told one by one; the field holds all of them, to be mended."""


class Pasted(forms.Form):
    """A list, pasted or uploaded, and the day they are to be enrolled for."""

    lines = forms.CharField(
        label=gettext_lazy("Member numbers or emails"),
        help_text=gettext_lazy("One in each line, or separated by commas. Several columns need their names above."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("CSV, plain text or Excel (.xlsx), with a column member_number or email."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    enrolled_on = Day(label=gettext_lazy("Enrollment date"))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: Asking, code: str) -> HttpResponse:
    """Ask for a list and, once it is there, tell of each line who it is, or what is wrong with it."""
    program, current = named(code)
    given = Asked(request, clock.today()).given
    chosen = picked(given)
    is_list = request.method == "POST" and "lines" in request.POST
    form = Pasted(request.POST, request.FILES) if is_list else Pasted(initial=_offered(given.get("enrolled_on", "")))
    looked: Sequence[LookedUp] = ()
    if form.is_valid():
        looked = _looked(form, request, program)
    left = [one for one in looked if one.found in (Found.NOBODY, Found.SEVERAL)]
    if looked:
        form = Pasted({"lines": "\n".join(one.wanted.text for one in left), "enrolled_on": given["enrolled_on"]})
    values = {
        "program": program,
        "current": current,
        "form": form,
        "picked": chosen,
        "before": _ticked_before(chosen, looked),
        "found": [one for one in looked if one.found is Found.ONE],
        "told": [one for one in looked if one.found is not Found.ONE],
        "looked": looked,
        "left": left,
        "shown": SHOWN,
        "most_told": MOST_TOLD,
        "text": given.get("q", ""),
    }
    return staff_page(request, "staff/enroll_list.html", values, here="programs", status=422 if form.errors else 200)


def _offered(typed: str) -> dict[str, date | str]:
    return {"enrolled_on": typed or clock.today()}


def _looked(form: Pasted, request: Asking, program: Program) -> Sequence[LookedUp]:
    """Look the list up; what cannot be read is told at its field."""
    said = form.cleaned_data
    rows = cells(said["file"].read()) if said["file"] else rows_of(said["lines"])
    named_in = rows if isinstance(rows, Refusal) else wanted(rows)
    if isinstance(named_in, Refusal):
        sentence = named_in.message.removeprefix("List: ")
        form.add_error("file" if said["file"] else "lines", sentence[:1].upper() + sentence[1:])
        return ()
    return look_up(named_in, program, enrolled_on=said["enrolled_on"], by=request.actor, today=clock.today())


def _ticked_before(chosen: Picked, looked: Sequence[LookedUp]) -> list[str]:
    """Return the member numbers ticked already, on the page before or by an earlier list."""
    if chosen.too_many():
        return []
    numbers = [one.member_number for one in chosen.contacts()] if chosen.is_everyone else chosen.numbers
    now = {contact.member_number for one in looked if one.found is Found.ONE for contact in one.contacts}
    return [number for number in numbers if number not in now]
