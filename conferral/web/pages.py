"""How does a view answer with a page, or with the one block of it that htmx asked for?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.template.loader import get_template, render_to_string

from conferral import clock


def page(
    request: HttpRequest, template: str, values: dict[str, Any], *, block: str = "", status: int = 200
) -> HttpResponse:
    """Render a template with plain values.

    `block` names the part that htmx gets when it asks to fill the element of that id; a person
    always gets the whole page. `today` is there in every page.
    """
    values = {"today": clock.today(), **values}
    if block and request.headers.get("HX-Target") == block:
        answer = HttpResponse(_block(request, template, block, values), status=status)
    else:
        answer = HttpResponse(render_to_string(template, values, request, using="pages"), status=status)
    if block:
        answer.headers["Vary"] = "HX-Target"
    return answer


def _block(request: HttpRequest, template: str, block: str, values: dict[str, Any]) -> str:
    loaded = get_template(template, using="pages").template  # type: ignore[attr-defined]
    tokens = {"request": request, "csrf_input": csrf_input_lazy(request), "csrf_token": csrf_token_lazy(request)}
    return "".join(loaded.blocks[block](loaded.new_context({**values, **tokens})))
