"""Does every derived fact follow from the records, and is the log what was sealed?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from conferral.documents import verification
from conferral.documents.verification_of_log import entries_waiting
from conferral.management.register_command import DONE, RegisterCommand
from conferral.models.seal import head_and_last
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.sealing import Head, given_head

DISAGREES = 1


class Command(RegisterCommand):
    """Recomputes every derived fact, follows the log seal by seal, and prints what disagrees."""

    help = (
        "Recompute every derived fact from the records, and look whether the log and the files are whole; "
        "exit status 1 when anything disagrees."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to compare heads that were handed out before."""
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="a head of the log from a transcript, or from an earlier verify: it has to be one still; may be given "
            "several times, and the hash may be cut short to 16 digits",
        )

    def carry_out(self, **options: Any) -> int:
        """Print a line for whatever is wrong, as it is found, and how much it was; then up to where the log is sealed.

        Entries that wait to be sealed are no disagreement.
        """
        heads = [self._head(given) for given in options["head"]]
        kept, _ = head_and_last()
        count = 0
        for fault in verification.faults(heads=heads):
            count += 1
            self.say(str(fault))
        self.say(self._result(count))
        if kept is not None and kept.number:
            self.say(f"The log is sealed up to {kept}")
        waiting = entries_waiting()
        if waiting.since is not None:
            since = timezone.localtime(waiting.since)
            self.say(
                f"{waiting.count} entries of the log wait to be sealed, the oldest of {since:%Y-%m-%d %H:%M}; "
                "a worker seals them every minute."
            )
        return DISAGREES if count else DONE

    def _head(self, given: str) -> Head:
        head = given_head(given)
        if isinstance(head, Refusal):
            raise Refused(head)
        return head

    def _result(self, count: int) -> str:
        if not count:
            return "Every derived fact agrees with the records; the log and the files are whole."
        return "1 thing is not as it should be." if count == 1 else f"{count} things are not as they should be."
