"""What is one component, where is it used, and how is it kept? Its page, its form, retiring and deleting it."""

from __future__ import annotations

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import components
from conferral.documents.offerings import offerings
from conferral.models import Component, uses
from conferral.rules.components import Details
from conferral.rules.uses import may_reword
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.looked import Looked, refusals_on_top
from conferral.web.staff.parts import Shown, beside, removal, retirement
from conferral.web.staff.site import staff_page

HERE = "components"
SHOWN_OFFERINGS = 20


class ComponentDetails(forms.Form):
    """What a component says of itself; the rule says what is wrong with any of it."""

    code = forms.CharField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("Short and unlike any other, for example ETHICS.")
    )
    title = forms.CharField(label=gettext_lazy("Title"))
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Shown to enrollees with every requirement that asks for it."),
    )

    def details(self) -> Details:
        """Return what was typed."""
        said = self.cleaned_data
        return Details(**{**said, "description": said["description"].replace("\r\n", "\n")})


class ChangedDetails(ComponentDetails, Looked):
    """The same of a component that is there: with the revision looked at."""

    def details(self) -> Details:
        """Return what was typed."""
        self.cleaned_data.pop("revision")
        return super().details()


def shown_of(row: Component) -> Shown:
    """Return a component as its pages show it."""
    return Shown(
        named=row.title,
        word=_("component"),
        use=uses.of_component(row.pk),
        revision=row.revision,
        is_retired=row.is_retired,
        address=reverse("staff:component", args=[row.code]),
        back=(_("Components"), reverse("staff:components")),
        here=HERE,
    )


@staff_only
@require_safe
def component(request: Asking, component: str) -> HttpResponse:
    """Show a component: what it is, which versions ask for it, which offerings meet it."""
    row = get_object_or_404(Component, code=component)
    values = {
        "component": row,
        "shown": shown_of(row),
        "listed": offerings(at=clock.now(), component=row.pk, size=SHOWN_OFFERINGS),
    }
    return staff_page(request, "staff/component.html", values, here=HERE)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking) -> HttpResponse:
    """Add a component."""
    form = ComponentDetails(request.POST or None)
    if form.is_valid():
        with refusals_on_top(form, lambda: None):
            row = components.add(details=form.details(), by=request.actor, at=clock.now())
            messages.success(
                request, _("%(title)s is there: programs and offerings can use it.") % {"title": row.title}
            )
            return redirect("staff:component", row.code)
    return _form(request, form, _("New component"), (_("Components"), reverse("staff:components")))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asking, component: str) -> HttpResponse:
    """Change a component; what a published version says of it stays, and the field says so beforehand."""
    row = get_object_or_404(Component, code=component)
    held = components.details_of(row)
    initial = {"code": held.code, "title": held.title, "description": held.description, "revision": row.revision}
    form = ChangedDetails(request.POST or None, initial=initial)
    if fixed := may_reword("code", _("the code %(code)s") % {"code": row.code}, uses.of_component(row.pk)):
        form.fields["code"].help_text = beside(fixed)
        form.fields["code"].widget.attrs["readonly"] = True
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        with refusals_on_top(form, lambda: _newest(row.pk)):
            changed = components.change(
                component=row.pk, details=form.details(), by=request.actor, at=clock.now(), revision=revision
            )
            messages.success(request, _("Saved."))
            return redirect("staff:component", changed.code)
    return _form(request, form, _("Edit component"), (row.title, reverse("staff:component", args=[row.code])))


@staff_only
@require_POST
def retire(request: Asking, component: str) -> HttpResponse:
    """Retire a component, or bring it back."""
    row = get_object_or_404(Component, code=component)
    retirement(
        request,
        shown_of(row),
        partial(components.retire, component=row.pk),
        partial(components.bring_back, component=row.pk),
    )
    return redirect("staff:component", row.code)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asking, component: str) -> HttpResponse:
    """Delete a component that nothing uses, after a look at what that means."""
    row = get_object_or_404(Component, code=component)
    return removal(request, shown_of(row), partial(components.remove, component=row.pk))


def _newest(pk: int) -> int | None:
    return Component.objects.filter(pk=pk).values_list("revision", flat=True).first()


def _form(request: Asking, form: forms.Form, title: str, back: tuple[str, str]) -> HttpResponse:
    values = {"form": form, "title": title, "back": back, "lists": (_("Components"), reverse("staff:components"))}
    return staff_page(request, "staff/part_form.html", values, here=HERE, status=422 if form.errors else 200)
