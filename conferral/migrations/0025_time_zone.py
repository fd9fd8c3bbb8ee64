from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0024_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='time_zone',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
