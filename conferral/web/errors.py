"""How is a refusal told to whoever asked? Here, once, for every page; and so is what is wrong with a request.

A refusal raised by a button becomes a message and the way back. A refusal of a form becomes an error
of that form (`refusals_of`), which keeps what was typed. A refusal of something that was only looked
at becomes a page: the way back might lead here again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from conferral.rules.refusals import Refusal, Refused
from conferral.web import patience, problems, resumed
from conferral.web.access import audience, carries
from conferral.web.pages import page
from conferral.web.patience import Lack

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
SHEETS = ("tokens", "elements", "layout", "components")
REGION = "#messages"
RETRY_AFTER_SECONDS = 5
BUSY_SENTENCE = (
    "So many are at work that this could not be done. Nothing was changed: wait a few seconds and ask again."
)
TO_PROGRAMS = {
    "not_this_way": "This address does not take that method; Allow says which it takes.",
    "not_there": "There is nothing at this address, or nothing for you.",
    "not_allowed": "You may not do that.",
    "too_large": "The body is too large: at most 2.5 MB in one request.",
    "not_understood": "This request makes no sense to the server.",
}
"""What a program is told instead of a page, by the name of the page."""


class Refusals:
    """Catches what no form took: a message, and back to where the person was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does; a method that it does not know gets a page that says so."""
        answer = self.get_response(request)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not answer.streaming and not answer.content:
            told = _told(request, "not_this_way", HTTPStatus.METHOD_NOT_ALLOWED)
            told.headers["Allow"] = answer.headers["Allow"]
            return told
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into a message on the page the person came from, and a database that is busy into a page."""
        if lack := patience.lack(exception):
            return wait(request, lack)
        if not isinstance(exception, Refused):
            return None
        if problems.is_for_programs(request):
            return problems.refused(exception.refusal)
        if request.headers.get("HX-Request") == "true":
            return _in_the_message_region(request, exception)
        if request.method in {"GET", "HEAD"}:
            return _told(request, "refused", HTTPStatus.CONFLICT, sentence=str(exception))
        messages.error(request, str(exception))
        return HttpResponseRedirect(_back(request))


@contextmanager
def refusals_of(form: Form) -> Iterator[None]:
    """Put a refusal raised inside on the field it names, or on the form; the form is invalid then."""
    try:
        yield
    except Refused as no:
        add_refusal(form, no.refusal)


def add_refusal(form: Form, refusal: Refusal) -> None:
    """Put a refusal on the field that its sentence names first ("Grade: ..."), or on the whole form."""
    named, colon, rest = refusal.message.partition(": ")
    for name, field in form.fields.items():
        if colon and named in {name, str(field.label)}:
            form.add_error(name, ValidationError(rest[:1].upper() + rest[1:], code=refusal.code))
            return
    form.add_error(None, ValidationError(refusal.message, code=refusal.code))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a form whose protection does not fit: one of ours that is merely old can be sent again.

    An old one comes from a page that was opened before the last sign-in, in another tab perhaps. The
    browser says that it is ours; a foreign page cannot make it say so.
    """
    if not resumed.is_from_here(request):
        return _told(request, "not_from_here", HTTPStatus.FORBIDDEN)
    declared = audience(request.resolver_match.func) if request.resolver_match else None
    if not carries(declared):
        return _told(request, "too_old", HTTPStatus.FORBIDDEN, address=request.get_full_path())
    if not request.user.is_authenticated:
        return _private(resumed.after_signing_in(request, carry=True))
    return _private(resumed.again(request))


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense (400), or is more than one request may be (413)."""
    if isinstance(exception, TOO_LARGE):
        return _told(request, "too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return _told(request, "not_understood", HTTPStatus.BAD_REQUEST)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer what may not be done (403)."""
    return _told(request, "not_allowed", HTTPStatus.FORBIDDEN)


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer an address that leads nowhere, or to something that is not the asker's to know (404)."""
    return _told(request, "not_there", HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when something of ours failed (500), or the database did where no view was asked yet or any more (503)."""
    if lack := patience.lack(sys.exception()):
        return wait(request, lack)
    sentence = _(
        "It is a fault of this site, not yours. What you were doing was either done as a whole or not at all: look "
        "before you do it again."
    )
    if problems.is_for_programs(request):
        return problems.problem(HTTPStatus.INTERNAL_SERVER_ERROR, "broken", sentence)
    return _by_itself(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something failed"), sentence)


def wait(request: HttpRequest, lack: Lack) -> HttpResponse:
    """Answer when the database has more to do than it can, or does not answer (503): soon it will."""
    heading, sentence = {
        Lack.BUSY: (
            _("Too much to do at once"),
            _(
                "So many are at work that yours could not be done. Nothing was changed: go back, wait a few seconds, "
                "and send it again."
            ),
        ),
        Lack.SLOW: (
            _("That took too long"),
            _(
                "The database had so much to do that this was broken off. What you were doing was either done as a "
                "whole or not at all: wait a few seconds, and look before you do it again."
            ),
        ),
        Lack.AWAY: (
            _("The database does not answer"),
            _(
                "It is being started anew, or cannot be reached. What you were doing was either done as a whole or "
                "not at all: wait a few seconds, and look before you do it again."
            ),
        ),
        Lack.FILES: (
            _("The files cannot be had now"),
            _(
                "The storage that keeps them does not answer. What you were doing was either done as a whole or not at "
                "all: wait a few seconds, and look before you do it again."
            ),
        ),
    }[lack]
    if problems.is_for_programs(request):
        said = BUSY_SENTENCE if lack is Lack.BUSY else sentence
        answer = problems.problem(HTTPStatus.SERVICE_UNAVAILABLE, lack.name.lower(), said)
    else:
        answer = _by_itself(HTTPStatus.SERVICE_UNAVAILABLE, heading, sentence)
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _by_itself(status: HTTPStatus, heading: str, sentence: str) -> HttpResponse:
    """Answer asking neither the database nor the session; without the files of the layout when those are missing."""
    try:
        sheets = [static(f"css/{sheet}.css") for sheet in SHEETS]
    except ValueError:
        sheets = []
    values = {"heading": heading, "sentence": sentence, "sheets": sheets}
    return HttpResponse(get_template("errors/broken.html", using="pages").render(values), status=status)


def _told(request: HttpRequest, template: str, status: HTTPStatus, **values: Any) -> HttpResponse:
    if problems.is_for_programs(request) and template in TO_PROGRAMS:
        return problems.problem(status, template, TO_PROGRAMS[template])
    values = {"back": _back(request), **values}
    return _private(page(request, f"errors/{template}.html", values, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _in_the_message_region(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Answer htmx with the message alone; with 200, because htmx does not show what comes with another status."""
    messages.error(request, str(refused))
    answer = page(request, "components/messages.html", {})
    for name, value in {"Retarget": REGION, "Reswap": "innerHTML", "Reselect": f"{REGION} > *"}.items():
        answer.headers[f"HX-{name}"] = value
    return _private(answer)


def _back(request: HttpRequest) -> str:
    """Return the page of ours that the person came from, or the first one; never the address that just failed."""
    came_from = request.headers.get("Referer", "")
    try:
        here, host = request.build_absolute_uri(), request.get_host()
    except DisallowedHost:
        return "/"
    is_ours = url_has_allowed_host_and_scheme(came_from, {host}, require_https=request.is_secure())
    return came_from if is_ours and (request.method == "POST" or came_from != here) else "/"
