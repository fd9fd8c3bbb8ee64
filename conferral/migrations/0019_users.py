"""Until when does a level count, and whose account was closed how often? Every account gets a key for its address."""

import datetime
import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_keys(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Give every account there is a key of its own."""
    for account in apps.get_model("conferral", "Account").objects.order_by("pk").only("pk"):
        account.key = uuid.uuid4()
        account.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("conferral", "0018_contact_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="account", name="key", field=models.UUIDField(default=None, editable=False, null=True)
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="account", name="key", field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AddField(
            model_name="account", name="level_ends_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(model_name="account", name="closings", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="account", name="revision", field=models.PositiveIntegerField(default=1)),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level_ends_on__isnull", True),
                    models.Q(("level_ends_on__gte", datetime.date(1900, 1, 1)), ("level_ends_on__lte", datetime.date(2199, 12, 31))),
                    _connector="OR",
                ),
                name="account_dates_in_calendar",
            ),
        ),
    ]
