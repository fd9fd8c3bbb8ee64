"""What do the screens that define programs need? Keys and revisions of their parts, and what a completion was carried from.

The triggers of 0003 are taken away first and put back last: on SQLite a table that is altered is made anew.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

triggers = import_module("conferral.migrations.0003_rules_across_tables")
KEYED = ("component", "gradescale", "unittype")


def give_keys(apps, _schema) -> None:
    """Give every row a key of its own; one default would give all of them the same."""
    for name in KEYED:
        model = apps.get_model("conferral", name)
        for row in model.objects.filter(key=None).only("pk").iterator():
            model.objects.filter(pk=row.pk).update(key=uuid.uuid4())


def key(*, null: bool) -> models.UUIDField:
    """Return the column, first without and then with a key in every row."""
    if null:
        return models.UUIDField(null=True, editable=False)
    return models.UUIDField(default=uuid.uuid4, editable=False, unique=True)


class Migration(migrations.Migration):
    """Columns, then keys, then what holds of them."""

    dependencies = [("conferral", "0007_event_batch")]

    operations = [
        migrations.RunPython(triggers.remove_triggers, triggers.add_triggers),
        migrations.RemoveConstraint(model_name="version", name="version_published_has_number"),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=Q(("number", None), ("published_at", None))
                | Q(("number__gte", 1), ("number__isnull", False)),
                name="version_published_has_number",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="within",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="inner",
                to="conferral.category",
            ),
        ),
        migrations.AddField(
            model_name="completion",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="conferral.completion",
            ),
        ),
        migrations.AddIndex(
            model_name="completion",
            index=models.Index(
                condition=Q(("carried_from__isnull", False)), fields=["carried_from"], name="completion_carried"
            ),
        ),
        *(migrations.AddField(model_name=name, name="key", field=key(null=True)) for name in KEYED),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        *(migrations.AlterField(model_name=name, name="key", field=key(null=False)) for name in KEYED),
        *(
            migrations.AddField(model_name=name, name="revision", field=models.PositiveIntegerField(default=1))
            for name in KEYED
        ),
        migrations.AddField(model_name="gradescale", name="name", field=models.CharField(blank=True, max_length=100)),
        migrations.AddField(model_name="event", name="subject", field=models.UUIDField(blank=True, null=True)),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=Q(("enrollment_id", None), ("program_id__isnull", False)),
                fields=["program_id"],
                name="event_program",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=Q(("subject__isnull", False)), fields=["subject"], name="event_subject"),
        ),
        migrations.RunPython(triggers.add_triggers, triggers.remove_triggers),
    ]
