"""Where does an address lead that names a former member number? To the contact it was merged into."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.web.asking import Asking

View = Callable[..., HttpResponseBase]


def told(member_number: str, survivor: Contact) -> str:
    """Say into whom the contact of a former member number was merged."""
    said = {"number": member_number, "name": survivor.full_name, "survivor": survivor.member_number}
    return _("%(number)s was merged into %(name)s, %(survivor)s.") % said


def follows_former_numbers(view: View) -> View:
    """Lead on to the same page of the survivor where nobody has the number any more, and say so."""

    @wraps(view)
    def followed(request: Asking, member_number: str) -> HttpResponseBase:
        try:
            return view(request, member_number)
        except Http404:
            survivor = survivors([member_number]).get(member_number)
            if survivor is None or request.resolver_match is None:
                raise
        messages.info(request, told(member_number, survivor))
        return redirect(request.resolver_match.view_name, survivor.member_number)

    return followed
