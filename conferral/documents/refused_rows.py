"""How are the refused rows laid out, so that they can be mended and fed back?"""

from __future__ import annotations

from collections.abc import Sequence

from conferral.documents.header import IGNORED, Header
from conferral.rules.refusals import Refusal

NOT_TOLD_APART = frozenset({"too_many_cells", "too_few_cells", "quotes_malformed"})
NOT_MENDED = "Mend this row, then empty this cell."


def refused_columns(header: Header) -> list[str]:
    """Name the columns of the refused rows: those of the input, then why each row was refused."""
    return [name for name in header.names if name not in IGNORED] + list(IGNORED)


def refused_cells(header: Header, line: int, given: Sequence[str], refusal: Refusal) -> list[str]:
    """Lay out one refused row under `refused_columns`.

    A row with too few cells is filled up. Cells beyond the last column come after the message, and a
    row whose cells could not be told apart gets one there that says so: nothing given is lost, and
    the row is refused again until somebody has mended it and emptied that cell.
    """
    width = len(header.names)
    row = [*given[:width], *[""] * (width - len(given))]
    kept = [cell for name, cell in zip(header.names, row, strict=True) if name not in IGNORED]
    beyond = list(given[width:])
    if refusal.code in NOT_TOLD_APART and not any(map(str.strip, beyond)):
        beyond.append(NOT_MENDED)
    return [*kept, str(line), refusal.code, refusal.message, *beyond]
