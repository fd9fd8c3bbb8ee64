"""Test for completion: has an enrollee met the requirements, is one thing missing, or more, and what?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from conferral.rules.days import in_words
from conferral.rules.jobs import Done
from conferral.rules.progress import Progress, with_complete
from conferral.rules.quantities import ZERO
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Standing, Status, standing

MET, ONE_STEP, MISSING = "met", "one_step", "missing"


def found(facts: Facts, far: Progress, on: date) -> Done:
    """Tell of one enrollment on a day: `met`, `one_step` or `missing`, with what is missing in sentences.

    One step away is who would meet everything with one requirement more, or one completion more of a repeatable one
    that is Complete already: its units may be what else is missing.
    Refused is what is not current on the day (`not_current`): it was cancelled or replaced since the test was asked
    for.
    """
    now = standing(facts, on)
    if now is None or not now.is_current:
        said = f"This enrollment is {now.status.label} and history by now." if now else "This enrollment has not begun."
        return Done.refused(Refusal("not_current", f"Not tested: {said[0].lower()}{said[1:]}"))
    if facts.requirements_met_on is not None and facts.requirements_met_on <= on:
        return Done(MET, f"Requirements met on {in_words(facts.requirements_met_on)}: {now.status.label}.")
    missing = far.missing()
    if not missing:
        return Done(MET, f"Nothing is missing: met from {in_words(facts.enrolled_on)} on, the enrollment date.")
    return Done(ONE_STEP if _is_one_step(far) else MISSING, " ".join([*missing, *_too_late(now)]))


def _is_one_step(far: Progress) -> bool:
    short = _short(far)
    return any(
        with_complete(far, item.requirement.code, more=short if item.is_complete else ZERO).is_met
        for item in far.requirements
        if not item.is_complete or item.requirement.is_repeatable
    )


def _short(far: Progress) -> Decimal:
    """Return how many units are missing wherever most are."""
    return max(
        far.definition.units_required - far.units,
        *((one.category.minimum or ZERO) - one.gathered for one in far.categories),
        ZERO,
    )


def _too_late(now: Standing) -> list[str]:
    if now.status is not Status.EXPIRED:
        return []
    return [f"Expired since {in_words(now.since)}: only with a later expiration date can more be recorded."]
