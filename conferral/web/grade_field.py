"""How is a grade asked for? By a list where the scale names its grades, otherwise as a number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conferral.rules.grades import FAIL, PASS, Scale, ScaleKind


class Grade(forms.CharField):
    """A grade: asked for, though it may come later."""

    is_asked_for = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Grade"), "max_length": 20, **options})


def grade_field(scale: Scale, *, help_text: str = "", required: bool = False) -> Grade:
    """Return the field that asks for a grade of a scale."""
    field = Grade(required=required, help_text=help_text or str(scale).capitalize())
    known = {ScaleKind.PASS_FAIL: (PASS, FAIL), ScaleKind.LETTERS: scale.letters}.get(scale.kind)
    if known:
        field.widget = forms.Select(choices=[("", "–"), *((name, name) for name in known)])
    else:
        field.widget.attrs["inputmode"] = "decimal"
    return field
