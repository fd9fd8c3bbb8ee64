"""What waits for a person today? The daily digest to staff: counts, and no names, so nobody is in an old mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferral.documents.letterhead import organization, site_address
from conferral.documents.letters import Letter
from conferral.models import Account, Enrollment, Message, waiting
from conferral.models.account import ROLE_OF_GROUP
from conferral.models.counted import counted
from conferral.rules.coming import Coming
from conferral.rules.days import in_words
from conferral.rules.notices import Dropped


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits on a day: for approval or a grade, to be sent again, and whose time is up within seven days."""

    completions: int = 0
    programs: int = 0
    failed: int = 0
    enter_grace: int = 0
    expire: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing waits, so there is nothing to write about."""
        return not any((self.completions, self.programs, self.failed, self.enter_grace, self.expire))


def waiting_on(on: date) -> Waiting:
    """Return what waits on a day. One query; of very many decisions it is said that there are about a thousand."""
    completions, programs, failed, enter_grace, expire = counted(
        *waiting.questions(on=on),
        Message.objects.failed(),
        *(Enrollment.objects.coming(what, on=on) for what in (Coming.GRACE_7, Coming.EXPIRED_7)),
    )
    return Waiting(completions=completions, programs=programs, failed=failed, enter_grace=enter_grace, expire=expire)


def letter_of_digest(message: Message, on: date) -> Letter | Dropped:
    """Write the digest of a day to the account that it is for; not on another day, nor to who is no staff any more."""
    account = message.account
    if account is None or not account.role(on):
        return Dropped.CHANGED
    if message.about.get("day") != on.isoformat():
        return Dropped.CHANGED
    found = waiting_on(on)
    if found.is_nothing:
        return Dropped.CHANGED
    if not account.mail_address():
        return Dropped.NO_ADDRESS
    return written(account.full_name(), found, on)


def written(name: str, found: Waiting, on: date) -> Letter:
    """Write a digest."""
    return Letter(
        subject=_("What waits on %(day)s") % {"day": in_words(on)},
        greeting=_("Dear %(name)s,") % {"name": name},
        paragraphs=(_("This is what needs a person today:"),),
        items=tuple(_items(found)),
        act=_("Open the register"),
        address=site_address("staff:home"),
        closing=_("%(organization)s sends this to staff once a day when something waits.")
        % {"organization": organization()},
    )


def _items(found: Waiting) -> list[str]:
    counted = (
        (
            found.completions,
            ngettext(
                "%(count)s requirement completion waits", "%(count)s requirement completions wait", found.completions
            ),
        ),
        (
            found.programs,
            ngettext("%(count)s program completion waits", "%(count)s program completions wait", found.programs),
        ),
        (found.failed, ngettext("%(count)s notice has failed", "%(count)s notices have failed", found.failed)),
        (
            found.enter_grace,
            ngettext(
                "%(count)s enrollment enters its grace period within 7 days",
                "%(count)s enrollments enter their grace period within 7 days",
                found.enter_grace,
            ),
        ),
        (
            found.expire,
            ngettext(
                "%(count)s enrollment expires within 7 days", "%(count)s enrollments expire within 7 days", found.expire
            ),
        ),
    )
    return [words % {"count": _number(count)} for count, words in counted if count]


def _number(count: int) -> str:
    """Write a count; decisions are counted no further than the menu does."""
    return f"{count - 1:,}+" if count == waiting.MOST else f"{count:,}"


def staff_accounts() -> list[int]:
    """Return the accounts of staff that are open, in the order of their keys."""
    groups = list(ROLE_OF_GROUP)
    of_group = Account.objects.filter(groups__name__in=groups)
    every = of_group | Account.objects.filter(is_superuser=True)
    return list(every.filter(is_active=True).order_by("pk").distinct().values_list("pk", flat=True))
