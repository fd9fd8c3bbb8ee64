"""Which entries of the log does a search mean, as far as it can be understood?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from conferral.documents.day_begun import begin_of
from conferral.models import Account, Contact, Event, Program
from conferral.models.contact_search import words_occur
from conferral.models.event import Area
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


def searched(search: Search, *, by: Actor) -> tuple[QuerySet[Event], list[Refusal]]:
    """Return the entries that an actor may see of those meant, and what cannot be meant; then there are none.

    At most six queries are asked to understand it. Codes: `person_unknown`, `program_unknown`, `actor_unknown`,
    `too_many_people`.
    """
    entries, refusals = Event.objects.all(), []
    if hidden := hidden_areas(by):
        entries = entries.exclude(_about(hidden))
    if search.kind:
        entries = entries.filter(kind=search.kind) if "." in search.kind else _of_area(entries, search.kind)
    if search.batch:
        entries = entries.filter(batch=search.batch)
    if search.since:
        entries = entries.filter(at__gte=begin_of(search.since))
    if search.until:
        entries = entries.filter(at__lt=begin_of(search.until + timedelta(days=1)))
    for found in (_person(search.person), _program(search.program), _actor(search.by)):
        if isinstance(found, Refusal):
            refusals.append(found)
        elif found is not None:
            entries = entries.filter(found)
    return (Event.objects.none() if refusals else entries), refusals


def _of_area(entries: QuerySet[Event], area: str) -> QuerySet[Event]:
    return entries.alias(area=Area("kind")).filter(area=area)


def _about(areas: tuple[str, ...]) -> Q:
    condition = Q()
    for area in areas:
        condition |= Q(kind__startswith=f"{area}.")
    return condition


def _person(text: str) -> Q | Refusal | None:
    if not text:
        return None
    exactly = numbered(text)
    found = [exactly.pk] if exactly else _some(Contact.objects.named(text))
    if not found:
        return Refusal("person_unknown", f"Person: nobody with {text} in their name, email or member number is known.")
    return _too_many(found, "Person") or _one_of("contact_id", keys_of(*found))


def _program(code: str) -> Q | Refusal | None:
    if not code:
        return None
    number = Program.objects.filter(code__iexact=code).values_list("pk", flat=True).first()
    if number is None:
        return Refusal(
            "program_unknown", f"Program: there is none with the code {code}; write its code as in the list."
        )
    return Q(program_id=number)


def _actor(text: str) -> Q | Refusal | None:
    if not text:
        return None
    if text.casefold() in WITHOUT_ACCOUNT:
        return Q(account_id=None)
    number = Account.objects.filter(username__iexact=text).values_list("pk", flat=True).first()
    if number is not None:
        return Q(account_id=number)
    named = words_in(text, "username") | words_occur(text, contact="contact")
    found = _some(Account.objects.filter(named))
    if not found:
        return Refusal("actor_unknown", f"Done by: no account of {text} is known; command-line is the one without.")
    return _too_many(found, "Done by") or _one_of("account_id", found)


def _some(rows: QuerySet[Contact] | QuerySet[Account]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[: MOST_PEOPLE + 1])


def _too_many(found: list[int], field: str) -> Refusal | None:
    if len(found) <= MOST_PEOPLE:
        return None
    return Refusal(
        "too_many_people", f"{field}: more than {MOST_PEOPLE} people fit; write more of the name, or all of it."
    )


def _one_of(column: str, keys: list[int]) -> Q:
    return Q(**{column: keys[0]}) if len(keys) == 1 else Q(**{f"{column}__in": keys})
