"""What says every mail of the entrance: where it leads, and from whom it comes?"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from conferral.models import Organization


def values(request: HttpRequest, route: str) -> dict[str, str]:
    """Return what the texts of a mail are filled with; `route` is the path that its link leads to."""
    organization = Organization.objects.first()
    return {
        "link": request.build_absolute_uri(route),
        "reset": request.build_absolute_uri(reverse("account_reset_password")),
        "site": request.get_host(),
        "organization": organization.name if organization else "",
    }
