"""How does staff add a contact that is not there yet?

"If a participant does not already have a contact record, add their contact information."
"""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import contacts
from conferral.models import Program
from conferral.rules.contacts import Details
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.staff.picking import picked
from conferral.web.staff.site import staff_page


class ContactDetails(forms.Form):
    """What the register knows of a person; the rule says what is wrong with any of it."""

    member_number = forms.CharField(label=gettext_lazy("Member number"))
    first_name = forms.CharField(label=gettext_lazy("First name"), required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), required=False)
    email = forms.CharField(label=gettext_lazy("Email"), required=False, widget=forms.EmailInput)
    organization = forms.CharField(label=gettext_lazy("Organization"), required=False)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking) -> HttpResponse:
    """Add a contact, and go on where the person was: with the contact ticked, when that was an enrolment."""
    program = Program.objects.filter(code=request.GET.get("program", "").replace("\0", "")).first()
    form = ContactDetails(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_of(form):
            contact = contacts.add(details=Details(**form.cleaned_data), by=request.actor, at=clock.now())
            messages.success(request, _("%(name)s is in the register now.") % {"name": contact.full_name})
            return HttpResponseRedirect(_onwards(request, program, contact.member_number))
    values = {"form": form, "program": program}
    return staff_page(request, "staff/contact_add.html", values, here="enrollees", status=422 if form.errors else 200)


def _onwards(request: Asking, program: Program | None, member_number: str) -> str:
    if program is None:
        return reverse("staff:enrollee", args=[member_number])
    numbers = [*picked(request.GET).numbers, member_number]
    on = [("enrolled_on", day)] if (day := request.GET.get("enrolled_on", "")) else []
    query = urlencode([("q", member_number), *on, *(("pick", number) for number in numbers)])
    return f"{reverse('staff:enroll', args=[program.code])}?{query}"
