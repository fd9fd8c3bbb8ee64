"""What do all templates have at hand? Addresses, texts in the reader's language, and ways to write days and numbers."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

import jinja2
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import gettext, ngettext

from conferral.web import formats

NOBODYS = UUID(int=0)


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment of our pages: a name that is not there is an error, not a blank."""
    made = jinja2.Environment(  # noqa: S701 - autoescape is on, some lines below
        **{
            **options,
            "undefined": jinja2.StrictUndefined,
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
        }
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"url": _url, "static": static, "get_messages": get_messages}
    made.filters["json_script"] = json_script
    made.filters |= {**formats.FILTERS, "enrollment_address": _enrollment_address}
    return made


def _enrollment_address(key: UUID) -> str:
    """Return the address of an enrollment's page; a list has many, so it is not looked up anew for each."""
    return _first_part("staff:enrollment").replace(str(NOBODYS), str(key))


@cache
def _first_part(name: str) -> str:
    return reverse(name, args=[NOBODYS])


def _url(name: str, *args: object, **named: object) -> str:
    return reverse(name, args=args or None, kwargs=named or None)
