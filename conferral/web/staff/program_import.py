"""How does staff bring in a file of programs? Upload, a look at what would become of each, and then it comes in.

A file of programs is small: it is brought in while whoever asks waits, and goes from page to page in the form itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import imported_programs
from conferral.actions.imported_programs import ProgramOutcome
from conferral.documents.program_text import programs_in
from conferral.documents.unreadable import Unreadable
from conferral.rules import permits
from conferral.rules.files import MEGABYTE
from conferral.rules.outcomes import Kind
from conferral.rules.refusals import Refused
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.site import staff_page

MOST_BYTES = MEGABYTE
HERE = "imports"


class Upload(forms.Form):
    """The file, or what stood in the one that was looked at."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def clean_file(self) -> tuple[str, str, list[object]]:
        """Read what was uploaded, as it stands there and as programs; what cannot be read is told at its field."""
        sent = self.cleaned_data["file"]
        raw = sent.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            sentence = _("%(name)s is larger than 1 MB; no file of programs is. Is it another file?")
            raise forms.ValidationError(sentence % {"name": sent.name})
        items = _read(raw, str(sent.name))
        return str(sent.name), raw.decode("utf-8-sig"), items


class LookedAt(forms.Form):
    """What stood in the file that was looked at."""

    contents = forms.CharField(
        max_length=2 * MOST_BYTES,
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Upload the file once more.")},
    )

    def clean_contents(self) -> list[object]:
        """Read it again."""
        return _read(self.cleaned_data["contents"].encode(), _("The file"))


def _read(raw: bytes, name: str) -> list[object]:
    try:
        items = programs_in(raw, name)
    except Unreadable as no:
        raise forms.ValidationError(no.sentence) from None
    if not items:
        raise forms.ValidationError(_("%(name)s names no program.") % {"name": name})
    return items


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Asking) -> HttpResponse:
    """Ask for a file and say what would become of each program in it; nothing is written."""
    if refusal := permits.may_define(request.actor):
        raise Refused(refusal)
    form = Upload(request.POST, request.FILES) if request.method == "POST" else Upload()
    if not form.is_valid():
        return _asked(request, form)
    name, contents, items = form.cleaned_data["file"]
    outcomes = imported_programs.try_out(items, by=request.actor, at=clock.now())
    values = {"form": LookedAt(initial={"contents": contents}), "name": name, "is_done": False}
    return _told(request, outcomes, values)


@staff_only
@require_POST
def run(request: Asking) -> HttpResponse:
    """Bring in what was looked at, and say what became of each program; sent twice, the second changes nothing."""
    form = LookedAt(request.POST)
    if not form.is_valid():
        again = Upload(request.POST, request.FILES)
        again.errors["file"] = form.errors["contents"]
        return _asked(request, again)
    outcomes = imported_programs.accept(form.cleaned_data["contents"], by=request.actor, at=clock.now())
    return _told(request, outcomes, {"name": "", "is_done": True})


def _asked(request: Asking, form: Upload) -> HttpResponse:
    return staff_page(
        request, "staff/program_import.html", {"form": form}, here=HERE, status=422 if form.errors else 200
    )


def _told(request: Asking, outcomes: Sequence[ProgramOutcome], values: dict[str, object]) -> HttpResponse:
    counts = {kind: sum(outcome.kind is kind for outcome in outcomes) for kind in Kind}
    said = {
        "outcomes": outcomes,
        "counts": counts,
        "total": ngettext("%(num)d program", "%(num)d programs", len(outcomes)) % {"num": len(outcomes)},
        "labels": {
            Kind.CREATED: _("Created"),
            Kind.UPDATED: _("Changed"),
            Kind.UNCHANGED: _("Unchanged"),
            Kind.REFUSED: _("Refused"),
        },
        "written": counts[Kind.CREATED] + counts[Kind.UPDATED],
    }
    return staff_page(request, "staff/program_import_review.html", {**said, **values}, here=HERE)
