"""How does staff let a contact into the Member site? By a mail with a link to choose a password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import connecting
from conferral.models import Contact
from conferral.web import invitations
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.former import follows_former_numbers


@staff_only
@require_POST
@follows_former_numbers
def invite(request: Asking, member_number: str) -> HttpResponse:
    """Add an account for a contact, under their email, and mail them the link."""
    row = get_object_or_404(Contact, member_number=member_number)
    account = connecting.invite(contact=row.pk, by=request.actor, at=clock.now())
    invitations.send(request, account)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": account.email})
    return redirect("staff:contact", row.member_number)
