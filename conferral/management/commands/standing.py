"""Where does a contact stand in each program on a day, and why?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from conferral.documents.standing import EnrollmentStanding, standings_of
from conferral.management.register_command import DONE, RegisterCommand
from conferral.models import Program
from conferral.models.former_number import numbered
from conferral.rules.quantities import written
from conferral.rules.refusals import Refusal, Refused


class Command(RegisterCommand):
    """Prints status, deadline, progress and the reasons of one contact's enrollments."""

    help = "Status, deadline, progress and why of every enrollment of a contact, as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the contact, one program, the day and JSON."""
        parser.add_argument("member_number", metavar="MEMBER_NUMBER")
        parser.add_argument("--program", metavar="CODE", default="", help="only this program")
        self.add_day(parser)
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def carry_out(self, **options: Any) -> int:
        """Find the contact and print how each enrollment stands."""
        on = self.day(options["on"])
        number = options["member_number"]
        contact = numbered(number)
        if contact is None:
            raise Refused(Refusal("contact_unknown", f"There is no contact with the member number {number}."))
        if options["program"] and not Program.objects.filter(code=options["program"]).exists():
            raise Refused(Refusal("program_unknown", f"There is no program with the code {options['program']}."))
        found = standings_of(contact, on=on, program=options["program"])
        if options["json"]:
            answer = {"member_number": number, "on": on, "enrollments": [item.as_json() for item in found]}
            self.say(json.dumps(answer, cls=DjangoJSONEncoder, ensure_ascii=False))
            return DONE
        self.say(f"{contact.full_name} ({number}), as of {on.isoformat()}")
        if not found:
            self.say("No enrollment has begun by then.")
        for item in found:
            self.tell_one(item)
        return DONE

    def tell_one(self, item: EnrollmentStanding) -> None:
        """Print one enrollment for a person to read."""
        now = item.standing
        self.say("")
        past = "" if now.is_current else " (not current)"
        self.say(f"{item.program} version {item.version}: {now.status.label}{past}")
        self.say(f"  {item.why}")
        self.say(f"  Enrollment date {item.enrollment.enrolled_on}, completion deadline {item.completion_deadline}.")
        if now.next_status and now.next_on:
            self.say(f"  Next, as the records stand: {now.next_status.label} on {now.next_on.isoformat()}.")
        for requirement in item.progress.requirements:
            units = f", {written(requirement.units)} units" if requirement.units else ""
            self.say(f"  - {requirement.requirement.code}: {requirement.status.label}{units}")
        for sentence in item.progress.missing():
            self.say(f"  Missing: {sentence}")
