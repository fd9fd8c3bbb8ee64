"""What do the rules have to know of program completions that are to be decided?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from conferral.models.completion import Completion
from conferral.models.enrollment import Enrollment
from conferral.rules.deciding_programs import ProgramCase


def program_cases(rows: Collection[Enrollment]) -> dict[int, ProgramCase]:
    """Return what the rules ask about program completions, in one query; programs and versions come along.

    Who had a part: whoever recorded or taught a completion that counts, which is a live one that waits for nothing.
    """
    recorded: dict[int, set[int]] = defaultdict(set)
    taught: dict[int, set[int]] = defaultdict(set)
    separated = [row.pk for row in rows if row.program.separates_duties]
    counting = Completion.objects.filter(enrollment__in=separated, is_live=True, awaits="")
    for enrollment, account, instructor in counting.values_list("enrollment", "recorded_by", "offering__instructor"):
        recorded[enrollment] |= {account} - {None}
        taught[enrollment] |= {instructor} - {None}
    return {
        row.pk: ProgramCase(
            contact=row.contact_id,
            facts=row.facts(),
            approved_on=row.approved_on,
            requires_approval=row.version.requires_approval,
            separates_duties=row.program.separates_duties,
            recorded_by=recorded[row.pk],
            taught_by=taught[row.pk],
        )
        for row in rows
    }
