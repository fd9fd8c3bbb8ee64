"""Which addresses do the tests of the entrance need? The real entrance, and stand-ins for the sites behind it."""

from __future__ import annotations

import sqlite3

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.utils import OperationalError
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from conferral.rules.refusals import Refusal, Refused
from conferral.web import home, logo, sign_in_urls
from conferral.web.access import anyone, members, signed_in, staff_only

FORM = """<!doctype html><html lang="en"><title>A form</title><main><h1>A form</h1><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="{token}">
<label>Notes <textarea name="notes"></textarea></label><label>Day <input name="day"></label>
<button>Save</button></form></main></html>"""
received: list[dict[str, list[str]]] = []


def said(text):
    def say(request):
        return HttpResponse(text)

    return say


def take(request):
    """Take a form and remember what it held."""
    if request.method == "POST":
        received.append({name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"})
        return HttpResponse("taken")
    return HttpResponse(FORM.format(token=get_token(request)))


def refuse(request):
    raise Refused(Refusal("not_today", "Not today; try tomorrow."))


def fail(request):
    raise SuspiciousOperation


def forbid(request):
    raise PermissionDenied


def burst(request):
    raise ZeroDivisionError


def wait_in_vain(request):
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorname = "SQLITE_BUSY"
    raise OperationalError("database is locked") from busy


def misspell(request):
    raise OperationalError("no such column: nmae")


staff = [
    path("", staff_only(said("the staff site")), name="home"),
    path("elsewhere/", staff_only(RedirectView.as_view(pattern_name="staff:home"))),
    path("form/", staff_only(take), name="form"),
    path("enrollees/", staff_only(said("enrollees")), name="enrollees"),
]
member = [
    path("", members(said("the member site")), name="home"),
    path("profile/", signed_in(said("the profile")), name="profile"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("staff/", include((staff, "staff"))),
    path("my/", include((member, "member"))),
    path("logo/<slug:sha256>/", logo.logo, name="logo"),
    path("refuse/", anyone(refuse)),
    path("fail/", anyone(fail)),
    path("forbid/", anyone(forbid)),
    path("burst/", anyone(burst)),
    path("wait-in-vain/", anyone(wait_in_vain)),
    path("misspell/", anyone(misspell)),
    path("only-sent-to/", anyone(require_POST(take))),
    *sign_in_urls.urlpatterns,
]
handler400 = "conferral.web.errors.not_understood"
handler403 = "conferral.web.errors.not_allowed"
handler404 = "conferral.web.errors.not_there"
handler500 = "conferral.web.errors.broken"
