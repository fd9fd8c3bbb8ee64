"""Whose number was it, and which contacts were erased? Searches find all the others by name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0014_erased'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='FormerNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_number', models.CharField(max_length=64, unique=True)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_numbers', to='conferral.contact')),
                ('former', models.BigIntegerField()),
                ('merged_at', models.DateTimeField()),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('member_number', ''), _negated=True), name='former_number_member_number_not_blank'),
                    models.UniqueConstraint(fields=('former',), name='former_number_of_one'),
                ],
            },
        ),
    ]
