"""Which entries of the log are sealed, in which order, and under which salts? Those of former days are sealed first.

An entry that was erased has no salt any more, and one whose actor was erased none for that.
"""

from django.db import migrations, models

import conferral.models.event

ERASED_WITHOUT_SALT = (
    "UPDATE conferral_event SET salt = NULL WHERE erased_at IS NOT NULL",
    "UPDATE conferral_event SET actor_salt = NULL WHERE actor = 'erased account'",
)


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0027_api_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('hash', models.BinaryField(default=bytes(32), max_length=32)),
                ('settled', models.BigIntegerField(default=0)),
                ('seen', models.BigIntegerField(default=0)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='log_head_only_one')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('event_id', models.BigIntegerField(unique=True)),
                ('key', models.UUIDField()),
                ('contents', models.BinaryField(max_length=32)),
                ('actor', models.BinaryField(max_length=32)),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='seal_number_above_zero')],
            },
        ),
        migrations.AddField(
            model_name='event',
            name='salt',
            field=models.UUIDField(db_default=conferral.models.event.Salt(), editable=False, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='actor_salt',
            field=models.UUIDField(db_default=conferral.models.event.Salt(), editable=False, null=True),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in ERASED_WITHOUT_SALT),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('erased_at', None), ('salt__isnull', False)), models.Q(('erased_at__isnull', False), ('salt', None)), _connector='OR'), models.Q(('actor_salt__isnull', False), ('actor', 'erased account'), _connector='OR')), name='event_salted_until_erased'),
        ),
    ]
