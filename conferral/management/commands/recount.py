"""How is the ledger of the trackers put right where it does not follow from the enrollments?"""

from __future__ import annotations

from typing import Any

from conferral.actions import ledger
from conferral.management.register_command import DONE, RegisterCommand
from conferral.models import Program


class Command(RegisterCommand):
    """Counts every program's enrollments and adds to its ledger what it lacks."""

    help = "Put the ledger of the trackers right, program by program; for when verify finds it wrong."

    def carry_out(self, **_options: Any) -> int:
        """Say of each program that was wrong on how many days; people may go on working meanwhile."""
        is_right = True
        for program in Program.objects.order_by("code"):
            days = len(ledger.recount(program=program.pk))
            if days:
                is_right = False
                self.say(f"{program.code}: days put right: {days}")
        if is_right:
            self.say("The ledger is right.")
        return DONE
