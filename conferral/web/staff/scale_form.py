"""How is a grade scale typed: points, pass or fail, or grades of one's own, best first?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferral.models import GradeScale
from conferral.rules import grades
from conferral.rules.days import shortened
from conferral.rules.grades import Scale, ScaleKind
from conferral.web.fields import Units
from conferral.web.looked import Looked

KINDS = [
    (ScaleKind.POINTS.value, gettext_lazy("Points")),
    (ScaleKind.PASS_FAIL.value, gettext_lazy("Pass or fail")),
    (ScaleKind.LETTERS.value, gettext_lazy("Grades of your own, such as letters")),
]
OF_KIND = {
    ScaleKind.POINTS: ("maximum", "pass_mark"),
    ScaleKind.LETTERS: ("letters", "passing"),
    ScaleKind.PASS_FAIL: (),
}


class Points(Units):
    """A number of points such as 100 or 62.5, exact."""

    def to_python(self, value: object) -> Decimal | None:
        """Read the number; the sentence says what would be right."""
        try:
            return super().to_python(value)
        except ValidationError as no:
            said = {"text": shortened(str(value))}
            raise ValidationError(
                _("%(text)s is not a number of points; write it like 100 or 62.5.") % said, code="points_malformed"
            ) from no


class ScaleName(Looked):
    """What staff call a scale; nothing else of it can change once it is in a published version."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        help_text=gettext_lazy("What staff call it; without one it is called by what it says."),
    )


class ScaleForm(forms.Form):
    """A scale; what belongs to another kind than the one chosen is left alone, whatever it says."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        help_text=gettext_lazy("What staff call it; without one it is called by what it says."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, widget=forms.RadioSelect)
    maximum = Points(label=gettext_lazy("Maximum"), required=False)
    pass_mark = Points(
        label=gettext_lazy("Pass mark"),
        required=False,
        help_text=gettext_lazy("So many points pass, and all that are more."),
    )
    letters = forms.CharField(
        label=gettext_lazy("Grades"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One on each line, the best first."),
    )
    passing = forms.CharField(
        label=gettext_lazy("Lowest grade that passes"), required=False, help_text=gettext_lazy("One of those above.")
    )

    def clean(self) -> dict[str, Any]:
        """Make the scale; what is wrong with it is said beside the field it is about."""
        said = self.cleaned_data
        if "kind" not in said:
            return said
        kind = ScaleKind(said["kind"])
        for name in {"maximum", "pass_mark", "letters", "passing"} - set(OF_KIND[kind]):
            self.errors.pop(name, None)
        if kind is ScaleKind.POINTS:
            self._ask_for("maximum", _("Say how many points there are at most, for example 100."))
            self._ask_for("pass_mark", _("Say how many points pass, for example 70."))
        if not any(name in self.errors for name in OF_KIND[kind]):
            said["scale"] = self._scale(kind)
        return said

    def _ask_for(self, name: str, sentence: str) -> None:
        if name not in self.errors and self.cleaned_data.get(name) is None:
            self.add_error(name, ValidationError(sentence, code="required"))

    def _scale(self, kind: ScaleKind) -> Scale:
        said = self.cleaned_data
        if kind is ScaleKind.PASS_FAIL:
            return grades.pass_fail()
        if kind is ScaleKind.POINTS:
            scale = grades.points(said["maximum"], said["pass_mark"])
        else:
            lines = (line.strip() for line in said["letters"].splitlines())
            scale = grades.letters(tuple(line for line in lines if line), said["passing"])
        if refusal := grades.check_scale(scale):
            fields = dict(zip(("first", "second"), OF_KIND[kind], strict=True))
            about = fields["second" if refusal.code == "scale_pass_mark" else "first"]
            self.add_error(about, ValidationError(refusal.message, code=refusal.code))
        return scale


class ChangedScale(ScaleForm, Looked):
    """A scale that is there: with the revision looked at."""


def typed(row: GradeScale) -> dict[str, Any]:
    """Return a scale as its form shows it."""
    scale = row.scale
    is_points = scale.kind is ScaleKind.POINTS
    return {
        "name": row.name,
        "kind": scale.kind.value,
        "maximum": scale.maximum if is_points else "",
        "pass_mark": scale.pass_mark if is_points else "",
        "letters": "\n".join(scale.letters),
        "passing": "" if is_points else scale.pass_mark,
        "revision": row.revision,
    }
