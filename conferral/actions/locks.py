"""In which order are rows locked, so that no two actions wait for each other?"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from conferral.models import Account, Contact, Enrollment
from conferral.rules.refusals import Refusal, Refused

GONE = Refusal("enrollment_unknown", "There is no such enrollment any more.")
MERGED = Refusal("contact_gone", "This contact was merged into another meanwhile; look for it again by its number.")


def locked_contact(contact: int) -> Contact:
    """Return a contact, locked; one that is there no more is refused (`contact_gone`): it was merged away."""
    row = Contact.objects.select_for_update().filter(pk=contact).first()
    if row is None:
        raise Refused(MERGED)
    return row


def locked_accounts(accounts: Collection[int]) -> dict[int, Account]:
    """Return accounts by key, and those of all SysAdmins, locked in the order of their keys; none where none is named.

    Of two who take each other's account away at once one is so told that it is the last. What they hold is read after
    that: whoever was quicker has ended. Contacts are locked before. Those that are there no more are left out.
    """
    if not accounts:
        return {}
    keys = {*accounts, *Account.objects.sysadmins().values_list("pk", flat=True)}
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    return {row.pk: row for row in Account.objects.with_level().filter(pk__in=keys)}


def locked_enrollment(enrollment: int) -> Enrollment:
    """Return an enrollment, locked after its contact: the order that every action keeps.

    One that is there no more is refused (`enrollment_unknown`): it was purged since somebody looked.
    """
    row = locked_enrollments([enrollment]).get(enrollment)
    if row is None:
        raise Refused(GONE)
    return row


def locked_enrollments(enrollments: Collection[int]) -> dict[int, Enrollment]:
    """Return enrollments by key, locked after their contacts, both in the order of their keys, in two queries.

    Contact, program and version come along. Those that are there no more are left out.
    """
    return {row.pk: row for row in locked_rows(enrollments).select_related("contact", "program", "version")}


def locked_rows(enrollments: Collection[int]) -> QuerySet[Enrollment]:
    """Lock the contacts of enrollments, and return what locks the enrollments themselves once it is read."""
    contacts = Enrollment.objects.filter(pk__among=enrollments).order_by().values("contact_id")
    list(Contact.objects.select_for_update(no_key=True).filter(pk__among=contacts).order_by("pk").values_list("pk"))
    return Enrollment.objects.select_for_update(of=("self",)).filter(pk__among=enrollments).order_by("pk")
