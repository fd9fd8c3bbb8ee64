"""By which indexes is it found whose grace period begins or who expires soon, and which events are of this week?"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0025_time_zone'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='enrollment',
            index=models.Index(condition=models.Q(('grace_begins_on__isnull', False)), fields=['grace_begins_on', 'id'], name='enrollment_grace'),
        ),
        migrations.AddIndex(
            model_name='enrollment',
            index=models.Index(fields=['expires_on', 'id'], name='enrollment_expiry'),
        ),
        migrations.AddIndex(
            model_name='offering',
            index=models.Index(condition=models.Q(('ends_at__isnull', False)), fields=['ends_at'], name='offering_ends'),
        ),
    ]
