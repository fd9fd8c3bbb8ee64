"""Which settings do the tests run with? The real ones, with a secret and files of their own and a cheap hasher."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault(
    "SECRET_KEY", "only-for-tests: nothing real is signed with this text, it is as long as it must be"
)
os.environ.setdefault("HTTPS", "false")

from conferral.settings import *  # noqa: F403 - the tests change as little as possible
from conferral.settings import DATABASES, INSTALLED_APPS

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
ZEAL_RAISE = True

# Tests of concurrency use threads, which cannot share a database in memory: it is a file, removed at the end.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"conferral-test-{os.getpid()}.sqlite3")}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="conferral-static-"))
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
