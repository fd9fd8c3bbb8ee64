"""In which ledger do the trackers read how many there are on a day? It is filled from the enrollments that are there."""

import datetime
import functools
import operator

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from conferral.rules.ledger import Figures, changes
from conferral.rules.standing import Facts

DATES = (
    "begins_on", "grace_begins_on", "expires_on", "started_on", "requirements_met_on", "earned_on", "cancelled_on",
    "replaced_on",
)  # fmt: skip
BATCH = 150


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Work it out program by program, enrollments of the same dates at once, in the memory of one program."""
    rows, ledger = apps.get_model("conferral", "Enrollment").objects, apps.get_model("conferral", "LedgerChange").objects
    for program in apps.get_model("conferral", "Program").objects.order_by("pk").values_list("pk", flat=True):
        same = rows.filter(program=program).order_by().values(*DATES).annotate(count=models.Count("pk"))
        counts = (
            ((program, Facts(enrolled_on=dates[0], **dict(zip(DATES, dates, strict=True)))), count)
            for *dates, count in same.values_list(*DATES, "count").iterator()
        )
        ledger.bulk_create(
            [
                ledger.model(program_id=program, changes_on=on, **change._asdict())
                for (_, on), change in sorted(changes(counts).items())
            ],
            batch_size=BATCH,
        )


def changes_something() -> models.Q:
    return functools.reduce(operator.or_, (~models.Q((name, 0)) for name in Figures._fields))


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0012_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes_on', models.DateField()),
                *((name, models.IntegerField(default=0)) for name in Figures._fields),
                ('program', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conferral.program')),
            ],
            options={
                'indexes': [models.Index(fields=['program', 'changes_on', *Figures._fields], name='ledger_program_day')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('changes_on__isnull', True), models.Q(('changes_on__gte', datetime.date(1900, 1, 1)), ('changes_on__lte', datetime.date(2199, 12, 31))), _connector='OR'), name='ledger_dates_in_calendar'),
                    models.CheckConstraint(condition=changes_something(), name='ledger_changes_something'),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
