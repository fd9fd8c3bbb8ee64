"""How is kept where somebody is signed in? As Django keeps it, with whose session it is beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest

from conferral import clock
from conferral.models.session import LONGEST_BROWSER, Session

BEGAN, BROWSER = "began_at", "browser"


class SessionStore(db.SessionStore):
    """Django's sessions in the database, which can be asked whose they are."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the rows that sessions are kept in."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to be saved."""
        row = cast("Session", super().create_model_instance(data))
        row.account = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at = datetime.fromisoformat(data[BEGAN]) if BEGAN in data else None
        row.browser = data.get(BROWSER, "")
        return row


def begin(request: HttpRequest) -> None:
    """Remember when and with what somebody signed in, for the list of where they are signed in."""
    request.session[BEGAN] = clock.now().isoformat()
    named = request.headers.get("User-Agent", "").replace("\0", "")
    request.session[BROWSER] = named[:LONGEST_BROWSER]
