"""How does staff bring in a file of rows? **Imports**: upload, columns, dry run, and then it is a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import import_looks as look_actions
from conferral.actions import imports as actions
from conferral.documents import import_looks as looks
from conferral.documents import imports as documents
from conferral.documents.imports import Column
from conferral.documents.spreadsheet import Format
from conferral.documents.uploaded_rows import NotRead, Uploaded, uploaded
from conferral.models import ImportFile, Job
from conferral.rules import permits
from conferral.rules.files import MEGABYTE, MOST_BYTES
from conferral.rules.importing import LEFT_OUT, MOST_ROWS, OF, ImportKind, check_columns, may_import
from conferral.rules.refusals import Refusal, Refused
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.formats import number
from conferral.web.spreadsheets import as_file
from conferral.web.staff.import_kinds import shown
from conferral.web.staff.site import staff_page


class Upload(forms.Form):
    """The file."""

    kind: ImportKind
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def clean_file(self) -> tuple[str, Uploaded]:
        """Begin to read what was uploaded, and its name; what cannot be read is told at its field."""
        sent = self.cleaned_data["file"]
        # One byte more than may be, so that too many are told and no more are read.
        read = uploaded(self.kind, sent.read(MOST_BYTES + 1), str(sent.name))
        if isinstance(read, Refusal):
            raise forms.ValidationError(read.message, code=read.code)
        return str(sent.name), read


class TakenFor(forms.Form):
    """What each column of the file is taken for: one choice for each, and what was guessed at first."""

    def __init__(self, kind: ImportKind, columns: Sequence[Column], given: Mapping[str, str]) -> None:
        """Begin with what was chosen; with the guesses where nothing was."""
        labels = shown(kind).labels
        names = [f"column-{place}" for place in range(1, len(columns) + 1)]
        super().__init__(given if any(name in given for name in names) else None)
        for place, (name, column) in enumerate(zip(names, columns, strict=True), start=1):
            self.fields[name] = forms.ChoiceField(
                label=_("Column %(place)d: %(name)s") % {"place": place, "name": column.name or _("without a name")},
                choices=[(LEFT_OUT, _("leave out")), *((field, labels[field]) for field in OF[kind].all)],
                initial=column.guess,
                required=False,
            )
        self.kind = kind
        self.columns = columns

    def clean(self) -> None:
        """Ask the rule; what it says is told at the column it is about."""
        if not self.errors and (misplaced := check_columns(self.kind, self.chosen)):
            self.add_error(f"column-{misplaced.place + 1}", misplaced.refusal.message)

    @property
    def chosen(self) -> tuple[str, ...]:
        """What each column is taken for, in the order of the file."""
        return tuple(str(self.cleaned_data[name]) for name in self.fields)

    @property
    def rows(self) -> list[tuple[forms.BoundField, Column]]:
        """Each choice with the column it is about."""
        return list(zip(self, self.columns, strict=True))


@staff_only
@require_safe
def imports(request: Asking) -> HttpResponse:
    """Say what may be imported by whoever asks, in the order in which one refers to the other."""
    kinds = [shown(kind) for kind in ImportKind if may_import(request.actor, kind) is None]
    return staff_page(
        request,
        "staff/imports.html",
        {"kinds": kinds, "may_define": permits.may_define(request.actor) is None},
        here="imports",
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Asking, kind: ImportKind) -> HttpResponse:
    """Ask for a file of a kind and, once it can be read, go on to its columns."""
    if refusal := may_import(request.actor, kind):
        raise Refused(refusal)
    form = Upload(request.POST, request.FILES) if request.method == "POST" else Upload()
    form.kind = kind
    if form.is_valid():
        name, read = form.cleaned_data["file"]
        try:
            kept = actions.keep(kind=kind, name=name, uploaded=read, by=request.actor, at=clock.now())
        except NotRead as no:
            form.add_error("file", no.refusal.message)
        else:
            return redirect("staff:import-columns", kept.key)
    values = {
        "form": form,
        "form_fields": OF[kind].all,
        "most_rows": number(MOST_ROWS),
        "most_megabytes": MOST_BYTES // MEGABYTE,
    }
    return _page(request, "staff/import.html", kind, values, status=422 if form.errors else 200)


@staff_only
@require_safe
def columns(request: Asking, upload: UUID) -> HttpResponse:
    """Show the columns of the file, what each is taken for, and the first rows."""
    found = _mine(request, upload)
    if _is_asked_for(found):
        return redirect("staff:job", upload)
    return _columns(request, found, _form(found, request.GET))


@staff_only
@require_safe
def review(request: Asking, upload: UUID) -> HttpResponse:
    """Say what would become of each row; nothing is written. Of many rows that is what a job has found."""
    found = _mine(request, upload)
    if _is_asked_for(found):
        return redirect("staff:job", upload)
    form = _form(found, request.GET)
    if not form.is_valid():
        return _columns(request, found, form)
    seen = None
    if looks.is_long(found):
        seen = looks.look_at(found)
        if seen is None or seen.taken_for != form.chosen or not (seen.is_whole or seen.job.is_running):
            return _columns(request, found, form)
        if not seen.is_whole:
            return redirect("staff:job", seen.job.key)
    values = {
        "upload": found,
        "form": form,
        "run": looks.found(found, clock.today()) if seen else documents.dry_run(found, form.chosen, clock.today()),
        "seen": seen,
        "part": request.GET.urlencode(),
    }
    return _page(request, "staff/import_review.html", form.kind, values)


@staff_only
@require_POST
def look(request: Asking, upload: UUID) -> HttpResponse:
    """Ask for the look ahead as a job, which a file of many rows needs."""
    found = _mine(request, upload)
    if _is_asked_for(found):
        return redirect("staff:job", upload)
    form = _form(found, request.POST)
    if not form.is_valid():
        return _columns(request, found, form)
    asked = look_actions.ask(upload=upload, taken_for=form.chosen, by=request.actor, at=clock.now())
    return redirect("staff:job", asked.key)


@staff_only
@require_POST
def run(request: Asking, upload: UUID) -> HttpResponse:
    """Ask for the import that was looked at; asked twice it is one."""
    found = _mine(request, upload)
    form = _form(found, request.POST)
    if not form.is_valid():
        return _columns(request, found, form)
    actions.begin(upload=upload, taken_for=form.chosen, by=request.actor, at=clock.now())
    return redirect("staff:job", upload)


@staff_only
@require_safe
def refused(request: Asking, upload: UUID) -> HttpResponseBase:
    """Hand out the refused rows with the line and the reason, to be mended and uploaded again."""
    found = _mine(request, upload)
    if not found.rows.all().kept().exists():
        raise Refused(actions.GONE)
    head, rows = documents.refused_rows(found)
    form = Format.XLSX if found.is_workbook else Format.CSV
    return as_file(form, shown(ImportKind(found.kind)).refused, clock.today(), head, rows)


def _columns(request: Asking, found: ImportFile, form: TakenFor) -> HttpResponse:
    values = {"upload": found, "form": form, "count": found.rows.count(), "is_long": looks.is_long(found)}
    return _page(request, "staff/import_columns.html", form.kind, values, status=422 if form.errors else 200)


def _page(
    request: Asking, template: str, kind: ImportKind, values: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    return staff_page(request, template, {"kind": shown(kind), **values}, here="imports", status=status)


def _form(found: ImportFile, given: Mapping[str, str]) -> TakenFor:
    return TakenFor(ImportKind(found.kind), documents.columns(found), given)


def _mine(request: Asking, upload: UUID) -> ImportFile:
    """Return a file that whoever asks uploaded, while they may import its kind; to anybody else it is not there."""
    found = documents.upload_of(upload, request.actor.account)
    if found is None:
        raise Http404
    if refusal := may_import(request.actor, ImportKind(found.kind)):
        raise Refused(refusal)
    return found


def _is_asked_for(found: ImportFile) -> bool:
    return Job.objects.filter(key=found.key).exists()
