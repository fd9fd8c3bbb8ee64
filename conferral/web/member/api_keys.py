"""Which programs act for me? **API keys**: make one, which is shown once, and revoke what is not needed any more."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import api_keys as actions
from conferral.actions.api_keys import Made
from conferral.documents.api_keys import keys_of
from conferral.rules.api_keys import LONGEST_LABEL
from conferral.web.access import signed_in
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Line
from conferral.web.how_often import too_often
from conferral.web.member.profile import WithPassword
from conferral.web.pages import page


class NewKey(WithPassword):
    """What the key is for, and the password: whoever has the key acts as its owner."""

    label = Line(
        label=gettext_lazy("Label"),
        max_length=LONGEST_LABEL,
        help_text=gettext_lazy("Which program gets this key, so that you know later."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("label", "password")


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: Asking) -> HttpResponse:
    """List one's own keys, and make a new one; it stands on the answer and nowhere else."""
    if request.method == "POST" and (limited := too_often(request, "api_key")):
        return limited
    form = NewKey(request.POST or None, account=request.user)
    made: Made | None = None
    if form.is_valid():
        with refusals_of(form):
            made = actions.make(
                account=request.user.pk, label=form.cleaned_data["label"], by=request.actor, at=clock.now()
            )
            form = NewKey(account=request.user)
    values = {
        "form": form,
        "made": made,
        "keys": keys_of(request.user),
        "api": request.build_absolute_uri(reverse("api:list_programs")),
        "here": "profile",
    }
    return page(request, "member/api_keys.html", values, status=422 if form.errors else 200)


@signed_in
@require_POST
def revoke(request: Asking, api_key: UUID) -> HttpResponse:
    """Let a key of one's own work no more."""
    actions.revoke(api_key=api_key, account=request.user.key, by=request.actor, at=clock.now())
    messages.success(request, _("The key is revoked. Whatever used it is turned away from now on."))
    return redirect("member:api-keys")
