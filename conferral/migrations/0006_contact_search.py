"""How is a contact found by a part of the name, email or number? By an index over runs of three characters.

PostgreSQL keeps its own in step. SQLite's is a table beside the contacts, kept in step by
triggers, so that writes of many rows are covered; decision 0008 tells what becomes of triggers
when Django alters the table.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "conferral_contact"
INDEX = "conferral_contact_search"
FORGET = f"INSERT INTO {INDEX}({INDEX}, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);"
LEARN = f"INSERT INTO {INDEX}(rowid, search_text) VALUES (NEW.id, NEW.search_text);"
TRIGGERS = (
    ("insert", "INSERT", LEARN),
    ("delete", "DELETE", FORGET),
    ("update", "UPDATE OF id, search_text", FORGET + LEARN),
)


def add_index(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Create the index and fill it with the contacts that are there."""
    if schema.connection.vendor == "postgresql":
        schema.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin (search_text gin_trgm_ops)")
        return
    schema.execute(
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5"
        f"(search_text, content='{TABLE}', content_rowid='id', tokenize='trigram case_sensitive 1')"
    )
    schema.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
    for name, event, what in TRIGGERS:
        schema.execute(f"CREATE TRIGGER {INDEX}_{name} AFTER {event} ON {TABLE} BEGIN {what} END")


def remove_index(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Take the index away again; the extension may be somebody else's too."""
    if schema.connection.vendor == "postgresql":
        schema.execute(f"DROP INDEX {INDEX}")
        return
    for name, _event, _what in TRIGGERS:
        schema.execute(f"DROP TRIGGER {INDEX}_{name}")
    schema.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):
    """One index on each database."""

    dependencies = [("conferral", "0005_contact_names")]

    operations = [migrations.RunPython(add_index, remove_index)]
