"""Who writes, and where does a mail lead to?"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.models import Organization


def site_address(name: str, *args: object) -> str:
    """Return the whole address of a page, for somebody who reads it elsewhere."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def organization() -> str:
    """Return the name of the organization; that of the software before the first opening."""
    return Organization.objects.values_list("name", flat=True).first() or _("Conferral")
