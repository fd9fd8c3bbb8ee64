"""Who signed up, which addresses wait to be confirmed, and where is everybody signed in?"""

import django.db.models.deletion
import django.db.models.functions.text
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def end_sessions(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Empty the table that sessions were kept in: everybody signs in once more, and what nobody reads is gone."""
    connection = schema.connection
    with connection.cursor() as cursor:
        if "django_session" in connection.introspection.table_names(cursor):
            cursor.execute("DELETE FROM django_session")


class Migration(migrations.Migration):
    dependencies = [
        ("conferral", "0022_messages"),
    ]

    operations = [
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("account", models.BigIntegerField(blank=True, db_index=True, null=True)),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("browser", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="account",
            name="email_confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="organization",
            name="last_number_given",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="organization",
            name="sign_up_is_open",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="PendingEmail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("email", models.CharField(max_length=254)),
                ("password", models.CharField(blank=True, max_length=128)),
                ("asked_at", models.DateTimeField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_emails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(django.db.models.functions.text.Lower("email"), name="pending_email_address")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), _negated=True), name="pending_email_email_not_blank"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account", None), models.Q(("password", ""), _negated=True)),
                            models.Q(("account__isnull", False), ("password", "")),
                            _connector="OR",
                        ),
                        name="pending_email_of_sign_up_or_account",
                    ),
                ],
            },
        ),
    ]
