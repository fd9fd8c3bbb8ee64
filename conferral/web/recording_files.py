"""How does **Attach file** work? **File Upload**, **Upload**, and back to the form with all that was typed.

Files belong to the form by the key that it gives to its completion. The form comes along as it was
typed, so nothing is lost on the way, with or without JavaScript.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from conferral import clock
from conferral.actions import attachments
from conferral.documents.requirement_details import RequirementDetails
from conferral.documents.standing import EnrollmentStanding
from conferral.models import Attachment
from conferral.web.asking import Asking
from conferral.web.recording import CompletionForm, as_typed, form_page, refused
from conferral.web.sites import Site
from conferral.web.uploading import allowed, remove_named, taken, tell


def files(request: Asking, site: Site, key: UUID, code: str) -> HttpResponse:
    """Show **File Upload**; **Upload** keeps the files, **Remove** removes one, and both lead back to the form."""
    today = clock.today()
    shown, details = site.requirement(request, key, code, today)
    if refusal := refused(request, shown, details, on=today):
        messages.error(request, refusal.message)
        return redirect(f"{site.name}:requirement", key=key, code=code)
    form = as_typed(request, site, details, today)
    if "upload" in request.POST:
        return _uploaded(request, site, shown, details, form)
    if "remove" in request.POST:
        remove_named(request, Attachment.objects.of_form(form.initial["key"]).filter(enrollment=shown.enrollment.pk))
    elif "back" not in request.POST:
        return _window(request, site, shown, details, form)
    return form_page(request, site, shown, details, form)


def _uploaded(
    request: Asking, site: Site, shown: EnrollmentStanding, details: RequirementDetails, form: CompletionForm
) -> HttpResponse:
    count, refusals = taken(
        request,
        lambda name, contents: attachments.upload(
            form=form.initial["key"],
            enrollment=shown.enrollment.pk,
            requirement=details.item.requirement.code,
            name=name,
            contents=contents,
            by=request.actor,
            at=clock.now(),
        ),
    )
    if not count and not refusals:
        return _window(request, site, shown, details, form, missing=_("Choose the files to upload first."))
    tell(request, count)
    return form_page(request, site, shown, details, form, refusals=refusals)


def _window(
    request: Asking,
    site: Site,
    shown: EnrollmentStanding,
    details: RequirementDetails,
    form: CompletionForm,
    *,
    missing: str = "",
) -> HttpResponse:
    values = {"shown": shown, "details": details, "form": form, "allowed": allowed(), "missing": missing}
    return site.page(request, "recording/file_upload.html", values, status=422 if missing else 200)
