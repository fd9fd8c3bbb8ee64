"""Who is tested when a whole program is tested for completion?"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from conferral.models import Enrollment, Program


def to_be_tested(program: Program, *, on: date) -> list[int]:
    """Return the current enrollments not yet earned on the day, by primary key, in the order of names."""
    rows = Enrollment.objects.in_program(program).current(on=on).filter(Q(earned_on=None) | Q(earned_on__gt=on))
    return list(rows.order_by("sort_name", "pk").values_list("pk", flat=True))
