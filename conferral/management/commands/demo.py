"""How does somebody get a register to try things out in? An empty one is filled with a demo association."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from conferral.management.demo.association import LOGINS, NAME, PASSWORD
from conferral.management.demo.history import fill
from conferral.management.demo.proofs import prove
from conferral.management.register_command import DONE, RegisterCommand
from conferral.models import Completion, Contact, Enrollment, Offering, Program
from conferral.models.tally import tallies


class Command(RegisterCommand):
    """Fills an empty register with two years of a demo association."""

    help = "Fill an empty register with a demo association: three programs, 400 people, two years of history."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the day up to which there is a history."""
        self.add_day(parser)

    def carry_out(self, **options: Any) -> int:
        """Fill the register, and print what was made and how to sign in."""
        today = self.day(options["on"])
        fill(today, show_progress=sys.stderr.isatty())
        prove()
        self.say(
            f"{NAME}: {Program.objects.count()} programs, {Offering.objects.count()} offerings, "
            f"{Contact.objects.count()} contacts, {Enrollment.objects.count()} enrollments, "
            f"{Completion.objects.count()} completions."
        )
        for tally in tallies(Program.objects.order_by("code"), on=today):
            self.say(
                f"{tally.program}: {tally.earned} earned, {tally.enrolled} enrolled "
                f"({tally.awaiting_approval} awaiting approval), {tally.grace} in grace, {tally.expired} expired."
            )
        self.say(f"Sign in with the password {PASSWORD} as:")
        for login in LOGINS:
            self.say(f"  {login.email}  ({login.role.label})")
        return DONE
