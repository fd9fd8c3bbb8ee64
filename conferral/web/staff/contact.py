"""How does staff add a contact that is not there yet?

"If a participant does not already have a contact record, add their contact information."
"""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
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
from conferral.web.staff.site import staff_page


class ContactDetails(forms.Form):
    """What the register knows of a person; the rule says what is wrong with any of it."""

    member_number = forms.CharField(label=gettext_lazy("Member number"))
    first_name = forms.CharField(label=gettext_lazy("First name"), required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), required=False)
    email = forms.CharField(label=gettext_lazy("Email"), required=False, widget=forms.EmailInput)
    organization = forms.CharField(label=gettext_lazy("Organization"), required=False)


KEPT = ("program", "q", "all", "enrolled_on", "pick")
"""What of **Enroll a Contact** is kept on the way, and sent back there."""


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking) -> HttpResponse:
    """Add a contact, and go on where the person was: with the contact ticked, when that was an enrolment.

    What was ticked there comes in the address; by form where that would be too long, and then goes back by form.
    """
    is_sent = request.method == "POST" and "member_number" in request.POST
    by_form = "program" in request.POST or request.GET.get("all") == "1"
    given = request.POST if "program" in request.POST else request.GET
    program = Program.objects.filter(code=given.get("program", "").replace("\0", "")).first()
    form = ContactDetails(request.POST if is_sent else None)
    if form.is_valid():
        with refusals_of(form):
            contact = contacts.add(details=Details(**form.cleaned_data), by=request.actor, at=clock.now())
            messages.success(request, _("%(name)s is in the register now.") % {"name": contact.full_name})
            return _onwards(request, program, contact.member_number)
    kept = [(name, value) for name in KEPT for value in given.getlist(name)] if by_form and program else []
    values = {"form": form, "program": program, "kept": kept}
    return staff_page(request, "staff/contact_add.html", values, here="enrollees", status=422 if form.errors else 200)


def _onwards(request: Asking, program: Program | None, member_number: str) -> HttpResponse:
    if program is None:
        return redirect("staff:enrollee", member_number)
    to = reverse("staff:enroll", args=[program.code])
    if "program" in request.POST:
        # 307: the browser sends the same form on.
        return HttpResponseRedirect(f"{to}?{urlencode({'added': member_number})}", preserve_request=True)
    numbers = [*request.GET.getlist("pick"), member_number]
    on = [("enrolled_on", day)] if (day := request.GET.get("enrolled_on", "")) else []
    query = urlencode([("q", member_number), *on, *(("pick", number) for number in numbers)])
    return HttpResponseRedirect(f"{to}?{query}")
