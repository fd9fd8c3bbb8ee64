"""How is the embedded database copied while everybody goes on working? Into one file, as of one moment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from conferral.management.register_command import DONE, RegisterCommand
from conferral.rules.refusals import Refusal, Refused

OF_POSTGRESQL = Refusal(
    "not_embedded",
    "This register is in PostgreSQL: pg_dump makes its backups, as docs/operations.md says.",
)


class Command(RegisterCommand):
    help = "Copy the embedded database into a new file, as of one moment; on PostgreSQL use pg_dump."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to; must not be there yet")

    def carry_out(self, **options: Any) -> int:
        """Copy under another name, bring it to the disk, then give it its name: what has it is whole."""
        file: Path = options["file"]
        if connection.vendor != "sqlite":
            raise Refused(OF_POSTGRESQL)
        if file.exists():
            raise Refused(Refusal("file_exists", f"{file} is there already; name another file."))
        unfinished = file.with_name(f"{file.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        # As secret as the register itself. SQLite writes into an empty file that is there.
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(unfinished)])
        _reach_the_disk(unfinished)
        unfinished.rename(file)
        _reach_the_disk(file.parent)
        self.say(f"Copied to {file}.")
        return DONE


def _reach_the_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
