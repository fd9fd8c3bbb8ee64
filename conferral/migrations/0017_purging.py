"""By which index is what jobs had to tell of something erased? By what it is about, of those that tell anything."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0016_log'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='jobitem',
            index=models.Index(condition=models.Q(('message', ''), _negated=True), fields=['subject'], name='job_item_told'),
        ),
    ]
