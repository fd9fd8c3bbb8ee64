"""Does another contact have this email already? Allowed, and worth a second look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Lower

from conferral.documents.earlier_rows import EarlierRows
from conferral.models import Contact
from conferral.models.slices import slices
from conferral.rules.contacts import LONGEST_EMAIL, Details, check_line


class EmailHolders:
    """Who holds the emails of a file's rows, as these are applied one after the other.

    `among` are the stored contacts that the rows may change. All the others are asked for in one
    query per thousand emails that returns one line per email, however many share it.
    """

    def __init__(self, emails: Iterable[str], *, among: Iterable[Contact], earlier: EarlierRows | None = None) -> None:
        """Look the holders up; emails compare without regard to case. What rows `earlier` would write counts too."""
        known = list(among)
        self._inside: dict[str, dict[str, None]] = {}
        self._email_of: dict[str, str] = {}
        stored: dict[str, list[int]] = defaultdict(list)
        for contact in known:
            self._hold(contact.member_number, contact.email)
            for form in _folded(contact.email):
                stored[form].append(contact.pk)
        asked = sorted({email for email in emails if email and not check_line("email", email, LONGEST_EMAIL)})
        self._outside: dict[str, tuple[str, int]] = {}
        others = earlier.untouched(Contact.objects.all()) if earlier else Contact.objects.all()
        for some in slices(asked):
            self._look_up(some, stored, others)
        if earlier:
            held = earlier.holders({email.lower() for email in (*asked, *(contact.email for contact in known))})
            for email, (named, count) in held.items():
                first, outside = self._outside.get(email, ("", 0))
                self._outside[email] = (first or named, outside + count)

    def _look_up(self, emails: Sequence[str], among: Mapping[str, Sequence[int]], others: QuerySet[Contact]) -> None:
        # SQLite's lower() knows ASCII only, so an email beyond ASCII is looked for both ways.
        folded = {form for email in emails for form in _folded(email)}
        self._outside |= {
            folded_email.lower(): (first, count)
            for folded_email, first, count in others.exclude(email="")
            .exclude(pk__in={number for form in folded for number in among.get(form, ())})
            .annotate(folded=Lower("email"))
            .filter(folded__in=folded)
            .order_by()
            .values("folded")
            .annotate(first=Min("member_number"), holders=Count("pk"))
            .values_list("folded", "first", "holders")
        }

    def taken_by(self, details: Details) -> tuple[str, ...]:
        """Let a contact have these details from now on, and warn when another has the same email."""
        email = details.email.lower()
        self._hold(details.member_number, details.email)
        if not email:
            return ()
        first, outside = self._outside.get(email, ("", 0))
        others = [number for number in _first_two(self._inside[email]) if number != details.member_number]
        count = outside + len(self._inside[email]) - 1
        if not count:
            return ()
        return (shared(details.email, first or others[0], count),)

    def _hold(self, member_number: str, email: str) -> None:
        before, folded = self._email_of.get(member_number, ""), email.lower()
        if before:
            del self._inside[before][member_number]
        self._email_of[member_number] = folded
        if folded:
            self._inside.setdefault(folded, {})[member_number] = None


def shared(email: str, named: str, count: int) -> str:
    """Say that an email is that of so many others too, of whom one is named."""
    more = f" and {count - 1} more" if count > 1 else ""
    return f"email: {email} is the email of {named}{more} too."


def _first_two(numbers: dict[str, None]) -> list[str]:
    return [number for number, _ in zip(numbers, range(2), strict=False)]


def _folded(email: str) -> set[str]:
    return {email.lower()} if email.isascii() else {email.lower(), _ascii_lower(email)}


def _ascii_lower(text: str) -> str:
    return "".join(character.lower() if character.isascii() else character for character in text)
