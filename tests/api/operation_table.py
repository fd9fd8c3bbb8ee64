"""What does each operation answer each role? One row for each operation, one column for each role.

As in tests/web/route_table.py, own is one's own object (or, where one has none, another's), foreign is another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Answers = tuple[str, ...]
IF_MATCH = {"If-Match": "*"}
TODAY = {"completed_on": "2026-03-02"}


def everybody(answer: str) -> Answers:
    return ("401", *(answer,) * 6)


def of_staff(answer: str) -> Answers:
    """Answer every level of staff; nothing is there for members."""
    return ("401", "404", "404", *(answer,) * 4)


def of_owner(member: str, staff: str, own_staff: str = "") -> Answers:
    """Answer a member about their own, and staff; whoever of staff is asked about their own may be told otherwise."""
    return ("401", member, "404", staff, *(own_staff or staff,) * 3)


@dataclass(frozen=True)
class Row:
    """One operation: what is sent along, and what each role is answered about their own and about another's.

    `address` names what the path asks for, where it is not the enrollment's own.
    """

    own: Answers
    foreign: Answers
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


READ = Row(of_owner("200", "200"), of_staff("200"))
ROWS: dict[str, Row] = {
    "list_programs": Row(everybody("200"), everybody("200")),
    "show_program": Row(everybody("200"), of_staff("200")),
    "count_enrollments": Row(of_staff("200"), of_staff("200")),
    "list_enrollees": Row(of_staff("200"), of_staff("200")),
    "enroll": Row(everybody("200"), of_staff("200"), {"contacts": ["NUMBER"]}),
    "list_contacts": Row(of_staff("200"), of_staff("200")),
    "add_contact": Row(of_staff("201"), of_staff("201"), {"member_number": "NEW-1", "last_name": "New"}),
    "show_contact": READ,
    "show_transcript": READ,
    "show_enrollment": READ,
    "change_dates": Row(
        of_owner("403", "200"), of_staff("200"), {"expires_on": "2027-06-30", "reason": "Ill."}, IF_MATCH
    ),
    # With the option off, an enrollment is cancelled by managers alone.
    "cancel": Row(("401", "403", "404", "403", "200", "200", "200"), ("401", "404", "404", "403", "200", "200", "200")),
    "list_events": Row(of_owner("403", "200"), of_staff("200")),
    "list_requirements": READ,
    "record": Row(of_owner("201", "201"), of_staff("201"), {**TODAY, "units": 1}),
    # Nobody decides about their own.
    "approve": Row(of_owner("403", "200", "403"), of_staff("200")),
    "reject": Row(of_owner("403", "200", "403"), of_staff("200"), {"form": "notify", "note": "Unreadable."}),
    "grade": Row(of_owner("403", "409", "403"), of_staff("409"), {"grade": "90"}),
    "purge": Row(
        ("401", "404", "404", "403", "200", "200", "200"),
        ("401", "404", "404", "403", "200", "200", "200"),
        {"enrollments": ["KEY"]},
    ),
}
