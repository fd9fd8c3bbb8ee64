"""Where is somebody signed in?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.module_loading import import_string

LONGEST_BROWSER = 300


class Session(AbstractBaseSession):
    """A session as Django keeps it, and beside it whose it is, since when, and what the browser calls itself.

    Written by `web/sessions.py`. `account` is a number and no reference: a session that is saved while its account is
    erased is no fault.
    """

    account = models.BigIntegerField(null=True, blank=True, db_index=True)
    began_at = models.DateTimeField(null=True, blank=True)
    browser = models.CharField(max_length=LONGEST_BROWSER, blank=True)

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Return what reads and writes sessions, as the settings name it."""
        store: type[SessionStore] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store
