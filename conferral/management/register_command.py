"""What do all our commands have in common: a ready database, one sentence when it is no, a status?"""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, final

from django.core.management.base import BaseCommand, SystemCheckError
from django.utils import timezone

from conferral import checks, clock
from conferral.documents.files_away import FilesAway
from conferral.documents.unreadable import Unreadable
from conferral.management.import_run import BrokenOff
from conferral.management.ready_database import make_ready
from conferral.models.organization import zone_now
from conferral.rules import days
from conferral.rules.refusals import Refusal, Refused

if TYPE_CHECKING:
    from datetime import date

    from django.core.management.base import CommandParser

DONE, REFUSED = 0, 2
# As sysexits.h has it: something could not be written.
NOT_WRITTEN = 74
# As a shell reports a program that was ended by SIGINT or SIGPIPE.
INTERRUPTED, READER_GONE = 130, 141


class RegisterCommand(ABC, BaseCommand):
    """A command of the register: subclasses say what they do in `carry_out`.

    What a command says goes to standard output, warnings and refusals to standard error. A
    refusal, or a file that cannot be read, is one sentence and exit status 2.
    """

    # `make_ready` says it in a sentence and stops; Django's own check only warns.
    requires_migrations_checks = False
    # All of Django's would read every page and the whole API first: a third of the time that a command takes to start.
    requires_system_checks = [checks.START]

    def __init__(self, stdout: TextIO | None = None, *args: Any, **options: Any) -> None:
        """Answer into nothing where standard output was closed (`>&-`): the work is done all the same."""
        if stdout is None and sys.stdout is None:
            sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end
        super().__init__(stdout, *args, **options)

    @abstractmethod
    def carry_out(self, **options: Any) -> int:
        """Do what was asked for and return the exit status."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Let what Django's checks find be status 2 too: 1 would read as "some rows refused"."""
        try:
            return super().execute(*args, **options)
        except SystemCheckError as found:
            found.returncode = REFUSED
            raise

    @final
    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the database ready, carry the command out, and leave with its status."""
        try:
            make_ready(self.tell)
            with timezone.override(zone_now()):
                status = self.carry_out(**options)
            self.stdout.flush()
        except (Refused, Unreadable, FilesAway) as no:
            self.tell(str(no))
            status = REFUSED
        except BrokenOff as stop:
            self.tell(str(stop))
            status = INTERRUPTED
        except KeyboardInterrupt:
            self.tell("Interrupted.")
            status = INTERRUPTED
        except BrokenPipeError:
            # `tally | head`: the reader has seen enough.
            self._close_standard_output()
            status = READER_GONE
        except OSError as full:
            self.tell(f"Writing failed: {full.strerror}. What is done stays done; make room and repeat.")
            self._close_standard_output()
            status = NOT_WRITTEN
        if status != DONE:
            raise SystemExit(status)

    def _close_standard_output(self) -> None:
        """Let what is left go nowhere; flushed at exit, it would fail once more and with a traceback."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def say(self, line: str) -> None:
        """Write a line of the answer to standard output."""
        self.stdout.write(line)

    def tell(self, line: str) -> None:
        """Write a warning, a refusal or a word about progress to standard error, in no colour."""
        self.stderr.write(line, style_func=str)

    def add_day(self, parser: CommandParser) -> None:
        """Offer `--on YYYY-MM-DD`."""
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day to look at; today when absent")

    def day(self, given: str | None) -> date:
        """Read the day of `--on`; today when absent. Refused like any date that is none."""
        if given is None:
            return clock.today()
        day = days.parse("--on", given)
        if isinstance(day, Refusal):
            raise Refused(day)
        return day
