"""How is a refusal told to whoever asked? Here, once, for every page.

A refusal raised by a button becomes a message and the way back. A refusal of a form becomes an error
of that form (`refusals_of`), which keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from conferral.rules.refusals import Refusal, Refused


class Refusals:
    """Catches what no form took: a message, and back to where the person was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into a message on the page the person came from."""
        if not isinstance(exception, Refused):
            return None
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
            form.add_error(name, rest[:1].upper() + rest[1:])
            return
    form.add_error(None, refusal.message)


def _back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return "/"


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection does not fit."""
    return HttpResponse(reason, status=403)
