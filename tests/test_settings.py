"""Is an installation set up from its environment, and told in one sentence what is wrong with it?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from conferral import checks

ROOT = Path(__file__).resolve().parent.parent
SAYS = "from django.conf import settings; print({})"


def python(*arguments, **variables):
    """Run Python with nothing in its environment but what is given."""
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "conferral.settings", **variables}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def manage(*arguments, **variables):
    return python("manage.py", *arguments, **variables)


def setting(expression, **variables):
    done = python("-c", SAYS.format(expression), **{"SECRET_KEY": "s", **variables})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_secret_is_all_it_takes():
    assert manage("check", SECRET_KEY="s", DATABASE_URL="sqlite:///:memory:").returncode == 0
    assert setting("settings.DATABASES['default']['NAME']") == str(ROOT / "var" / "conferral.sqlite3")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "s", "SECRET_KEY_FILE": "/etc/hostname"}, "Both SECRET_KEY and SECRET_KEY_FILE are set"),
        ({"SECRET_KEY_FILE": "/no/such/file"}, "SECRET_KEY_FILE names /no/such/file, which cannot be read"),
        ({"SECRET_KEY": "s", "DATABASE_URL": "mysql://host/name"}, "DATABASE_URL must begin with"),
        ({"SECRET_KEY": "s", "DATABASE_URL": "nonsense"}, "DATABASE_URL must begin with"),
        ({"SECRET_KEY": "s", "DATABASE_URL": ""}, "DATABASE_URL must begin with"),
        ({"SECRET_KEY": "s", "DATABASE_URL_FILE": "/no/such/file"}, "DATABASE_URL_FILE names /no/such/file"),
        ({"SECRET_KEY": "s", "TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE is “Mars/Olympus”"),
        ({"SECRET_KEY": "s", "TIME_ZONE": "../etc"}, "TIME_ZONE is “../etc”"),
        ({"SECRET_KEY": "s", "DEBUG": "maybe"}, "DEBUG is “maybe”"),
        ({"SECRET_KEY": "s", "DATABASE_POOL_SIZE": "0"}, "DATABASE_POOL_SIZE is “0”"),
        ({"SECRET_KEY": "s", "DATABASE_STATEMENT_TIMEOUT": "-1"}, "DATABASE_STATEMENT_TIMEOUT is “-1”"),
        ({"SECRET_KEY": "s", "DATABASE_REPLICA_URL": "mysql://host/name"}, "DATABASE_REPLICA_URL must begin with"),
        ({"SECRET_KEY": "s", "DATABASE_REPLICA_URL": "postgres://host/name"}, "DATABASE_REPLICA_URL needs PostgreSQL"),
        ({"SECRET_KEY": "s", "FILES_URL": "https://host/bucket"}, "FILES_URL cannot be read"),
        ({"SECRET_KEY": "s", "FILES_URL": "s3://"}, "FILES_URL cannot be read"),
        ({"SECRET_KEY": "s", "FILES_URL": "s3://bucket?key=secret"}, "FILES_URL cannot be read"),
        ({"SECRET_KEY": "s", "LOG_FORMAT": "xml"}, "LOG_FORMAT is “xml”; write json or plain."),
        ({"SECRET_KEY": "s", "LOG_LEVEL": "loud"}, "LOG_LEVEL is “loud”; write info or warning."),
    ],
)
@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_setting_that_makes_no_sense_ends_in_one_sentence(command, variables, sentence):
    done = manage(command, **variables)
    assert done.returncode == os.EX_CONFIG
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_secret_comes_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    done = python("-c", SAYS.format("settings.SECRET_KEY"), SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert done.stdout.strip() == "from a file"


def test_a_secret_may_begin_with_any_sign():
    assert setting("settings.SECRET_KEY", SECRET_KEY="$ecret#1") == "$ecret#1"


@pytest.mark.parametrize("debug", ["true", "false"])
def test_cookies_travel_over_https_only_unless_the_machine_is_ones_own(debug):
    secure = "settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SECURE_SSL_REDIRECT"
    assert setting(secure, DEBUG=debug) == str(debug == "false")
    assert setting(secure, DEBUG=debug, HTTPS="false") == "False"


def test_a_proxy_is_believed_only_when_there_is_one():
    assert setting("settings.SECURE_PROXY_SSL_HEADER") == "None"
    assert "HTTP_X_FORWARDED_PROTO" in setting("settings.SECURE_PROXY_SSL_HEADER", BEHIND_PROXY="true")


def test_the_deployment_check_is_clean():
    variables = {"SECRET_KEY": "".join(map(chr, range(48, 110))), "DATABASE_URL": "sqlite:///:memory:"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **variables)
    assert done.returncode == 0, done.stderr


def test_postgresql_gets_a_pool_and_no_lasting_connections():
    url = "postgres://me:secret@%2Fvar%2Frun%2Fpostgresql/register"
    database = "{k: settings.DATABASES['default'][k] for k in ('HOST', 'CONN_MAX_AGE', 'ATOMIC_REQUESTS')}"
    wanted = {"HOST": "/var/run/postgresql", "CONN_MAX_AGE": 0, "ATOMIC_REQUESTS": False}
    assert setting(database, DATABASE_URL=url) == str(wanted)
    pool = setting(
        "settings.DATABASES['default']['OPTIONS']['pool']['max_size']", DATABASE_URL=url, DATABASE_POOL_SIZE="7"
    )
    assert pool == "7"


def test_a_replica_is_given_up_sooner_than_the_primary():
    url = "postgres://me@host/register"
    pools = "[one['OPTIONS']['pool']['timeout'] for one in settings.DATABASES.values()]"
    assert setting(pools, DATABASE_URL=url, DATABASE_REPLICA_URL=url) == "[10, 2]"
    assert setting("sorted(settings.DATABASES)", DATABASE_URL=url) == "['default']"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("s3://register/here?region=eu-central-1", ("register", "here", None, "eu-central-1", None)),
        ("s3://register?endpoint=https://s3.example.org", ("register", "", "https://s3.example.org", None, "path")),
    ],
)
def test_files_are_in_the_bucket_that_is_named(url, options):
    asked = ("bucket_name", "location", "endpoint_url", "region_name", "addressing_style")
    found = f"tuple(settings.STORAGES['default']['OPTIONS'][name] for name in {asked})"
    assert setting(found, FILES_URL=url) == str(options)


def test_gunicorn_finds_how_it_is_to_serve():
    done = python(
        "-m", "gunicorn", "--check-config", "conferral.wsgi", SECRET_KEY="s", DATABASE_URL="sqlite:///:memory:"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("temp_store", 2),
        ("mmap_size", 64 * 1024 * 1024),
        ("cache_size", -20_000),
        ("journal_size_limit", 64 * 1024 * 1024),
        ("busy_timeout", 20_000),
    ],
)
def test_the_embedded_database_runs_as_decided(pragma, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone()[0] == value


@pytest.mark.sqlite_only
def test_transactions_of_the_embedded_database_begin_by_taking_the_lock():
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_conferral_refuses_to_start_where_a_commit_could_be_lost(tmp_path, level):
    url = f"sqlite:///{tmp_path}/weak.sqlite3?init_command=PRAGMA synchronous={level}"
    for arguments in (["manage.py", "check"], ["manage.py", "migrate"], ["-c", "import conferral.wsgi"]):
        done = python(*arguments, SECRET_KEY="s", DATABASE_URL=url)
        assert done.returncode != 0, arguments
        assert f"synchronous={level}" in done.stderr


@pytest.mark.parametrize("level", ["FULL", "EXTRA"])
def test_conferral_starts_where_no_commit_can_be_lost(tmp_path, level):
    url = f"sqlite:///{tmp_path}/strong.sqlite3?init_command=PRAGMA synchronous={level}"
    for arguments in (["manage.py", "check"], ["-c", "import conferral.wsgi"]):
        done = python(*arguments, SECRET_KEY="s", DATABASE_URL=url)
        assert done.returncode == 0, done.stderr


LOADED = """
import sys, conferral.wsgi
from django.db import connections
assert "conferral.web.staff.imports" in sys.modules, "a page is not loaded"
assert all(one.connection is None for one in connections.all(initialized_only=True)), "a connection is open"
"""


def test_before_a_server_forks_all_pages_are_loaded_and_no_connection_is_open(tmp_path):
    done = python("-c", LOADED, SECRET_KEY="s", DATABASE_URL=f"sqlite:///{tmp_path}/rows.sqlite3")
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_the_check_says_nothing_about_the_database_of_these_tests():
    assert checks.embedded_database_is_durable(None) == []


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_the_check_asks_the_live_connection_not_the_settings(level):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")
        faults = checks.embedded_database_is_durable(None)
        cursor.execute("PRAGMA synchronous=FULL")
    assert [fault.id for fault in faults] == ["conferral.E001"]


def test_a_database_in_a_folder_that_is_not_there_ends_in_a_sentence():
    done = manage("check", SECRET_KEY="s", DATABASE_URL="sqlite:////no/such/folder/register.sqlite3")
    assert done.returncode != 0
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
