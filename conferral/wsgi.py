"""How does a web server call Conferral? Through `application`, which refuses to exist where starting is unsafe."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conferral.settings")
application = get_wsgi_application()

from conferral import checks  # noqa: E402 - checks needs Django to be set up
from conferral.web import patience  # noqa: E402 - likewise

patience.limit_statements()
checks.refuse_unsafe_start()
