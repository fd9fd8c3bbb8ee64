"""How is this installation set up? Everything from the environment; docs/operations.md lists every variable.

Any variable NAME can be given as NAME_FILE instead: the path of a file that holds the value (a mounted secret).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


class Given(Mapping[str, str]):
    """The environment, where NAME_FILE stands for the contents of a file. It never falls back in silence."""

    def __getitem__(self, name: str) -> str:
        """Return the value of NAME, or what the file named by NAME_FILE holds."""
        path = os.environ.get(f"{name}_FILE")
        if path is None:
            return os.environ[name]
        if name in os.environ:
            raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set; set one of them.")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read ({fault}).") from fault

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(os.environ)

    def __len__(self) -> int:
        """Count the names."""
        return len(os.environ)


class Environment(environ.Env):  # type: ignore[misc]  # django-environ has no types
    """django-environ, reading from `Given`."""

    ENVIRON = Given()

    def text(self, name: str, default: str = "") -> str:
        """Return the value as it stands; django-environ's own `str` takes a leading $ for a reference."""
        return self.ENVIRON.get(name, default)

    def truth(self, name: str, *, default: bool) -> bool:
        """Return a yes or no; a word that is neither is refused instead of being taken for no."""
        word = self.text(name, str(default)).strip().lower()
        if word in {"true", "on", "yes", "1"}:
            return True
        if word in {"false", "off", "no", "0"}:
            return False
        raise ImproperlyConfigured(f"{name} is “{word}”; write true or false.")

    def count(self, name: str, *, default: int, least: int = 1) -> int:
        """Return a whole number from `least` up."""
        word = self.text(name, str(default)).strip()
        if word.isdecimal() and int(word) >= least:
            return int(word)
        raise ImproperlyConfigured(f"{name} is “{word}”; write a whole number from {least} up.")

    def one_of(self, name: str, words: Sequence[str]) -> str:
        """Return one of these words, the first where none is given."""
        word = self.text(name, words[0]).strip().lower()
        if word in words:
            return word
        raise ImproperlyConfigured(f"{name} is “{word}”; write {' or '.join(words)}.")


env = Environment()

# The installation

SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set; give it a long random text, or name a file that holds one in SECRET_KEY_FILE.",
    )
DEBUG = env.truth("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

SETUP_CODE = env.text("SETUP_CODE")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # allauth's pages ask for it
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "conferral",
]
MIDDLEWARE = [
    "conferral.web.requests_told.RequestsTold",
    "conferral.web.replica.OwnWritesSeen",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "conferral.web.content_security.ContentSecurityPolicy",
    "conferral.web.time_zone.TimeZone",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "conferral.web.errors.Refusals",
]
ROOT_URLCONF = "conferral.web.urls"
WSGI_APPLICATION = "conferral.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Days and language

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "UTC")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
    raise ImproperlyConfigured(f"TIME_ZONE is “{TIME_ZONE}”; write a name such as Europe/Berlin or UTC.") from unknown

# The database: docs/decisions/0002-embedded-database.md

_SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=67108864;"
        "PRAGMA cache_size=-20000;"
        "PRAGMA journal_size_limit=67108864"
    ),
}
_POOL_SIZE = env.count("DATABASE_POOL_SIZE", default=10)
_POSTGRESQL: dict[str, Any] = {"pool": {"min_size": 1, "max_size": _POOL_SIZE, "timeout": 10}}
DATABASE_STATEMENT_TIMEOUT = env.count("DATABASE_STATEMENT_TIMEOUT", default=30, least=0)  # wsgi.py has it obeyed
_OPTIONS = {"django.db.backends.sqlite3": _SQLITE, "django.db.backends.postgresql": _POSTGRESQL}


def _database(name: str, url: str) -> dict[str, Any]:
    """Read a database's address, and put beside it how it is to be used."""
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            f"{name} must begin with sqlite:/// or postgres://, for example "
            "postgres://user:password@host:5432/conferral.",
        )
    try:
        found: dict[str, Any] = env.db_url_config(url)
    except ValueError as fault:
        raise ImproperlyConfigured(f"{name} cannot be read ({fault}).") from fault
    return {
        **found,
        "OPTIONS": {**_OPTIONS[found["ENGINE"]], **found.get("OPTIONS", {})},
        "HOST": unquote(found["HOST"]),  # a socket's folder is written postgres://user@%2Fvar%2Frun%2Fpostgresql/name
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a connection of the pool that a restart of the server broke is not given out
    }


DATABASES = {
    "default": _database(
        "DATABASE_URL", env.text("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'conferral.sqlite3'}")
    )
}

# A replica that lists may be read from: docs/decisions/0045-reading-from-a-replica.md

DATABASE_ROUTERS = ["conferral.web.replica.Router"]
if _replica_url := env.text("DATABASE_REPLICA_URL"):
    _replica = _database("DATABASE_REPLICA_URL", _replica_url)
    if any(one["ENGINE"] != "django.db.backends.postgresql" for one in (_replica, DATABASES["default"])):
        raise ImproperlyConfigured("DATABASE_REPLICA_URL needs PostgreSQL there and in DATABASE_URL.")
    # Whoever waits for a replica that is away could have read from the primary by then.
    _replica["OPTIONS"] = {"connect_timeout": 2, **_replica["OPTIONS"], "pool": {**_POSTGRESQL["pool"], "timeout": 2}}
    _replica["TEST"] = {"MIRROR": "default"}
    DATABASES["replica"] = _replica

# What is kept beside the records: rate limits of the sign-in page, which every process has to share

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "conferral_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # or a few hundred invented names would push the counts of others out
    }
}

# What is done in the background: docs/decisions/0022-jobs.md

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Files that prove completions: private, handed out by this site alone, never served from a folder

MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))


def _files() -> dict[str, Any]:
    """Return where files are kept: in a folder, or in the bucket that FILES_URL names (decision 0047)."""
    url = env.text("FILES_URL")
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme != "s3" or not parts.netloc or set(asked) - {"endpoint", "region"}:
        raise ImproperlyConfigured(
            "FILES_URL cannot be read; write it like s3://bucket/folder?region=eu-central-1, with "
            "&endpoint=https://storage.example.org where it is not Amazon's.",
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("FILES_URL needs what requirements/s3.txt names; install it, or unset FILES_URL.")
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "addressing_style": "path" if "endpoint" in asked else None,
        "default_acl": None,  # as the bucket says, which is private
        "file_overwrite": False,
    }
    return {"BACKEND": "conferral.documents.bucket.Bucket", "OPTIONS": options}


FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "conferral.web.upload_limits.Limits",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # in one request; a completion has ten at most

# Pages: Jinja2 first; Django's own engine serves what packages bring (the texts of allauth's mails)

TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "conferral" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "conferral.web.jinja.environment"},
    },
    {
        "NAME": "packages",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "conferral" / "static"]
STORAGES = {
    "default": _files(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

# Who signs in

AUTH_USER_MODEL = "conferral.Account"
AUTHENTICATION_BACKENDS = ["conferral.web.sign_in.SignIn"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "conferral.web.sign_in.Accounts"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# allauth's own keeps a list of emails beside the accounts; ours are on the accounts alone.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Conferral"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Mail: without EMAIL_URL it is printed where the server prints

EMAIL_TIMEOUT = 20
try:
    vars().update(env.email_url_config(env.text("EMAIL_URL", "consolemail://")))
except (ValueError, KeyError) as fault:
    raise ImproperlyConfigured(
        "EMAIL_URL cannot be read; write it like smtp+tls://user:password@host:587 or consolemail://.",
    ) from fault
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "Conferral <conferral@localhost>")

# What happens is written to standard error, a line each: docs/decisions/0046-logs-metrics-and-limits.md

LOG_FORMAT = env.one_of("LOG_FORMAT", ("json", "plain"))
LOG_LEVEL = env.one_of("LOG_LEVEL", ("info", "warning"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "conferral.logs.formatter", "form": LOG_FORMAT}},
    "handlers": {"console": {"class": "conferral.logs.Lines", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "conferral": {"level": LOG_LEVEL.upper()},
        "django": {"handlers": [], "propagate": True},
        # An address that is not there may hold a member number, and is no fault.
        "django.request": {"level": "ERROR"},
    },
}

METRICS_TOKEN = env.text("METRICS_TOKEN")

# The web: over HTTPS unless the installation says otherwise (a machine of one's own)

HTTPS = env.truth("HTTPS", default=not DEBUG)
_host = ALLOWED_HOSTS[0].removeprefix(".") if ALLOWED_HOSTS and ALLOWED_HOSTS[0] != "*" else "localhost"
# What a mail leads to: a worker has no request to know it from.
SITE_URL = env.text("SITE_URL", f"{'https' if HTTPS else 'http'}://{_host}").rstrip("/")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.truth("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # or everybody behind it would share one rate limit
DATA_UPLOAD_MAX_NUMBER_FIELDS = 21_000  # a selection of thousands is a form of thousands
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "conferral.web.sessions"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "conferral.web.errors.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
