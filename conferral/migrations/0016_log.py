"""By which indexes is the log searched? By when; by kind and what it is about, by whom, by person, by program."""

from django.db import migrations, models

import conferral.models.event


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0015_former_numbers'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='event',
            name='event_contact',
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['at', 'id'], name='event_at'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['kind', 'at', 'id'], name='event_kind'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(conferral.models.event.Area('kind'), models.F('at'), models.F('id'), name='event_area'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['account_id', 'at', 'id'], name='event_account'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('contact_id__isnull', False)), fields=['contact_id', 'at', 'id'], name='event_contact'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('program_id__isnull', False)), fields=['program_id', 'at', 'id'], name='event_anywhere_in'),
        ),
    ]
