"""What do the rules have to know of two contacts that may be one person?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from conferral.models.account import Account
from conferral.models.contact import Contact
from conferral.models.enrollment import Enrollment
from conferral.rules.levels import are_last
from conferral.rules.merging import Side


def sides(contacts: Collection[Contact], *, on: date) -> dict[int, Side]:
    """Return each contact as the rule of merging sees it on a day, by primary key.

    In three queries, and one more where one of them is a SysAdmin.
    """
    keys = [contact.pk for contact in contacts]
    accounts = {account.contact_id: account for account in Account.objects.filter(contact__in=keys).with_level()}
    is_asked = any(account.held().lasts for account in accounts.values())
    sysadmins = [row.held() for row in Account.objects.sysadmins().with_level()] if is_asked else []
    enrolled: dict[int, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    rows = Enrollment.objects.filter(contact__in=keys, cancelled_on=None)
    for contact, program, since in rows.values_list("contact_id", "program__code", "enrolled_on"):
        enrolled[contact][program].append(since)
    return {
        contact.pk: Side(
            contact=contact.pk,
            details=contact.details(),
            is_erased=contact.erased_at is not None,
            role=accounts[contact.pk].role(on) if contact.pk in accounts else None,
            is_last_sysadmin=contact.pk in accounts and are_last([accounts[contact.pk].pk], sysadmins),
            enrolled=enrolled[contact.pk],
        )
        for contact in contacts
    }
