"""Who is each in a list of member numbers and emails, and may they be enrolled? Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models.functions import Lower

from conferral.models import Contact, Program
from conferral.models.candidates import Asked, refusals
from conferral.models.former_number import survivors
from conferral.rules.actors import Actor
from conferral.rules.contact_lines import Wanted
from conferral.rules.enrolling import Named
from conferral.rules.refusals import Refusal

CHUNK = 1000
SHOWN = ("pk", "member_number", "first_name", "last_name", "email")


class Found(StrEnum):
    """What became of a line."""

    ONE = "found"
    SEVERAL = "several"
    TWICE = "twice"
    REFUSED = "refused"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Known:
    """A contact that a line may mean."""

    number: int
    member_number: str
    full_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """One line: whom it may mean, and what is to be said of it; `refusal` where that one cannot be enrolled."""

    wanted: Wanted
    found: Found
    contacts: tuple[Known, ...] = ()
    refusal: Refusal | None = None
    first_line: int = 0


def look_up(
    wanted: Sequence[Wanted], program: Program, *, enrolled_on: date, by: Actor, today: date
) -> tuple[LookedUp, ...]:
    """Return what became of each line, in order: by member number as it is written, or by email in any case.

    Three queries for the contacts and a fixed number for every thousand of those found. Whom an earlier line meant
    already is TWICE, by whatever name.
    """
    by_number = _by_number({one.text for one in wanted})
    by_email = _by_email({one.text for one in wanted if "@" in one.text and one.text not in by_number})
    meant = [_meant(one, by_number, by_email) for one in wanted]
    said = _refusals([contacts[0] for contacts in meant if len(contacts) == 1], program, enrolled_on, by, today)
    return tuple(_told(wanted, meant, said))


def _told(
    wanted: Sequence[Wanted], meant: Sequence[tuple[Known, ...]], said: dict[int, Refusal | None]
) -> Iterator[LookedUp]:
    first: dict[object, int] = {}
    for one, contacts in zip(wanted, meant, strict=True):
        if not contacts:
            yield LookedUp(wanted=one, found=Found.NOBODY)
            continue
        whom = tuple(contact.number for contact in contacts)
        if whom in first:
            yield LookedUp(wanted=one, found=Found.TWICE, contacts=contacts, first_line=first[whom])
            continue
        first[whom] = one.line
        if len(contacts) > 1:
            yield LookedUp(wanted=one, found=Found.SEVERAL, contacts=contacts)
            continue
        refusal = said.get(contacts[0].number)
        yield LookedUp(wanted=one, found=Found.REFUSED if refusal else Found.ONE, contacts=contacts, refusal=refusal)


def _meant(one: Wanted, by_number: dict[str, Known], by_email: dict[str, list[Known]]) -> tuple[Known, ...]:
    if one.text in by_number:
        return (by_number[one.text],)
    return tuple(by_email.get(one.text.lower(), ()))


def _by_number(texts: Collection[str]) -> dict[str, Known]:
    numbers = [text for text in texts if "\0" not in text]
    rows = Contact.objects.filter(member_number__in=numbers, erased_at=None).values_list(*SHOWN)
    found = {known.member_number: known for known in map(_known, rows)}
    return found | {number: _known_as(contact) for number, contact in survivors(numbers).items()}


def _known_as(contact: Contact) -> Known:
    return Known(contact.pk, contact.member_number, contact.full_name, contact.email)


def _by_email(texts: Collection[str]) -> dict[str, list[Known]]:
    # SQLite's lower() knows ASCII only, so an email beyond ASCII is looked for both ways.
    folded = {form for text in texts if "\0" not in text for form in (text.lower(), _ascii_lower(text))}
    found: dict[str, list[Known]] = defaultdict(list)
    if folded:
        rows = Contact.objects.exclude(email="").annotate(folded=Lower("email")).filter(folded__in=folded)
        for known in map(_known, rows.order_by("sort_name", "pk").values_list(*SHOWN)):
            found[known.email.lower()].append(known)
    return found


def _known(row: tuple[int, str, str, str, str]) -> Known:
    pk, number, first, last, email = row
    return Known(pk, number, f"{first} {last}".strip(), email)


def _refusals(
    contacts: Sequence[Known], program: Program, enrolled_on: date, by: Actor, today: date
) -> dict[int, Refusal | None]:
    names = list({contact.number: contact.full_name for contact in contacts}.items())
    said: dict[int, Refusal | None] = {}
    for start in range(0, len(names), CHUNK):
        asked = Asked(by=by, enrolled_on=enrolled_on, today=today)
        said |= refusals({key: Named(name) for key, name in names[start : start + CHUNK]}, program, asked)
    return said


def _ascii_lower(text: str) -> str:
    return "".join(character.lower() if character.isascii() else character for character in text)
