"""How is something that workers do by the clock done by hand?"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from conferral import clock
from conferral.actions import sweeps
from conferral.management.register_command import DONE, RegisterCommand


class Command(RegisterCommand):
    """Does one sweep now, whether it is due or not."""

    help = "Does a sweep now: " + "; ".join(f"{name} {sweep.what}" for name, sweep in sweeps.SWEEPS.items()) + "."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the sweeps by name, and the day to do one as of."""
        parser.add_argument("name", choices=sorted(sweeps.SWEEPS), help="which sweep")
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="as of noon of that day; as of now when absent")

    def carry_out(self, **options: Any) -> int:
        """Sweep and say how much it was."""
        at = clock.now()
        if options["on"] is not None:
            at = datetime.combine(self.day(options["on"]), time(12), tzinfo=timezone.get_current_timezone())
        self.say(f"{options['name']}: {sweeps.sweep(options['name'], at=at)}")
        return DONE
