"""Which addresses do the tests of the log need? Views that meet every kind of fault over what they are given."""

from __future__ import annotations

import logging

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from conferral.models import Contact
from conferral.web.access import anyone
from tests.web import entrance_urls

library = logging.getLogger("somebody.elses")


def well(request, number):
    return HttpResponse("well")


def value(request, number):
    return HttpResponse(int(request.GET["q"]))


def chained(request, number):
    try:
        int(request.POST["name"])
    except ValueError as fault:
        raise KeyError(number) from fault


def doubled(request, number):
    with transaction.atomic():
        for _ in range(2):
            Contact.objects.create(member_number=number, last_name=request.POST["name"])


def suspicious(request, number):
    raise SuspiciousOperation(number)


def misspelt(request, number):
    return HttpResponse(request.nmae)


def told_by_a_library(request, number):
    library.error("What is %s?", number)
    library.warning(f"What is {number}?")
    library.error("It failed: %s", ConnectionResetError(104, number))
    return HttpResponse("well")


VIEWS = (well, value, chained, doubled, suspicious, misspelt, told_by_a_library)
urlpatterns = [
    *(path(f"<str:number>/{view.__name__}/", anyone(view), name=view.__name__) for view in VIEWS),
    *entrance_urls.urlpatterns,
]
handler400 = "conferral.web.errors.not_understood"
handler403 = "conferral.web.errors.not_allowed"
handler404 = "conferral.web.errors.not_there"
handler500 = "conferral.web.errors.broken"
