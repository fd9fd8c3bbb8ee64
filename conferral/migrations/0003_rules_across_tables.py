"""Which rules across tables does the database keep? Those a foreign key alone cannot.

An enrollment is on a published version of its own program; a completion meets a requirement of
its enrollment's version, at an offering of that requirement's component; a requirement's category
belongs to its version. Triggers, because neither database has a foreign key that follows another.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULES = (
    (
        "enrollment_on_published_version",
        "conferral_enrollment",
        "version_id, program_id",
        "SELECT 1 FROM conferral_version WHERE id = NEW.version_id AND program_id = NEW.program_id"
        " AND number IS NOT NULL",
    ),
    (
        "completion_of_own_version",
        "conferral_completion",
        "enrollment_id, requirement_id",
        "SELECT 1 FROM conferral_requirement JOIN conferral_enrollment"
        " ON conferral_enrollment.version_id = conferral_requirement.version_id"
        " WHERE conferral_requirement.id = NEW.requirement_id AND conferral_enrollment.id = NEW.enrollment_id",
    ),
    (
        "completion_units_where_repeatable",
        "conferral_completion",
        "requirement_id, units",
        "SELECT 1 FROM conferral_requirement"
        " WHERE id = NEW.requirement_id AND is_repeatable = (NEW.units IS NOT NULL)",
    ),
    (
        "completion_at_own_offering",
        "conferral_completion",
        "requirement_id, offering_id",
        "SELECT 1 FROM conferral_requirement WHERE id = NEW.requirement_id AND (NEW.offering_id IS NULL OR"
        " component_id = (SELECT component_id FROM conferral_offering WHERE id = NEW.offering_id))",
    ),
    (
        "requirement_category_of_own_version",
        "conferral_requirement",
        "version_id, category_id",
        "SELECT 1 WHERE NEW.category_id IS NULL OR NEW.version_id ="
        " (SELECT version_id FROM conferral_category WHERE id = NEW.category_id)",
    ),
)


def add_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Refuse a row of each table for which its rule's query finds nothing."""
    for name, table, columns, query in RULES:
        if schema.connection.vendor == "postgresql":
            schema.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF NOT EXISTS ({query}) THEN"
                f" RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
            )
            schema.execute(
                f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {columns} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
            continue
        for verb, event in (("insert", "INSERT"), ("update", f"UPDATE OF {columns}")):
            schema.execute(
                f"CREATE TRIGGER {name}_{verb} BEFORE {event} ON {table} WHEN NOT EXISTS ({query})"
                f" BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"
            )


def remove_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    for name, table, _columns, _query in RULES:
        if schema.connection.vendor == "postgresql":
            schema.execute(f"DROP TRIGGER {name} ON {table}")
            schema.execute(f"DROP FUNCTION {name}()")
            continue
        for verb in ("insert", "update"):
            schema.execute(f"DROP TRIGGER {name}_{verb}")


class Migration(migrations.Migration):
    """Triggers on both databases, one per rule."""

    dependencies = [("conferral", "0002_roles")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
