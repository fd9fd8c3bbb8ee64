"""Which entries of the log does a search mean, as far as it can be understood?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from conferral.documents.day_begun import begin_of
from conferral.documents.log_meant import Meant, entries_of
from conferral.models import Account, Contact, Event, Program
from conferral.models.contact_search import words_occur
from conferral.models.former_number import keys_of, numbered
from conferral.models.text_search import words_in
from conferral.rules.actors import COMMAND_LINE, Actor
from conferral.rules.log_reading import hidden_areas
from conferral.rules.refusals import Refusal

MOST_PEOPLE = 200
"""A search that fits more people than this is asked to say more of the name."""

WITHOUT_ACCOUNT = (COMMAND_LINE.name, COMMAND_LINE.name.replace("-", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for, as typed; blank where anything will do.

    `person` is a member number, a former one too, or any part of a name, email or member number; `program` a code;
    `by` a user name, a part of the name of whoever did it, or "command-line"; `kind` a kind ("enrollment.cancelled") or
    what kinds are about ("enrollment"); `batch` what entries written at once share. `since` and `until` are days, both
    inclusive.
    """

    person: str = ""
    program: str = ""
    by: str = ""
    kind: str = ""
    batch: UUID | None = None
    since: date | None = None
    until: date | None = None


def understood(search: Search, *, by: Actor) -> tuple[Meant, list[Refusal]]:
    """Return what a search means to an actor, and what cannot be meant; where there is anything of that, nothing is.

    At most six queries. Codes: `person_unknown`, `program_unknown`, `actor_unknown`, `too_many_people`.
    """
    contacts, program, accounts = _person(search.person), _program(search.program), _actor(search.by)
    meant = Meant(
        without=hidden_areas(by),
        kind=search.kind,
        batch=search.batch,
        since=begin_of(search.since) if search.since else None,
        before=begin_of(search.until + timedelta(days=1)) if search.until else None,
        contacts=None if isinstance(contacts, Refusal) else contacts,
        program=None if isinstance(program, Refusal) else program,
        accounts=None if isinstance(accounts, Refusal) else accounts,
    )
    return meant, [one for one in (contacts, program, accounts) if isinstance(one, Refusal)]


def searched(search: Search, *, by: Actor) -> tuple[QuerySet[Event], list[Refusal]]:
    """Return the entries that an actor may see of those meant, and what cannot be meant; then there are none."""
    meant, refusals = understood(search, by=by)
    return (Event.objects.none() if refusals else entries_of(meant)), refusals


def _person(text: str) -> tuple[int, ...] | Refusal | None:
    if not text:
        return None
    exactly = numbered(text)
    found = [exactly.pk] if exactly else _some(Contact.objects.named(text))
    if not found:
        return Refusal("person_unknown", f"Person: nobody with {text} in their name, email or member number is known.")
    return _too_many(found, "Person") or tuple(keys_of(*found))


def _program(code: str) -> int | Refusal | None:
    if not code:
        return None
    number = Program.objects.filter(code__iexact=code).values_list("pk", flat=True).first()
    if number is None:
        return Refusal(
            "program_unknown", f"Program: there is none with the code {code}; write its code as in the list."
        )
    return number


def _actor(text: str) -> tuple[int, ...] | Refusal | None:
    if not text:
        return None
    if text.casefold() in WITHOUT_ACCOUNT:
        return ()
    number = Account.objects.filter(username__iexact=text).values_list("pk", flat=True).first()
    if number is not None:
        return (number,)
    named = words_in(text, "username") | words_occur(text, contact="contact")
    found = _some(Account.objects.filter(named))
    if not found:
        return Refusal("actor_unknown", f"Done by: no account of {text} is known; command-line is the one without.")
    return _too_many(found, "Done by") or tuple(found)


def _some(rows: QuerySet[Contact] | QuerySet[Account]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[: MOST_PEOPLE + 1])


def _too_many(found: list[int], field: str) -> Refusal | None:
    if len(found) <= MOST_PEOPLE:
        return None
    return Refusal(
        "too_many_people", f"{field}: more than {MOST_PEOPLE} people fit; write more of the name, or all of it."
    )
