"""How are contacts sorted and searched? By two columns that follow from their details."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import conferral.models.sorted_text
from conferral.rules.contacts import Details
from conferral.rules.names import derived

CHUNK = 2000


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Work both out for the contacts that are there, in constant memory."""
    contacts = apps.get_model("conferral", "Contact").objects
    last = 0
    while chunk := list(contacts.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        for contact in chunk:
            details = Details(
                member_number=contact.member_number,
                first_name=contact.first_name,
                last_name=contact.last_name,
                email=contact.email,
            )
            for name, value in derived(details).items():
                setattr(contact, name, value)
        contacts.bulk_update(chunk, ["sort_name", "search_text"], batch_size=200)
        last = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("conferral", "0004_organization"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="search_text",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="contact",
            name="sort_name",
            field=conferral.models.sorted_text.SortedTextField(blank=True, default="", editable=False, max_length=300),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="contact", index=models.Index(fields=["sort_name", "id"], name="contact_sort_name")
        ),
    ]
