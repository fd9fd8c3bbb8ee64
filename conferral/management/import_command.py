"""What do the import commands have in common: their options, and how they say what came of it?"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conferral import clock
from conferral.actions import ledger
from conferral.management.import_run import Importer, Report, Wishes, bring_in
from conferral.management.register_command import RegisterCommand
from conferral.rules.actors import COMMAND_LINE

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.management.base import CommandParser

    from conferral.rules.actors import Actor


class ImportCommand(RegisterCommand):
    """Brings a file in and says what came of it; subclasses say how in `bring_in`."""

    file_help = "the file to import"
    errors_told = "The refused rows are in {}: mend them there and import that file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the file and the four options that is promised to other programs."""
        parser.add_argument("file", type=Path, metavar="FILE", help=self.file_help)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument(
            "--errors",
            type=Path,
            metavar="OUT.csv",
            help="write the refused rows there with the reason; mend the file and import it",
        )
        parser.add_argument("--all-or-nothing", action="store_true", help="any refused row means nothing is written")
        parser.add_argument("--json", action="store_true", help="the summary as one JSON object")

    @abstractmethod
    def bring_in(self, source: Path, wishes: Wishes, *, by: Actor, at: datetime) -> Report:
        """Import the file and report what came of it."""

    def carry_out(self, **options: Any) -> int:
        """Import as the command line, with one reading of the clock for the whole file."""
        wishes = Wishes(dry_run=options["dry_run"], all_or_nothing=options["all_or_nothing"], errors=options["errors"])
        report = self.bring_in(options["file"], wishes, by=COMMAND_LINE, at=clock.now())
        self._tell_notes(report, wishes)
        self.say(report.summary.as_json() if options["json"] else str(report.summary))
        return report.summary.exit_status

    def _tell_notes(self, report: Report, wishes: Wishes) -> None:
        # Warnings first: what is refused is what the person has to do something about, and is read last.
        for line in report.warnings:
            self.tell(f"warning: {line}")
        for line in report.refusals:
            self.tell(f"refused: {line}")
        if report.refusals and wishes.errors:
            self.tell(self.errors_told.format(wishes.errors))
        if wishes.dry_run:
            self.tell("Nothing was written: this was a dry run.")
        elif report.was_undone:
            self.tell("Nothing was written: rows were refused, and it was to be all or nothing.")


class ImportRowsCommand(ImportCommand):
    """Brings a CSV file in through the importer of its kind, which a subclass names."""

    importer: Importer

    def bring_in(self, source: Path, wishes: Wishes, *, by: Actor, at: datetime) -> Report:
        """Import row by row; a progress bar only where somebody watches."""
        report = bring_in(self.importer, source, wishes, by=by, at=at, show_progress=self.stderr.isatty())
        if not report.was_undone and report.summary.written:
            # Every chunk added its own rows to the ledger of the trackers; nobody need wait for the sweep.
            ledger.compact()
        return report
