"""How does what somebody typed survive a session that ended meanwhile? It is kept, shown, and sent at one click.

The fields wait in the session of the browser they came from, at most two hours, through the password
and the second factor. Nothing is done with them before the person has seen where they go and what
they are: whoever signs in may be somebody else than before. Passwords and files are never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.models.organization import sign_up_is_open
from conferral.web.pages import page

KEPT_AS = "resumed"
KEPT_FOR = timedelta(hours=2)
# Whoever is signed out may fill no more of the database than this many times MOST_BYTES.
HOW_OFTEN = {KEPT_AS: "20/m/ip"}
MOST_BYTES = 200_000
MOST_FIELDS = 2_000
LONGEST_SHOWN = 200
MOST_SHOWN = 10
NEVER_KEPT = ("password", "csrfmiddlewaretoken")
REMEMBERED = ("initial-", "revision")
LABELS = {
    "completed_on": gettext_lazy("Date"),
    "enrolled_on": gettext_lazy("Enrollment date"),
    "pick": gettext_lazy("Contacts ticked"),
    "q": gettext_lazy("Search"),
}
"""What fields are called on their own page, where their name does not say it."""

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Pairs = list[tuple[str, str]]


def after_signing_in(request: HttpRequest, *, carry: bool) -> HttpResponse:
    """Send somebody signed out to the sign-in page, and afterwards to what they asked for.

    What a form had sent is kept when `carry` says that it may be, and is confirmed afterwards.
    """
    if request.method != "POST":
        return _to_sign_in(request, _asked_for(request))
    if not carry:
        return _to_sign_in(request, request.get_full_path())
    kept = _keep(request)
    then = reverse("resumed") if kept else _asked_for(request)
    if _by_script(request):
        return _to_sign_in(request, then)
    return _sign_in_page(request, then, kept=kept)


def again(request: HttpRequest) -> HttpResponse:
    """Show what a page had sent that was opened before the last sign-in, to be sent with one click."""
    if not _by_script(request):
        return _confirmation(request, request.get_full_path(), _pairs(request), files=bool(request.FILES))
    return _by_htmx(reverse("resumed") if _keep(request) else _asked_for(request))


def arrived(request: HttpRequest) -> None:
    """Forget what was kept once it reaches the address it was meant for."""
    if request.method == "POST" and request.session.get(KEPT_AS, {}).get("address") == request.get_full_path():
        del request.session[KEPT_AS]


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show what was kept, with the button that sends it; a POST throws it away."""
    kept = request.session.get(KEPT_AS)
    if request.method == "POST":
        request.session.pop(KEPT_AS, None)
        return redirect("home")
    if not kept or datetime.fromisoformat(kept["kept_at"]) < clock.now() - KEPT_FOR:
        return redirect("home")
    return _confirmation(request, kept["address"], kept["pairs"], files=kept["files"])


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent the request."""
    here = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == here
    came_from = urlsplit(request.headers.get("Referer", ""))
    return f"{came_from.scheme}://{came_from.netloc}" == here


def _pairs(request: HttpRequest) -> Pairs:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(secret in name.lower() for secret in NEVER_KEPT)
    ]


def _keep(request: HttpRequest) -> bool:
    """Keep what was sent in the session, unless it is more than a session should hold."""
    pairs = _pairs(request)
    size = sum(len(name.encode()) + len(value.encode()) for name, value in pairs)
    if len(pairs) > MOST_FIELDS or size > MOST_BYTES:
        return False
    if ratelimit.consume(request, app="conferral", action=KEPT_AS, config=HOW_OFTEN) is None:
        return False
    if not request.user.is_authenticated:
        request.session.set_expiry(int(KEPT_FOR.total_seconds()))  # signing in sets its own
    request.session[KEPT_AS] = {
        "address": request.get_full_path(),
        "pairs": pairs,
        "files": bool(request.FILES),
        "kept_at": clock.now().isoformat(),
    }
    return True


def _asked_for(request: HttpRequest) -> str:
    """Return the address of the page the person is on; a fragment's own address is no page."""
    if request.method in {"GET", "HEAD"} and not _is_fragment(request):
        return request.get_full_path()
    seen = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(seen, {request.get_host()}, require_https=request.is_secure()):
        return urlsplit(seen)._replace(scheme="", netloc="", fragment="").geturl()
    return "/"


def _by_script(request: HttpRequest) -> bool:
    """Whether htmx asks: it would follow a redirect itself, and put the sign-in page into a part of the page."""
    return request.headers.get("HX-Request") == "true"


def _is_fragment(request: HttpRequest) -> bool:
    return _by_script(request) and request.headers.get("HX-Boosted") != "true"


def elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """Send somebody to another page of ours, and htmx's whole page with them."""
    return _by_htmx(address) if _by_script(request) else HttpResponseRedirect(address)


def _to_sign_in(request: HttpRequest, then: str) -> HttpResponse:
    address = f"{reverse('account_login')}?{urlencode({'next': then}, safe='/')}"
    return elsewhere(request, address)


def _by_htmx(address: str) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": address})


def _sign_in_page(request: HttpRequest, then: str, *, kept: bool) -> HttpResponse:
    from conferral.web.sign_in_forms import SignInForm  # allauth's forms are there once the apps are

    field = format_html('<input type="hidden" name="next" value="{}">', then)
    values = {
        "form": SignInForm(request=request),
        "redirect_field": field,
        "redirect_field_value": then,
        "too_much": not kept,
        "sign_up_is_open": sign_up_is_open,
    }
    return page(request, "account/login.html", values, status=401)


def _confirmation(request: HttpRequest, address: str, pairs: Iterable[Any], *, files: bool) -> HttpResponse:
    pairs = [(name, value) for name, value in pairs]
    values = {"address": address, "pairs": pairs, "entered": _entered(pairs), "files": files}
    return page(request, "resumed.html", values)


def _entered(pairs: Pairs) -> list[dict[str, Any]]:
    """Return for each field its label, its first values shortened, and how many more there are.

    What no person entered is left out: keys, and what a form remembers of the page it was on.
    """
    by_name: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip() and not _KEY.fullmatch(value) and not name.startswith(REMEMBERED):
            by_name.setdefault(name, []).append(value)
    return [
        {
            "label": LABELS.get(name) or name.strip("_").replace("_", " ").replace("-", " ").capitalize(),
            "values": [_shortened(value) for value in values[:MOST_SHOWN]],
            "more": max(len(values) - MOST_SHOWN, 0),
        }
        for name, values in by_name.items()
    ]


def _shortened(value: str) -> str:
    return value if len(value) <= LONGEST_SHOWN else f"{value[: LONGEST_SHOWN - 1]}…"
