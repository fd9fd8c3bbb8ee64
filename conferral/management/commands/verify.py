"""Does every derived fact follow from the records?"""

from __future__ import annotations

from typing import Any

from conferral.documents.verification import disagreements
from conferral.management.register_command import DONE, RegisterCommand

DISAGREES = 1


class Command(RegisterCommand):
    """Recomputes every derived fact and prints what disagrees."""

    help = "Recompute every derived fact from the records; exit status 1 when anything disagrees."

    def carry_out(self, **_options: Any) -> int:
        """Print a line per disagreement, as it is found, and how many there were."""
        count = 0
        for disagreement in disagreements():
            count += 1
            self.say(str(disagreement))
        self.say(f"{count} derived facts disagree with the records." if count else "Every derived fact agrees.")
        return DISAGREES if count else DONE
