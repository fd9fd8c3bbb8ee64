"""Which entries of the log were erased, and when? Nothing is left in those that were."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0013_ledger'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('after', {}), ('before', {}), ('reason', '')), _connector='OR'), name='event_erased_is_empty'),
        ),
    ]
