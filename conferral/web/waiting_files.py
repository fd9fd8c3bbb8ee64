"""How is proof added to a completion that still waits? **Attach file** beside it; whoever decides is told."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from conferral import clock
from conferral.actions import attachments
from conferral.documents.attachments import files_of
from conferral.models import Attachment, Completion
from conferral.rules.files import may_attach
from conferral.rules.refusals import Refused
from conferral.web.asking import Asking
from conferral.web.sites import Site
from conferral.web.uploading import BLOCK, allowed, by_script, remove_named, taken, tell


def files(request: Asking, site: Site, key: UUID) -> HttpResponse:
    """Show the files of a completion and **File Upload**; **Upload** leads back to the requirement, **Remove** here."""
    completion = _waiting(request, site, key)
    if request.method != "POST":
        return _page(request, site, completion)
    if "remove" in request.POST:
        remove_named(request, Attachment.objects.filter(completion=completion))
        return redirect(f"{site.name}:completion-files", key=key)
    return _uploaded(request, site, completion)


def _uploaded(request: Asking, site: Site, completion: Completion) -> HttpResponse:
    count, refusals = taken(
        request,
        lambda name, contents: attachments.add(
            completion=completion.pk, name=name, contents=contents, by=request.actor, at=clock.now()
        ),
    )
    if not count and not refusals:
        return _page(request, site, completion, missing=_("Choose the files to upload first."))
    tell(request, count)
    if refusals or by_script(request):
        return _page(request, site, completion, refusals=refusals)
    return redirect(f"{site.name}:requirement", key=completion.enrollment.key, code=completion.requirement.code)


def _waiting(request: Asking, site: Site, key: UUID) -> Completion:
    """Return the completion, if its files may be changed still; raises Refused otherwise."""
    found = Completion.objects.select_related(
        "enrollment__contact",
        "enrollment__program",
        "enrollment__version",
        "requirement__component",
        "requirement__grade_scale",
        "requirement__category",
    )
    completion = found.filter(key=key).first()
    if completion is None or not site.serves(request, completion.enrollment.contact_id):
        raise Http404
    refusal = may_attach(
        request.actor,
        contact=completion.enrollment.contact_id,
        facts=completion.enrollment.facts(),
        requirement=completion.requirement.as_rule(),
        attempt=completion.as_attempt(completion.requirement.code),
        on=clock.today(),
    )
    if refusal:
        raise Refused(refusal)
    return completion


def _page(
    request: Asking,
    site: Site,
    completion: Completion,
    *,
    refusals: tuple[str, ...] | list[str] = (),
    missing: str = "",
) -> HttpResponse:
    files = files_of([completion], reader=request.actor.account).get(completion.pk, ())
    values = {
        "completion": completion, "files": files, "refusals": refusals, "missing": missing, "allowed": allowed(),
    }  # fmt: skip
    status = 422 if refusals or missing else 200
    return site.page(request, "recording/completion_files.html", values, block=BLOCK, status=status)
