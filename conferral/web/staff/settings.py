"""What holds for the whole register? **Settings**: name, time zone, currency, logo, second factor."""

from __future__ import annotations

from django import forms
from django.conf import settings as installation
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import logo as logos
from conferral.actions import organization as actions
from conferral.models import Organization
from conferral.rules import logo as rules
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.time_zones import EVERYWHERE, by_area
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Line
from conferral.web.looked import Looked, refusals_on_top
from conferral.web.staff.site import staff_page
from conferral.web.staff.users import manages_users

HERE = "settings"


def _zones() -> list[tuple[object, object]]:
    """Offer that of the installation first, and the one that is in force whatever it is called."""
    held = timezone.get_current_timezone_name()
    own = _("As this register is installed: %(zone)s") % {"zone": installation.TIME_ZONE}
    areas = by_area()
    others = sorted({EVERYWHERE, held} - {name for names in areas.values() for name in names})
    return [
        ("", own),
        *((name, name) for name in others),
        *((area, [(name, name) for name in names]) for area, names in areas.items()),
    ]


class SettingsForm(Looked):
    """What is set for everybody."""

    name = Line(label=gettext_lazy("Organization"), help_text=gettext_lazy("It stands above every page."))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        choices=_zones,
        help_text=gettext_lazy(
            "It decides what day it is, from now on. Days already recorded stay as they are, and so do deadlines and "
            "expiration dates, which are days too. Instants are shown by the other clock, beginnings of events too."
        ),
        error_messages={"invalid_choice": gettext_lazy("“%(value)s” is no time zone; choose one of the list.")},
    )
    currency = Line(
        label=gettext_lazy("Currency"),
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
        help_text=gettext_lazy("Three letters, for example EUR; a new offering begins with it."),
    )
    staff_need_second_factor = forms.BooleanField(
        label=gettext_lazy("Staff need a second factor"),
        required=False,
        help_text=gettext_lazy("Whoever of the staff has none is led to set one up before anything else."),
    )
    sign_up_is_open = forms.BooleanField(
        label=gettext_lazy("Anybody may sign up"),
        required=False,
        help_text=gettext_lazy(
            "Whoever confirms an email becomes the contact that has it, or a new one. Off: staff invite members."
        ),
    )

    def clean_currency(self) -> str:
        """Return the currency in the capital letters it is written in."""
        return str(self.cleaned_data["currency"]).upper()


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Asking) -> HttpResponse:
    """Show what holds for the whole register, and change it."""
    manages_users(request)
    row = Organization.objects.first() or Organization(name="", revision=0)
    initial = {name: getattr(row, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on_top(form, Organization.objects.values_list("revision", flat=True).first):
            actions.change(**form.cleaned_data, by=request.actor, at=clock.now())
            messages.success(request, _("Saved."))
            return redirect("staff:settings")
    values = {
        "form": form,
        "organization": row,
        "accept": ",".join(rules.ENDINGS),
        "kinds": rules.WORDS,
        "most_bytes": rules.MOST_BYTES,
    }
    return staff_page(request, "staff/settings.html", values, here=HERE, status=422 if form.errors else 200)


@staff_only
@require_POST
def logo(request: Asking) -> HttpResponse:
    """Show the picture that was sent as the logo."""
    manages_users(request)
    sent = request.FILES.get("logo")
    if not isinstance(sent, UploadedFile):
        raise Refused(Refusal("logo_missing", "Logo: no file was chosen; choose a picture first."))
    contents = sent.read(rules.MOST_BYTES + 1)
    logos.put(name=str(sent.name), contents=contents, by=request.actor, at=clock.now())
    messages.success(request, _("This is the logo now."))
    return redirect("staff:settings")


@staff_only
@require_POST
def remove_logo(request: Asking) -> HttpResponse:
    """Show no logo any more."""
    manages_users(request)
    logos.remove(by=request.actor, at=clock.now())
    messages.success(request, _("There is no logo any more."))
    return redirect("staff:settings")
