"""How does a web server call Conferral? Through `application`, which refuses to exist where starting is unsafe.

All pages are loaded with it: none waits for that, and processes that are forked from one that has loaded it share it.
"""

from __future__ import annotations

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conferral.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - Django is to be set up first
from django.db import connections  # noqa: E402 - likewise

from conferral import checks  # noqa: E402 - likewise
from conferral.web import patience  # noqa: E402 - likewise

patience.limit_statements()
checks.refuse_unsafe_start()
import_module(settings.ROOT_URLCONF)
connections.close_all()  # a process that is forked off opens its own
