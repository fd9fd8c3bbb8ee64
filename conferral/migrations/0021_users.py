"""Until when does a level count, and what is set for all of the register? Every account gets a key for its address."""

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
        ("conferral", "0020_enrollment_sort_names"),
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
        migrations.AddField(
            model_name="organization", name="currency", field=models.CharField(blank=True, default="", max_length=3), preserve_default=False
        ),
        migrations.AddField(
            model_name="organization", name="staff_need_second_factor", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="organization", name="logo_path", field=models.CharField(blank=True, default="", max_length=100), preserve_default=False
        ),
        migrations.AddField(
            model_name="organization", name="logo_media_type", field=models.CharField(blank=True, default="", max_length=100), preserve_default=False
        ),
        migrations.AddField(
            model_name="organization", name="logo_sha256", field=models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("logo_media_type", ""), ("logo_path", ""), ("logo_sha256", "")),
                    models.Q(
                        ("logo_path", ""),
                        ("logo_media_type", ""),
                        ("logo_sha256", ""),
                        _connector="OR",
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="organization_logo_whole",
            ),
        ),
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
