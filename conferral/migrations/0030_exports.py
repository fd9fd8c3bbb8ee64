"""Where stands which file an export that is a job writes, and which of its parts are there?"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0029_frozen_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(blank=True, max_length=255)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='export', to='conferral.job')),
            ],
        ),
        migrations.CreateModel(
            name='ExportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('path', models.CharField(max_length=255, unique=True)),
                ('gone', models.JSONField(blank=True, default=list)),
                ('export', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='conferral.export')),
            ],
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(condition=models.Q(('path', ''), _negated=True), fields=['path'], name='export_path'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(condition=models.Q(('forgotten_at', None)), fields=['id'], name='export_kept'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('path', ''), ('forgotten_at', None), _connector='OR'), name='export_forgotten_has_no_file'),
        ),
        migrations.AddConstraint(
            model_name='exportpart',
            constraint=models.UniqueConstraint(fields=('export', 'place'), name='export_part_once'),
        ),
    ]
