"""How does a form come back whose thing somebody else changed meanwhile? With theirs and one's own, nothing lost.

What the person left alone reads as it stands now; what they changed stays as typed. Where both changed
the same, the field says what the other one wrote, and saving once more decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BooleanField, Form
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from conferral.rules.quantities import written


def put_on_top(form: Form, given: QueryDict, newest: Mapping[str, Any], revision: int) -> None:
    """Put what was given on top of the newest values; each field of the form shows its hidden initial value."""
    data = given.copy()
    changed = set(form.changed_data)
    for name, value in newest.items():
        field, bound = form.fields[name], form[name]
        if name not in changed:
            _write(data, bound.html_name, value, is_box=isinstance(field, BooleanField))
        elif _differs(form, name, value):
            _say(form, name, value)
        _write(data, bound.html_initial_name, value)
    data["revision"] = str(revision)
    form.data = data


def _differs(form: Form, name: str, value: Any) -> bool:
    """Whether somebody else changed the same field, and to something else."""
    field, bound = form.fields[name], form[name]
    seen = field.hidden_widget().value_from_datadict(form.data, MultiValueDict(), bound.html_initial_name)
    return field.has_changed(seen, _given(value)) and field.has_changed(value, bound.data)


def _say(form: Form, name: str, value: Any) -> None:
    if isinstance(value, bool):
        text = _("yes") if value else _("no")
    elif isinstance(value, list):
        text = ", ".join(value) or _("none")
    else:
        text = _text(value) or _("blank")
    said = _("Changed meanwhile: it is “%(now)s” now. Saving again puts yours in its place.") % {"now": text}
    form.add_error(name, ValidationError(said, code="stale"))


def _given(value: Any) -> Any:
    """Return a value as a form would give it."""
    return value if isinstance(value, bool | list) else _text(value)


def _write(data: QueryDict, name: str, value: Any, *, is_box: bool = False) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    elif is_box and not value:
        data.pop(name, None)
    else:
        data[name] = "on" if is_box else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return written(value)
    return "" if value is None else str(value)
