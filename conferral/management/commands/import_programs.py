"""How does a file of programs come into the register?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from django.db import transaction

from conferral.actions import imported_programs
from conferral.actions.imported_programs import ProgramOutcome
from conferral.management.import_command import ImportCommand
from conferral.management.import_run import Report, Wishes
from conferral.management.program_json import read_programs
from conferral.management.refused import refused_file
from conferral.rules.actors import Actor

COLUMNS = ("program", "path", "code", "message")


class Command(ImportCommand):
    """Defines programs and publishes their versions from a JSON file."""

    help = "Define programs, publish their versions and set their live policies from a JSON file."
    file_help = "the JSON file of programs"
    errors_told = "What was refused, and why, is in {}: mend the file of programs and import it again."

    def bring_in(self, source: Path, wishes: Wishes, *, by: Actor, at: datetime) -> Report:
        """Import program by program; one that is refused may have several lines among the errors."""
        items = read_programs(source)
        report = Report()
        with (
            refused_file(wishes.errors, source=source, columns=COLUMNS) as put,
            transaction.atomic() if wishes.one_transaction else nullcontext(),
        ):
            for outcome in imported_programs.accept(items, by=by, at=at):
                report.summary.count(outcome.kind)
                for warning in outcome.warnings:
                    report.warnings.add(outcome.program, warning)
                for where, row in _errors(outcome):
                    report.refusals.add(where, row[-1])
                    put(row)
            if wishes.one_transaction:
                report.settle(wishes)
        return report


def _errors(outcome: ProgramOutcome) -> Iterator[tuple[str, tuple[str, ...]]]:
    for fault in outcome.faults:
        refusal = fault.refusal
        yield outcome.program or "no code", (outcome.program, fault.path, refusal.code, refusal.message)
