"""What could be carried over to a new enrollment of each contact? The review and the action ask here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from conferral.models.candidates import lines_of
from conferral.models.completion import Completion
from conferral.models.definitions import definitions_of
from conferral.models.movable import completions_of
from conferral.models.program import Version
from conferral.rules.carrying import Carried, Carrying
from conferral.rules.carrying_over import Earlier, carried_over
from conferral.rules.definition import Definition


@dataclass(frozen=True, slots=True)
class Carriable:
    """What is carried and lost of each contact, the completions it rests on by key, and the definition they go to."""

    carried: Mapping[int, Carried]
    originals: Mapping[int, Completion]
    after: Definition


def carriable(contacts: Collection[int], version: Version, *, expires_on: date) -> Carriable:
    """Return what of each contact's earlier enrollments in the program comes along to a new one on the version.

    A fixed number of queries however many contacts there are.
    """
    lines = lines_of(contacts, version.program)
    rows = [row for line in lines.values() for row in line]
    definitions = definitions_of({version.pk, *(row.version_id for row in rows)})
    after = definitions[version.pk]
    ways = {number: Carrying(definition, after) for number, definition in definitions.items()}
    originals, attempts = completions_of([row.pk for row in rows])
    copied_from = {key: row.carried_from_id for key, row in originals.items() if row.carried_from_id is not None}
    carried = {
        contact: carried_over(
            [Earlier(ways[row.version_id], attempts[row.pk]) for row in reversed(line)],
            after,
            expires_on=expires_on,
            copied_from=copied_from,
        )
        for contact, line in lines.items()
    }
    return Carriable(carried, originals, after)
