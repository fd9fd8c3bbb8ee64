"""By which index is it read what was decided lately? By when, of the decisions alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0011_completions_proved'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind', 'completion.approved'), ('kind', 'completion.rejected'), ('kind', 'completion.approval_undone'), ('kind', 'completion.rejection_undone'), _connector='OR'), fields=['at', 'id'], name='event_decision'),
        ),
    ]
