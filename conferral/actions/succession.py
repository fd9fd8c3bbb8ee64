"""Who replaced whom? Keeps `replaced_on` after anything that may have moved an enrollment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from conferral.actions.set_based import update_rows
from conferral.models import Enrollment
from conferral.rules import succession


def settle_lines(pairs: Iterable[tuple[int, int]]) -> None:
    """Recompute `replaced_on` for the enrollments of each (contact, program) named.

    Rows that stop being the last are written first and the new last rows after them, because the
    database holds at most one last row per contact and program at any moment.
    """
    wanted = set(pairs)
    lines: dict[tuple[int, int], list[Enrollment]] = defaultdict(list)
    # Not filtered by program in SQL: SQLite would then go through every enrollee of the programs.
    rows = Enrollment.objects.filter(contact__among={contact for contact, _ in wanted})
    for enrollment in rows.only(
        "contact_id", "program_id", "enrolled_on", "cancelled_on", "registered_on", "registered_at", "replaced_on"
    ):
        pair = (enrollment.contact_id, enrollment.program_id)
        if pair in wanted:
            lines[pair].append(enrollment)
    replaced, last = [], []
    for line in lines.values():
        due = succession.replacements([enrollment.place_in_line() for enrollment in line])
        for enrollment in line:
            if enrollment.replaced_on == due[enrollment.pk]:
                continue
            if due[enrollment.pk] is None:
                last.append(enrollment.pk)
            else:
                replaced.append((enrollment.pk, due[enrollment.pk]))
    update_rows(Enrollment, ["replaced_on"], replaced)
    if last:
        Enrollment.objects.filter(pk__in=last).update(replaced_on=None)
