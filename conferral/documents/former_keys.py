"""Which rows of a file mean the same, when a contact was merged into another? Those of its former number too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conferral.documents.keys import KeyOf
from conferral.models import FormerNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conferral.documents.keys import Key

NAMED_BY = "member_number"


def followed(key: KeyOf) -> KeyOf:
    """Return the same key with each former member number read as the number of the contact it leads to."""
    now = dict(FormerNumber.objects.values_list("member_number", "contact__member_number"))

    def read(cells: Mapping[str, str]) -> Key | None:
        number = cells[NAMED_BY]
        return key.read({**cells, NAMED_BY: now[number]} if number in now else cells)

    return KeyOf(key.columns, read)
