"""By which indexes are the lists of components and offerings read? By title, and offerings by when they begin."""

from django.db import migrations, models
from django.db.models.functions import Lower

from conferral.models.offering import Dated


class Migration(migrations.Migration):
    """Indexes only."""

    dependencies = [("conferral", "0009_frozen_versions")]

    operations = [
        migrations.AddIndex(
            model_name="component", index=models.Index(Lower("title"), models.F("id"), name="component_title")
        ),
        migrations.AddIndex(
            model_name="offering", index=models.Index(Dated("starts_at"), models.F("id"), name="offering_dated")
        ),
        migrations.AddIndex(
            model_name="offering", index=models.Index(Lower("title"), models.F("id"), name="offering_title")
        ),
    ]
