"""Which grades does a scale know, and which of them pass?

Keeps the rules of progress and completions: grades on points, pass/fail and letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from conferral.rules import days, quantities
from conferral.rules.refusals import Refusal

LONGEST_LETTER = 20
MOST_LETTERS = 26

_POINTS = re.compile(r"\d{1,6}(\.\d{1,3})?", re.ASCII)


class ScaleKind(StrEnum):
    """The three kinds of scale."""

    POINTS = "points"
    PASS_FAIL = "pass_fail"  # noqa: S105 - a kind of scale
    LETTERS = "letters"


PASS, FAIL = "pass", "fail"


@dataclass(frozen=True, slots=True)
class Scale:
    """A grade scale: points up to `maximum` with `pass_mark`; pass/fail; or `letters`, best first,
    down to the passing letter `pass_mark`.
    """  # noqa: D205

    kind: ScaleKind
    maximum: Decimal | None = None
    pass_mark: str = ""
    letters: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Read as a person would say it: "points out of 100, 70 passes"."""
        if self.kind is ScaleKind.POINTS and self.maximum is not None:
            return f"points out of {quantities.written(self.maximum)}, {self.pass_mark} passes"
        if self.kind is ScaleKind.PASS_FAIL:
            return "pass or fail"
        return f"{', '.join(self.letters)}; {self.pass_mark} passes"


def points(maximum: Decimal, pass_mark: Decimal) -> Scale:
    """Return a scale of points from 0 to `maximum` on which `pass_mark` and above pass."""
    return Scale(ScaleKind.POINTS, quantities.plain(maximum), quantities.written(pass_mark))


def pass_fail() -> Scale:
    """Return the scale that knows `pass` and `fail`."""
    return Scale(ScaleKind.PASS_FAIL)


def letters(best_first: tuple[str, ...], passing: str) -> Scale:
    """Return a scale of letters, best first, of which `passing` is the last that passes."""
    return Scale(ScaleKind.LETTERS, None, passing, best_first)


def check_scale(scale: Scale) -> Refusal | None:
    """Refuse a scale nobody could pass or that cannot be told apart."""
    if scale.kind is ScaleKind.POINTS:
        return _check_points(scale)
    if scale.kind is ScaleKind.LETTERS:
        return _check_letters(scale)
    return None


def known_grades(scale: Scale | None) -> tuple[str, ...]:
    """Return the grades that can be told one by one; points cannot."""
    if scale is None or scale.kind is ScaleKind.POINTS:
        return ()
    return (PASS, FAIL) if scale.kind is ScaleKind.PASS_FAIL else scale.letters


def normalised(scale: Scale, text: str) -> str | Refusal:
    """Return the grade as it is kept ("78.0" becomes "78"), or why the scale does not know it."""
    given = text.strip()
    if scale.kind is ScaleKind.POINTS:
        if scale.maximum is None or not _POINTS.fullmatch(given) or Decimal(given) > scale.maximum:
            top = "" if scale.maximum is None else quantities.written(scale.maximum)
            return Refusal(
                "grade_not_on_scale",
                f"Grade: {days.shortened(given)} is not a number of points from 0 to {top}, written like 78 or 78.5.",
            )
        return quantities.written(Decimal(given))
    known = known_grades(scale)
    for grade in known:
        if grade.casefold() == given.casefold():
            return grade
    return Refusal(
        "grade_not_on_scale", f"Grade: {days.shortened(given)} is not on the scale; it knows {', '.join(known)}."
    )


def passes(scale: Scale, grade: str) -> bool:
    """Whether a normalised grade reaches the scale's pass."""
    if scale.kind is ScaleKind.POINTS:
        return Decimal(grade) >= Decimal(scale.pass_mark)
    if scale.kind is ScaleKind.PASS_FAIL:
        return grade == PASS
    return scale.letters.index(grade) <= scale.letters.index(scale.pass_mark)


def _check_points(scale: Scale) -> Refusal | None:
    if scale.maximum is None or not 0 < scale.maximum <= quantities.LARGEST:
        return Refusal("scale_maximum", "A scale of points needs a maximum above 0.")
    if not _POINTS.fullmatch(scale.pass_mark) or Decimal(scale.pass_mark) > scale.maximum:
        return Refusal(
            "scale_pass_mark",
            f"The pass mark {days.shortened(scale.pass_mark)} has to be a number from 0 "
            f"to the maximum {quantities.written(scale.maximum)}.",
        )
    return None


def _check_letters(scale: Scale) -> Refusal | None:
    if not 1 <= len(scale.letters) <= MOST_LETTERS:
        return Refusal("scale_letters", f"A scale of letters needs from 1 to {MOST_LETTERS} letters, best first.")
    if any(not letter or letter != letter.strip() or len(letter) > LONGEST_LETTER for letter in scale.letters):
        # A grade is read without the blanks around it, so such a letter could never be given.
        return Refusal(
            "scale_letters",
            f"Each letter of a scale has from 1 to {LONGEST_LETTER} characters and no blanks around it.",
        )
    if len({letter.casefold() for letter in scale.letters}) < len(scale.letters):
        return Refusal("scale_letters", "A scale of letters names each letter once.")
    if scale.pass_mark not in scale.letters:
        return Refusal(
            "scale_pass_mark",
            f"The passing letter {days.shortened(scale.pass_mark)} has to be one of {', '.join(scale.letters)}.",
        )
    return None
