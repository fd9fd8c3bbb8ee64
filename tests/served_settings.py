"""Which settings has a server that a test starts? The real ones, with a cheap hasher and the layout as it lies there."""

from __future__ import annotations

from conferral.settings import *  # noqa: F403 - the tests change as little as possible
from conferral.settings import BASE_DIR, STORAGES

STATIC_ROOT, STATICFILES_DIRS = BASE_DIR / "conferral" / "static", []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
