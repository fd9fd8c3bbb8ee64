"""What would I have to do? The public page of a program, for anyone who thinks of enrolling."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from conferral.models import Organization, Version
from conferral.models.definitions import kept_definitions
from conferral.rules.plain_words import described
from conferral.web.access import anyone
from conferral.web.pages import page

FRESH_SECONDS = 60
"""So long may a copy of the page be shown: whether a program is offered is in force at once."""


@anyone
@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
@conditional_page
def program(request: HttpRequest, code: str) -> HttpResponse:
    """Show the version in force in plain words; a program that is not offered to the public is not there."""
    version = Version.objects.offered().select_related("program").filter(program__code=code).first()
    if version is None or version.published_at is None:
        raise Http404
    definition = kept_definitions({(version.program.key, version.pk, version.published_at)})[version.pk]
    named = Version.objects.offered().filter(program__code__in=definition.prerequisites)
    offered = dict(named.values_list("program__code", "name")) if definition.prerequisites else {}
    values = {
        "organization": Organization.objects.first(),
        "program": version.program,
        "definition": definition,
        "words": described(definition, is_maintenance=version.program.is_maintenance, names=offered),
        "prerequisites": [(prerequisite, offered.get(prerequisite, "")) for prerequisite in definition.prerequisites],
    }
    return page(request, "public/program.html", values)
