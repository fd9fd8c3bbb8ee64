"""What had somebody looked at when they pressed a button, and what if it is another by then?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.translation import gettext as _

from conferral.rules.refusals import Refusal, Refused
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of


class Looked(forms.Form):
    """What a button hands on: the revision of what was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def revision_of(request: Asking) -> int:
    """Return the revision that a button hands on; refused without one."""
    form = Looked(request.POST)
    if not form.is_valid():
        raise Refused(Refusal("form_incomplete", _("This form is incomplete; open it anew. Nothing was changed.")))
    revision: int = form.cleaned_data["revision"]
    return revision


@contextmanager
def refusals_on_top(form: forms.Form, newest: Callable[[], int | None]) -> Iterator[None]:
    """Put a refusal on the form; where somebody was quicker, saving once more puts what was typed on top of theirs."""
    with refusals_of(form):
        yield
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        renewed = QueryDict(mutable=True)
        renewed.update(form.data)
        renewed["revision"] = str(newest() or "")
        form.data = renewed
