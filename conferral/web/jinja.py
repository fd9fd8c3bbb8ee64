"""What do all templates have at hand? Addresses, texts in the reader's language, and ways to write days and numbers."""

from __future__ import annotations

from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from conferral.web import formats


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment of our pages: a name that is not there is an error, not a blank."""
    made = jinja2.Environment(
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
    made.globals.update(url=_url, static=static, get_messages=get_messages, debug=settings.DEBUG)
    made.filters.update(formats.FILTERS)
    return made


def _url(name: str, *args: object, **named: object) -> str:
    return reverse(name, args=args or None, kwargs=named or None)
