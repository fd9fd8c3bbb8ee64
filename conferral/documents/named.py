"""Which contacts, programs and enrollments do the rows of a file name?

Everything is looked up for a whole chunk at once. An import locks the contacts and writes; a dry run looks and leaves
it at that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Protocol

from django.db.models import QuerySet

from conferral.models import Contact, Enrollment, Program
from conferral.models.former_number import survivors
from conferral.rules.cells import contact_unknown, program_unknown
from conferral.rules.contacts import contact_erased
from conferral.rules.refusals import Refusal
from conferral.rules.succession import Row

Place = tuple[int, int, date]
"""A contact, a program and an enrollment date: several enrollments when some were cancelled."""


class Naming(Protocol):
    """A row that names an enrollment as people do."""

    @property
    def member_number(self) -> str:
        """Whose it is."""

    @property
    def program(self) -> str:
        """The program's code."""

    @property
    def enrolled_on(self) -> date:
        """The enrollment date."""


class Named:
    """The contacts and programs that rows name, and the stored enrollments they may mean.

    `contacts` are those to look among, locked where it is to be written.
    """

    def __init__(self, rows: Collection[Naming], contacts: QuerySet[Contact]) -> None:
        """Look everything up; the contacts first, in the order in which every action locks them."""
        numbers = {row.member_number for row in rows}
        former = survivors(numbers)
        found = list(
            contacts.filter(
                member_number__in={*numbers, *(contact.member_number for contact in former.values())}
            ).order_by("pk")
        )
        by_number = {contact.member_number: contact for contact in found}
        meant = {
            number: by_number.get(former[number].member_number if number in former else number) for number in numbers
        }
        self.contacts = {number: contact for number, contact in meant.items() if contact is not None}
        self._programs = dict(Program.objects.filter(code__in={row.program for row in rows}).values_list("code", "pk"))
        self.enrollments: dict[int, Enrollment] = {}
        self._rows: dict[Place, list[Row]] = defaultdict(list)
        known_programs = set(self._programs.values())
        # Not filtered by program in SQL: SQLite would then go through every enrollee of the programs.
        for enrollment in Enrollment.objects.filter(
            contact__in={contact.pk for contact in self.contacts.values()},
            enrolled_on__in={row.enrolled_on for row in rows},
        ):
            if enrollment.program_id in known_programs:
                self.enrollments[enrollment.pk] = enrollment
                place = (enrollment.contact_id, enrollment.program_id, enrollment.enrolled_on)
                self._rows[place].append(enrollment.place_in_line())

    def place(self, row: Naming) -> Place | Refusal:
        """Return what a row names, or which of contact and program is unknown; former numbers lead on."""
        contact, program = self.contacts.get(row.member_number), self._programs.get(row.program)
        if contact is None:
            return contact_unknown(row.member_number)
        if contact.erased_at:
            return contact_erased(row.member_number)
        if program is None:
            return program_unknown(row.program)
        return contact.pk, program, row.enrolled_on

    def at(self, place: Place) -> list[Row]:
        """Return the stored enrollments of a contact and program with that enrollment date."""
        return self._rows.get(place, [])
