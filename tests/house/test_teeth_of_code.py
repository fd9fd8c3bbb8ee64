"""Do the checks of code bite? Each is given lines that break its rule, and lines that do not."""

from __future__ import annotations

import pytest

from tests.house import code
from tests.house.test_teeth_of_files import plant

WRITES = [
    "row.save()",
    "row.save(update_fields=['name'])",
    "await row.asave()",
    "Contact.objects.create(name=name)",
    "Contact.objects.bulk_create(rows)",
    "Contact.objects.bulk_update(rows, ['name'])",
    "Contact.objects.get_or_create(name=name)",
    "Contact.objects.update_or_create(name=name)",
    "Contact.objects.filter(name=name).update(name='x')",
    "Contact.objects.all().delete()",
    "await Contact.objects.acreate(name=name)",
    "cursor.execute('  UPDATE contact SET name = 1')",
    "cursor.execute(f'DELETE FROM {table}')",
    "cursor.execute('INSERT INTO x ' + values)",
    "Contact.objects.raw('update contact set x = 1 returning id')",
]
READS = [
    "seen.update(others)",
    "seen.update({'a': 1})",
    "cache.delete('key')",
    "cursor.execute('SELECT 1')",
    "names.create",
    "Contact.objects.filter(name=name).count()",
    "workbook.save_as",
]


def lines(text: str) -> str:
    """Give the lines a module (and a coroutine, for `await`) to stand in."""
    return f'"""Why?"""\n\nasync def something():\n    {text}\n'


@pytest.mark.parametrize("room", code.READERS)
@pytest.mark.parametrize("text", WRITES)
def test_a_write_outside_actions_is_found(tmp_path, room, text):
    assert code.writes_outside_actions(plant(tmp_path, f"conferral/{room}/planted.py", lines(text)))


@pytest.mark.parametrize("text", READS)
def test_what_merely_looks_like_a_write_is_not(tmp_path, text):
    assert code.writes_outside_actions(plant(tmp_path, "conferral/web/planted.py", lines(text))) == []


@pytest.mark.parametrize("text", WRITES)
def test_actions_and_migrations_write(tmp_path, text):
    plant(tmp_path, "conferral/actions/planted.py", lines(text))
    plant(tmp_path, "conferral/migrations/0002_planted.py", lines(text))
    assert code.writes_outside_actions(tmp_path) == []


def test_a_scratch_file_is_not_the_register_unless_the_register_is_at_hand(tmp_path):
    scratch = 'import sqlite3\nnotes.execute("INSERT INTO seen VALUES (1)")\n'
    assert code.writes_outside_actions(plant(tmp_path, "conferral/management/keys.py", scratch)) == []
    both = "from django.db import connection\n" + scratch
    assert code.writes_outside_actions(plant(tmp_path, "conferral/management/keys.py", both))


@pytest.mark.parametrize(
    "text",
    [
        "import datetime\nx = datetime.date.today()",
        "from datetime import date as d\nx = d.today()",
        "from datetime import datetime, UTC\nx = datetime.now(tz=UTC)",
        "import datetime as dt\nx = dt.datetime.utcnow()",
        "from django.utils import timezone\nx = timezone.now()",
        "from django.utils.timezone import now\nx = now()",
        "from django.utils import timezone\nfield = DateTimeField(default=timezone.now)",
        "from django.utils import timezone\nx = timezone.localdate()",
        "from django.db.models.functions import Now\nx = Now()",
        "import time\nx = time.time()",
        "field = DateTimeField(auto_now_add=True)",
        "field = DateField(auto_now=True)",
    ],
)
@pytest.mark.parametrize("room", ["models", "actions", "web", "rules"])
def test_a_reading_of_the_clock_is_found(tmp_path, room, text):
    assert code.clocks(plant(tmp_path, f"conferral/{room}/planted.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "from conferral import clock\nx = clock.now()",
        "from datetime import date\nx = date(2026, 3, 2)",
        "from django.utils import timezone\nx = timezone.localdate(at)",
        "import time\nx = time.monotonic()",
        "x = row.now()",
    ],
)
def test_what_reads_no_clock_is_fine(tmp_path, text):
    assert code.clocks(plant(tmp_path, "conferral/web/planted.py", text)) == []


def test_the_clock_may_read_the_clock(tmp_path):
    assert code.clocks(plant(tmp_path, "conferral/clock.py", "import datetime\nx = datetime.datetime.now()")) == []


@pytest.mark.parametrize("caught", ["", " Exception", " BaseException as e", " (ValueError, Exception)"])
def test_catching_everything_is_found(tmp_path, caught):
    text = f"try:\n    x()\nexcept{caught}:\n    pass\n"
    assert code.swallowed_faults(plant(tmp_path, "conferral/web/planted.py", text))


def test_catching_something_is_fine(tmp_path):
    text = "try:\n    x()\nexcept (ValueError, KeyError):\n    pass\n"
    assert code.swallowed_faults(plant(tmp_path, "conferral/web/planted.py", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from django.dispatch import receiver",
        "import django.dispatch",
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "from django.db.backends.signals import connection_created",
    ],
)
def test_a_signal_is_found(tmp_path, text):
    assert code.signals(plant(tmp_path, "conferral/models/planted.py", text))


@pytest.mark.parametrize("name", sorted(code.OVERRIDES))
def test_a_save_of_its_own_is_found(tmp_path, name):
    text = f"class Contact(Model):\n    def {name}(self):\n        pass\n"
    assert code.overridden_saves(plant(tmp_path, "conferral/models/planted.py", text))


def test_no_signal_and_no_override_in_plain_code(tmp_path):
    plant(
        tmp_path,
        "conferral/models/planted.py",
        "from django.db import models\nclass Contact(models.Model):\n    x = 1\n",
    )
    assert code.signals(tmp_path) == []
    assert code.overridden_saves(tmp_path) == []


def test_only_what_refuses_to_change_a_version_has_a_save_of_its_own(tmp_path):
    text = '"""Why?"""\n\nclass Row:\n    def save(self):\n        super().save()\n'
    plant(tmp_path, "conferral/models/frozen.py", text)
    assert code.overridden_saves(tmp_path) == []
    assert code.writes_outside_actions(tmp_path) == []
    plant(tmp_path, "conferral/models/thawed.py", text)
    assert len(code.overridden_saves(tmp_path)) == 1
    assert len(code.writes_outside_actions(tmp_path)) == 1
