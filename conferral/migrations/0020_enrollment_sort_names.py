"""How is a program's list by name read in one index? The enrollment holds the sort key of its contact.

Triggers keep it so, whoever writes (decision 0013): an enrollment that is written takes it from its contact, and a
contact that is renamed hands it to its enrollments. The triggers of 0003 are taken away first and put back last: on
SQLite a table that is altered is made anew.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import conferral.models.sorted_text

rules = import_module("conferral.migrations.0003_rules_across_tables")

TAKEN, HANDED = "sort_name_taken", "sort_name_handed_on"
ENROLLMENT, CONTACT = "conferral_enrollment", "conferral_contact"
WRITTEN = "UPDATE OF contact_id, sort_name"
RENAMED = "UPDATE OF sort_name"
# Locked, so that nobody renames the contact until the enrollment is there to be told.
POSTGRESQL = {
    TAKEN: f"NEW.sort_name := coalesce((SELECT sort_name FROM {CONTACT} WHERE id = NEW.contact_id FOR SHARE), '');",
    HANDED: f"UPDATE {ENROLLMENT} SET sort_name = NEW.sort_name WHERE contact_id = NEW.id;",
}
ITS_CONTACTS = f"coalesce((SELECT sort_name FROM {CONTACT} WHERE id = NEW.contact_id), '')"
TAKE = f"UPDATE {ENROLLMENT} SET sort_name = {ITS_CONTACTS} WHERE id = NEW.id;"


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Give the enrollments that are there the sort key of their contact."""
    contact = apps.get_model("conferral", "Contact").objects.filter(pk=models.OuterRef("contact"))
    apps.get_model("conferral", "Enrollment").objects.update(sort_name=models.Subquery(contact.values("sort_name")))


def add_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Keep the copies in step from now on."""
    if schema.connection.vendor == "postgresql":
        for name, body in POSTGRESQL.items():
            schema.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"
            )
        schema.execute(
            f"CREATE TRIGGER {TAKEN} BEFORE INSERT OR {WRITTEN} ON {ENROLLMENT}"
            f" FOR EACH ROW EXECUTE FUNCTION {TAKEN}()"
        )
        schema.execute(
            f"CREATE TRIGGER {HANDED} AFTER {RENAMED} ON {CONTACT} FOR EACH ROW"
            f" WHEN (OLD.sort_name IS DISTINCT FROM NEW.sort_name) EXECUTE FUNCTION {HANDED}()"
        )
        return
    for verb, event in (("insert", "INSERT"), ("update", WRITTEN)):
        schema.execute(
            f"CREATE TRIGGER {TAKEN}_{verb} AFTER {event} ON {ENROLLMENT}"
            f" WHEN NEW.sort_name <> {ITS_CONTACTS} BEGIN {TAKE} END"
        )
    schema.execute(
        f"CREATE TRIGGER {HANDED} AFTER {RENAMED} ON {CONTACT} WHEN OLD.sort_name <> NEW.sort_name"
        f" BEGIN UPDATE {ENROLLMENT} SET sort_name = NEW.sort_name WHERE contact_id = NEW.id; END"
    )


def remove_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    if schema.connection.vendor == "postgresql":
        for name, table in ((TAKEN, ENROLLMENT), (HANDED, CONTACT)):
            schema.execute(f"DROP TRIGGER {name} ON {table}")
            schema.execute(f"DROP FUNCTION {name}()")
        return
    for name in (f"{TAKEN}_insert", f"{TAKEN}_update", HANDED):
        schema.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    """The column, its index, and what keeps it."""

    dependencies = [("conferral", "0019_registrations")]

    operations = [
        migrations.RunPython(rules.remove_triggers, rules.add_triggers),
        migrations.AddField(
            model_name="enrollment",
            name="sort_name",
            field=conferral.models.sorted_text.SortedTextField(
                blank=True, db_default="", default="", editable=False, max_length=300
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="enrollment",
            index=models.Index(fields=["program", "sort_name", "id"], name="enrollment_program_name"),
        ),
        migrations.RunPython(add_triggers, remove_triggers),
        migrations.RunPython(rules.add_triggers, rules.remove_triggers),
    ]
