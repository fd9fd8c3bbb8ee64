"""Which programs does the register hold, as a file that it would read again?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from conferral.documents.program_file import as_text, program_file
from conferral.documents.unreadable import Unreadable
from conferral.management.register_command import DONE, RegisterCommand
from conferral.models import Program
from conferral.rules.refusals import Refusal, Refused


class Command(RegisterCommand):
    """Writes programs with their published versions, live policies and examples as JSON."""

    help = "Write programs, their published versions, live policies and examples as a JSON file to import again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer single programs and the file."""
        parser.add_argument("--program", metavar="CODE", action="append", help="only this program; may be repeated")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write there, not to standard output")

    def carry_out(self, **options: Any) -> int:
        """Write the file, or print it; drafts stay out."""
        programs = Program.objects.order_by("code")
        if options["program"] is not None:
            wanted = set(options["program"])
            programs = programs.filter(code__in=wanted)
            unknown = sorted(wanted - {program.code for program in programs})
            if unknown:
                raise Refused(Refusal("program_unknown", f"There is no program with the code {unknown[0]}."))
        found = program_file(programs)
        if options["output"] is None:
            self.say(as_text(found))
            return DONE
        self._write(options["output"], as_text(found))
        count = len(programs)
        self.tell(f"{count} {'program' if count == 1 else 'programs'} written to {options['output']}.")
        return DONE

    def _write(self, out: Path, text: str) -> None:
        try:
            file = out.open("w", encoding="utf-8")
        except OSError as error:
            raise Unreadable(f"{out} could not be written: {error.strerror}.") from None
        with file:
            file.write(text)
