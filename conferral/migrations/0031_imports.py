"""What are files called that are uploaded to be imported, now that they are not of contacts alone?"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0030_exports'),
    ]

    operations = [
        migrations.RenameModel('ContactImport', 'ImportFile'),
        migrations.RenameModel('ContactImportRow', 'ImportRow'),
        migrations.RenameIndex('importrow', new_name='import_row_kept', old_name='contact_import_row_kept'),
        migrations.RenameIndex('importrow', new_name='import_row_contact', old_name='contact_import_row_contact'),
        migrations.RemoveConstraint('importrow', 'contact_import_row_line_once'),
        migrations.RemoveConstraint('importrow', 'contact_import_row_told_by_code'),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('upload', 'line'), name='import_row_line_once'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.CheckConstraint(condition=models.Q(('message', ''), models.Q(('code', ''), _negated=True), _connector='OR'), name='import_row_told_by_code'),
        ),
        # What was uploaded until now is of contacts.
        migrations.AddField(
            model_name='importfile',
            name='kind',
            field=models.CharField(default='contacts', max_length=20),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='importfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['contacts', 'enrollments', 'completions'])), name='import_file_kind_known'),
        ),
    ]
