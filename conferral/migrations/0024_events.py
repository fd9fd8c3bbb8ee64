"""What do events need beside seats: who came, prices for members, deadlines, who waits in line, and their notices?

The triggers that name a table which is altered are taken away first and put back last: on SQLite it is made anew.
"""

from importlib import import_module

import conferral.rules.payments
import django.db.models.deletion
import uuid
from django.db import migrations, models

rules = import_module("conferral.migrations.0003_rules_across_tables")
search = import_module("conferral.migrations.0006_contact_search")
names = import_module("conferral.migrations.0020_enrollment_sort_names")


class Migration(migrations.Migration):
    """The columns, the waitlist, and what holds them."""

    dependencies = [
        ('conferral', '0023_signing_up'),
    ]

    operations = [
        migrations.RunPython(rules.remove_triggers, rules.add_triggers),
        migrations.RunPython(search.remove_index, search.add_index),
        migrations.RunPython(names.remove_triggers, names.add_triggers),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('joined_at', models.DateTimeField()),
                ('offered_until', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='order',
            name='order_paid',
        ),
        migrations.AddField(
            model_name='completion',
            name='registration',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='conferral.registration'),
        ),
        migrations.AddField(
            model_name='contact',
            name='is_member',
            field=models.BooleanField(db_default=True, default=True, help_text='Whether the price for members applies.'),
        ),
        migrations.AddField(
            model_name='offering',
            name='cancels_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='offering',
            name='closed_at',
            field=models.DateTimeField(blank=True, help_text='When the roster was closed.', null=True),
        ),
        migrations.AddField(
            model_name='offering',
            name='price_for_members',
            field=models.PositiveIntegerField(blank=True, help_text='Blank where it is the price.', null=True),
        ),
        migrations.AddField(
            model_name='offering',
            name='records_completions',
            field=models.BooleanField(default=True, help_text='Whether attendance records completions.'),
        ),
        migrations.AddField(
            model_name='offering',
            name='registers_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='registration',
            name='attendance',
            field=models.CharField(blank=True, choices=[('', 'Not marked'), ('attended', 'Attended'), ('no_show', 'No-show')], max_length=8),
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('enrolled', 'Enrolled'), ('stage_opened', 'Stage opened'), ('deadline_60', 'Deadline in 60 days'), ('deadline_14', 'Deadline in 14 days'), ('grace_begun', 'Grace period begun'), ('expires_14', 'Expires in 14 days'), ('expired', 'Expired'), ('received', 'Completion received'), ('approved', 'Completion approved'), ('rejected', 'Completion rejected'), ('earned', 'Earned'), ('registered', 'Registration confirmed'), ('event_tomorrow', 'Event tomorrow'), ('seat_offered', 'Seat offered'), ('digest', 'Daily digest')], max_length=20),
        ),
        migrations.AlterField(
            model_name='order',
            name='payment',
            field=models.CharField(choices=conferral.rules.payments.codes, max_length=20),
        ),
        migrations.AddIndex(
            model_name='completion',
            index=models.Index(condition=models.Q(('registration__isnull', False)), fields=['registration'], name='completion_attended'),
        ),
        migrations.AddConstraint(
            model_name='offering',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at', None), ('kind', 'event'), _connector='OR'), name='offering_closed_event'),
        ),
        migrations.AddConstraint(
            model_name='offering',
            constraint=models.CheckConstraint(condition=models.Q(('price_for_members', None), ('price_for_members__lte', models.F('price')), _connector='OR'), name='offering_members_pay_no_more'),
        ),
        migrations.AddConstraint(
            model_name='offering',
            constraint=models.CheckConstraint(condition=models.Q(('registers_until', None), models.Q(('registers_until__lte', models.F('starts_at')), ('starts_at__isnull', False)), _connector='OR'), name='offering_registers_before_start'),
        ),
        migrations.AddConstraint(
            model_name='offering',
            constraint=models.CheckConstraint(condition=models.Q(('cancels_until', None), models.Q(('cancels_until__lte', models.F('starts_at')), ('starts_at__isnull', False)), _connector='OR'), name='offering_cancels_before_start'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payment', 'free'), ('total', 0)), models.Q(models.Q(('payment__in', ['', 'free']), _negated=True), ('total__gt', 0)), _connector='OR'), name='order_paid'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('attendance__in', ['', 'attended', 'no_show'])), name='registration_attendance_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_at', None), ('attendance', ''), _connector='OR'), name='registration_cancelled_unmarked'),
        ),
        migrations.AddField(
            model_name='place',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='conferral.contact'),
        ),
        migrations.AddField(
            model_name='place',
            name='offering',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='conferral.offering'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['offering', 'joined_at', 'id'], name='place_waiting'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(condition=models.Q(('ended_at', None), ('offered_until__isnull', False)), fields=['offered_until'], name='place_offered'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('offering', 'contact'), name='place_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('joined_at')), _connector='OR'), name='place_ends_after_joining'),
        ),
        migrations.RunPython(names.add_triggers, names.remove_triggers),
        migrations.RunPython(search.add_index, search.remove_index),
        migrations.RunPython(rules.add_triggers, rules.remove_triggers),
    ]
