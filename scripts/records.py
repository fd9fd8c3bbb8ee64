"""Does the database hold what is to be served: every migration, and for a demo the demo association?

Started by scripts/serve.py, in .venv. What it tells a person goes to standard error; standard output answers
whether anybody can sign in yet.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO_DOMAIN = "@demo.example"


def main() -> int:
    """Make the database ready for `demo` or `run`; `own` when it is the one in var/."""
    purpose, whose = sys.argv[1:3]
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
        from conferral import checks

        checks.refuse_unsafe_start()
    except ImproperlyConfigured as fault:
        print(f"conferral: {fault}", file=sys.stderr)
        return os.EX_CONFIG
    from conferral.rules.refusals import Refused

    try:
        migrate(own=whose == "own")
        if purpose == "demo":
            fill()
    except Refused as no:
        print(no, file=sys.stderr)
        return 1
    from conferral.models import Account

    print(json.dumps({"accounts": Account.objects.exists()}))
    return 0


def migrate(*, own: bool) -> None:
    """Apply what is missing to a database of ours; one that was given is set up when empty and else left alone."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from conferral.management.ready_database import make_ready

    if not own:
        make_ready(tell)
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        tell("Setting the embedded database up ...")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def fill() -> None:
    """Fill an empty register with the demo; one that holds a demo is kept, any other is refused."""
    from django.core.management import call_command

    from conferral.models import Account, Contact, Program
    from conferral.rules.refusals import Refusal, Refused

    if Account.objects.filter(email__endswith=DEMO_DOMAIN).exists():
        return
    if any(model.objects.exists() for model in (Account, Contact, Program)):
        raise Refused(
            Refusal(
                "demo_not_empty",
                "The database holds records that are not the demo's, and they stay as they are. "
                "Serve them with make run, or let DATABASE_URL name an empty database.",
            )
        )
    tell("Filling the register with a demo association ...")
    call_command("demo", stdout=io.StringIO())  # the sign-ins are told when the server answers


def tell(sentence: str) -> None:
    """Say something to the person at the terminal, at once."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
