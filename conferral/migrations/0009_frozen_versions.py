"""Which rows may nobody change once a version is published? The version, its parts, and what it calls its parts by.

Triggers, the same on both databases: whoever writes past the actions is refused as well.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PARTS = ("conferral_stage", "conferral_category", "conferral_requirement", "conferral_version_prerequisites")
PUBLISHED = "SELECT 1 FROM conferral_version WHERE id = {row}.version_id AND published_at IS NOT NULL"
IN_A_PUBLISHED_VERSION = (
    "SELECT 1 FROM conferral_requirement JOIN conferral_version ON conferral_version.id ="
    " conferral_requirement.version_id WHERE conferral_requirement.{column} = OLD.id AND published_at IS NOT NULL"
)


def _of_parts():
    for table in PARTS:
        yield f"frozen_{table}_insert", table, "INSERT", PUBLISHED.format(row="NEW")
        yield (
            f"frozen_{table}_update",
            table,
            "UPDATE",
            f"{PUBLISHED.format(row='OLD')} UNION ALL {PUBLISHED.format(row='NEW')}",
        )
        yield f"frozen_{table}_delete", table, "DELETE", PUBLISHED.format(row="OLD")


# name, table, event, and the query that finds something where the row is frozen
RULES = (
    ("frozen_version_update", "conferral_version", "UPDATE", "SELECT 1 WHERE OLD.published_at IS NOT NULL"),
    ("frozen_version_delete", "conferral_version", "DELETE", "SELECT 1 WHERE OLD.published_at IS NOT NULL"),
    *_of_parts(),
    (
        "category_within_own_version_update",
        "conferral_category",
        "UPDATE OF within_id, version_id",
        "SELECT 1 FROM conferral_category outer_one WHERE outer_one.id = NEW.within_id"
        " AND outer_one.version_id <> NEW.version_id",
    ),
    (
        "category_within_own_version_insert",
        "conferral_category",
        "INSERT",
        "SELECT 1 FROM conferral_category outer_one WHERE outer_one.id = NEW.within_id"
        " AND outer_one.version_id <> NEW.version_id",
    ),
    (
        "frozen_component_code",
        "conferral_component",
        "UPDATE OF code",
        f"{IN_A_PUBLISHED_VERSION.format(column='component_id')} AND NEW.code <> OLD.code",
    ),
    (
        "frozen_gradescale",
        "conferral_gradescale",
        "UPDATE OF signature, kind, maximum, pass_mark, letters",
        f"{IN_A_PUBLISHED_VERSION.format(column='grade_scale_id')} AND NEW.signature <> OLD.signature",
    ),
    (
        "frozen_unittype_name",
        "conferral_unittype",
        "UPDATE OF name",
        "SELECT 1 FROM conferral_version WHERE unit_type_id = OLD.id AND published_at IS NOT NULL"
        " AND NEW.name <> OLD.name",
    ),
    (
        "frozen_program_code",
        "conferral_program",
        "UPDATE OF code",
        "SELECT 1 FROM conferral_version WHERE program_id = OLD.id AND published_at IS NOT NULL"
        " AND NEW.code <> OLD.code",
    ),
)


def add_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Refuse each event for which the rule's query finds something."""
    for name, table, event, query in RULES:
        if schema.connection.vendor == "postgresql":
            kept = "OLD" if event == "DELETE" else "NEW"
            schema.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF EXISTS ({query}) THEN"
                f" RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF; RETURN {kept}; END $$"
            )
            schema.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            schema.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN EXISTS ({query})"
                f" BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"
            )


def remove_triggers(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    for name, table, _event, _query in RULES:
        if schema.connection.vendor == "postgresql":
            schema.execute(f"DROP TRIGGER {name} ON {table}")
            schema.execute(f"DROP FUNCTION {name}()")
        else:
            schema.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    """Triggers on both databases."""

    dependencies = [("conferral", "0008_defining_programs")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
