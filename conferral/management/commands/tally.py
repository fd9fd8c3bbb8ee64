"""How many enrollments does each program have in each Progress Tracker, on any day?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from conferral.management.register_command import DONE, RegisterCommand
from conferral.models import Program
from conferral.models.tally import Tally, tallies
from conferral.rules.refusals import Refusal, Refused

COLUMNS = ("earned", "enrolled", "not_started", "awaiting_approval", "grace", "expired", "total")
HEADINGS = ("Program", "Earned", "Enrolled", "not started", "awaiting approval", "Grace", "Expired", "Total")


class Command(RegisterCommand):
    """Prints the trackers of one program or of all, as of a day."""

    help = "The Progress Trackers of every program, or of one, as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the program, the day and JSON."""
        parser.add_argument("--program", metavar="CODE", help="only this program")
        self.add_day(parser)
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def carry_out(self, **options: Any) -> int:
        """Count and print."""
        on = self.day(options["on"])
        programs = Program.objects.order_by("code")
        if options["program"] is not None:
            programs = programs.filter(code=options["program"])
            if not programs.exists():
                raise Refused(Refusal("program_unknown", f"There is no program with the code {options['program']}."))
        found = tallies(programs, on=on)
        if options["json"]:
            self.say(json.dumps({"on": on.isoformat(), "programs": [as_json(tally) for tally in found]}))
            return DONE
        rows = [HEADINGS, *((tally.program, *(str(getattr(tally, name)) for name in COLUMNS)) for tally in found)]
        widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
        self.say(f"As of {on.isoformat()}")
        for row in rows:
            code = row[0].ljust(widths[0])
            self.say("  ".join([code, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]))
        return DONE


def as_json(tally: Tally) -> dict[str, str | int]:
    """Return the shape that other programs rely on."""
    return {"program": tally.program, **{name: getattr(tally, name) for name in COLUMNS}}
