"""Is the database ready for this version of Conferral, and what is to be done if not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from conferral.rules.refusals import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Callable


def make_ready(tell: Callable[[str], object]) -> None:
    """Set an empty database up; refuse one that is behind, foreign or out of reach.

    A database that holds anything is never migrated by the way: that wants a backup and somebody
    who decided it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        tables = connection.introspection.table_names()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise Refused(
            Refusal("database_unreachable", f"The database cannot be reached ({reason}). Look at DATABASE_URL.")
        ) from error
    if not tables:
        tell("The database is empty: setting it up.")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        return
    if MigrationRecorder.Migration._meta.db_table not in tables:  # noqa: SLF001 - Django's documented name for it
        raise Refused(
            Refusal(
                "database_foreign",
                f"The database holds {len(tables)} tables that are not Conferral's. "
                "Let DATABASE_URL name an empty database.",
            )
        )
    executor = MigrationExecutor(connection)
    pending = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if pending:
        first = f"{pending[0].app_label}.{pending[0].name}"
        count = "1 migration is" if len(pending) == 1 else f"{len(pending)} migrations are"
        raise Refused(
            Refusal(
                "database_behind",
                f"The database is older than this version of Conferral ({count} pending, the first is "
                f"{first}). Make a backup, run: python manage.py migrate. Then give the command again.",
            )
        )
