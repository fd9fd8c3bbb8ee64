"""Who does the jobs, and what is due by the clock? This command, once or many times, on any number of machines."""

from __future__ import annotations

import os
import socket
import uuid
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser

from conferral.management.register_command import DONE, RegisterCommand
from conferral.management.working import Worker

LOST_AFTER = 30


class Command(RegisterCommand):
    """Does the jobs asked for on the pages until it is asked to end (SIGTERM, Ctrl-C)."""

    help = "Does jobs and sweeps until it is asked to end; the part of a job in hand is done first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer when a silent worker counts as lost, and an end once nothing is left to do."""
        parser.add_argument(
            "--lost-after",
            type=float,
            default=LOST_AFTER,
            metavar="SECONDS",
            help=f"take over from workers not seen for so long; the same for all of them (default: {LOST_AFTER})",
        )
        parser.add_argument("--until-idle", action="store_true", help="end as soon as nothing is left to do")

    def carry_out(self, **options: Any) -> int:
        """Work."""
        name = f"{socket.gethostname()[:32]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        worker = Worker(name, lost_after=timedelta(seconds=options["lost_after"]), until_idle=options["until_idle"])
        worker.configure_signals()
        worker.run()
        return DONE
