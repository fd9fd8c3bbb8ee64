"""Whose register is it, and where do rate limits count? The organization, and the table of the shared cache."""

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_cache_table(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Create the tables that the settings name as caches, where they are not there yet."""
    call_command("createcachetable", database=schema.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("conferral", "0003_rules_across_tables"),
    ]

    operations = [
        migrations.AlterModelManagers(
            name="account",
            managers=[],
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="organization_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="organization_name_not_blank"
                    ),
                ],
            },
        ),
        migrations.RunPython(add_cache_table, migrations.RunPython.noop),
    ]
