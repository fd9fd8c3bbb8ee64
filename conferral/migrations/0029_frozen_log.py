"""What may nobody do to the log? Remove or change an entry or a seal, or set its head back. Emptying an entry is all.

Triggers, the same on both databases. They let through no more than erasing does (actions/erasing.py): contents and
their salt go, `erased_at` says when; or the name of whoever acted becomes that of an erased account.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FIXED = (
    "id", "key", "at", "account_id", "kind", "batch", "program_id", "contact_id", "enrollment_id", "completion_id",
    "subject",
)  # fmt: skip
CONTENTS = ("before", "after", "reason", "erased_at", "salt")
ACTOR = ("actor", "actor_salt")


def _same(columns: tuple[str, ...]) -> str:
    return " AND ".join(f"NEW.{column} {{same}} OLD.{column}" for column in columns)


LAWFUL_EVENT = (
    f"({_same(FIXED)})"
    f" AND (({_same(CONTENTS)}) OR (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.salt IS NULL"
    " AND NEW.before = '{{}}' AND NEW.after = '{{}}' AND NEW.reason = ''))"
    f" AND (({_same(ACTOR)}) OR (NEW.actor = 'erased account' AND NEW.actor_salt IS NULL))"
)
LAWFUL_HEAD = "NEW.id = OLD.id AND (NEW.number > OLD.number OR (NEW.number = OLD.number AND NEW.hash = OLD.hash))"
# name, table, event, and what has to be so for it to be let through
RULES = (
    ("frozen_event_update", "conferral_event", "UPDATE", LAWFUL_EVENT),
    ("frozen_event_delete", "conferral_event", "DELETE", "1 = 0"),
    ("frozen_seal_update", "conferral_seal", "UPDATE", "1 = 0"),
    ("frozen_seal_delete", "conferral_seal", "DELETE", "1 = 0"),
    ("frozen_log_head_update", "conferral_loghead", "UPDATE", LAWFUL_HEAD),
    ("frozen_log_head_delete", "conferral_loghead", "DELETE", "1 = 0"),
)


def add_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Refuse whatever is not lawful. PostgreSQL weighs the condition without calling a function for each row."""
    for name, table, event, lawful in RULES:
        if schema.connection.vendor == "postgresql":
            schema.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END $$"
            )
            schema.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW"
                f" WHEN (NOT ({lawful.format(same='IS NOT DISTINCT FROM')})) EXECUTE FUNCTION {name}()"
            )
        else:
            schema.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN NOT ({lawful.format(same='IS')})"
                f" BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"
            )


def remove_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    for name, table, _event, _lawful in RULES:
        if schema.connection.vendor == "postgresql":
            schema.execute(f"DROP TRIGGER {name} ON {table}")
            schema.execute(f"DROP FUNCTION {name}()")
        else:
            schema.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    """Triggers on both databases."""

    dependencies = [("conferral", "0028_sealed_log")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
