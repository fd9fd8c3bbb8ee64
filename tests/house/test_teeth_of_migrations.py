"""Does the check of migrations bite? Each is given one that locks a big table, or that does not."""

from __future__ import annotations

import pytest

from tests.house.migrated import locking

LINES = """
class Migration(migrations.Migration):
    {atomic}
    operations = [{operation}]
"""
ADDED = "(model_name='enrollment', index=models.Index(fields=['x'], name='x'))"


def planted(folder, operation: str, atomic: str = "", name: str = "0027_planted.py"):
    (folder / name).write_text(LINES.format(operation=operation, atomic=atomic), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("operation", "atomic", "faults"),
    [
        (f"migrations.AddIndex{ADDED}", "", 1),
        (f"migrations.AddIndex{ADDED}", "atomic = False", 1),
        (f"AddIndexWithoutLocking{ADDED}", "", 1),
        (f"AddIndexWithoutLocking{ADDED}", "atomic = False", 0),
        ("migrations.AddIndex('Enrollment', models.Index(fields=['x'], name='x'))", "", 1),
        (f"migrations.AddIndex{ADDED}".replace("enrollment", "program"), "", 0),
        (f"migrations.CreateModel(name='Enrollment', fields=[]), migrations.AddIndex{ADDED}", "", 0),
        ("migrations.AddField(model_name='enrollment', name='x', field=models.TextField())", "", 0),
    ],
)
def test_an_index_that_locks_a_big_table_is_found(tmp_path, operation, atomic, faults) -> None:
    assert len(locking(planted(tmp_path, operation, atomic))) == faults


def test_what_was_there_before_the_rule_is_left(tmp_path) -> None:
    assert locking(planted(tmp_path, f"migrations.AddIndex{ADDED}", name="0026_planted.py")) == []
