"""Which security groups are there from the start? The four levels of staff, by the manual's names."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ("Staff", "Certification Manager", "Certification Admin", "SysAdmin")


def add_roles(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Create the groups that are not there yet."""
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    """Groups only; who is in them is decided on the Users page."""

    dependencies = [("conferral", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop)]
