"""What has a contact done in every program, as a file for programs, for a spreadsheet or for paper?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from conferral import clock
from conferral.documents.transcript import Transcript, transcript_of
from conferral.documents.transcript_csv import as_csv
from conferral.documents.transcript_json import as_text
from conferral.documents.transcript_pdf import as_pdf
from conferral.documents.unreadable import Unreadable
from conferral.management.register_command import DONE, RegisterCommand
from conferral.models import Contact
from conferral.rules.refusals import Refusal, Refused

WRITTEN: dict[str, Callable[[Transcript], str | bytes]] = {"json": as_text, "csv": as_csv, "pdf": as_pdf}


class Command(RegisterCommand):
    """Writes the transcript of one contact."""

    help = "The transcript of a contact: progress in every program they were ever enrolled in, as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the contact, the day, the format and the file."""
        parser.add_argument("member_number", metavar="MEMBER_NUMBER")
        self.add_day(parser)
        parser.add_argument("--format", choices=sorted(WRITTEN), default="json", help="json when absent")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write there, not to standard output")

    def carry_out(self, **options: Any) -> int:
        """Write the transcript to the file, or print it."""
        on, number, out = self.day(options["on"]), options["member_number"], options["output"]
        contact = Contact.objects.filter(member_number=number).first()
        if contact is None:
            raise Refused(Refusal("contact_unknown", f"There is no contact with the member number {number}."))
        written = WRITTEN[options["format"]](transcript_of(contact, on=on, at=clock.now()))
        if out is None:
            self._print(written)
            return DONE
        try:
            out.write_bytes(written.encode() if isinstance(written, str) else written)
        except OSError as error:
            raise Unreadable(f"{out} could not be written: {error.strerror}.") from None
        self.tell(f"The transcript of {contact.full_name} ({number}) is written to {out}.")
        return DONE

    def _print(self, written: str | bytes) -> None:
        if isinstance(written, str):
            self.stdout.write(written, ending="")
            return
        if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
            raise Refused(Refusal("not_for_a_terminal", "A PDF is not for a terminal: name a file with -o FILE."))
        self.stdout.flush()
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
