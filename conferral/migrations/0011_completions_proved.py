"""What do proved completions, their files, jobs and workers need?

The triggers of 0003 are taken away first and put back last: on SQLite a table that is altered is made anew.
"""

from importlib import import_module

import datetime
import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


triggers = import_module("conferral.migrations.0003_rules_across_tables")

WHAT_IT_AWAITS = """
    UPDATE conferral_completion SET awaits = (
        SELECT CASE
            WHEN requirement.grade_scale_id IS NOT NULL AND conferral_completion.grade = '' THEN 'grade'
            WHEN requirement.requires_approval AND conferral_completion.approved_on IS NULL THEN 'approval'
            ELSE '' END
        FROM conferral_requirement requirement WHERE requirement.id = conferral_completion.requirement_id
    ) WHERE is_live
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conferral', '0010_lists_of_parts'),
    ]

    operations = [
        migrations.RunPython(triggers.remove_triggers, triggers.add_triggers),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('form', models.UUIDField()),
                ('name', models.CharField(max_length=255)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('path', models.CharField(max_length=100)),
                ('added_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('arguments', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('asked_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='JobItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('subject', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(blank=True, null=True)),
                ('is_done', models.BooleanField(default=False)),
                ('is_refused', models.BooleanField(default=False)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('message', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('slot', models.CharField(max_length=40)),
                ('taken_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=64, unique=True)),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='completion',
            name='completion_dates_in_calendar',
        ),
        migrations.AddField(
            model_name='completion',
            name='awaits',
            field=models.CharField(blank=True, choices=[('', ''), ('grade', 'grade'), ('approval', 'approval')], max_length=8),
        ),
        migrations.AddField(
            model_name='completion',
            name='graded_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunSQL(WHAT_IT_AWAITS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='completion',
            index=models.Index(condition=models.Q(('awaits', ''), _negated=True), fields=['recorded_at', 'id'], name='completion_waiting'),
        ),
        migrations.AddIndex(
            model_name='enrollment',
            index=models.Index(condition=models.Q(('earned_on', None), ('requirements_met_on__isnull', False)), fields=['requirements_met_on', 'id'], name='enrollment_waiting'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('completion_id__isnull', False)), fields=['completion_id'], name='event_completion'),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_on__isnull', True), models.Q(('completed_on__gte', datetime.date(1900, 1, 1)), ('completed_on__lte', datetime.date(2199, 12, 31))), _connector='OR'), models.Q(('graded_on__isnull', True), models.Q(('graded_on__gte', datetime.date(1900, 1, 1)), ('graded_on__lte', datetime.date(2199, 12, 31))), _connector='OR'), models.Q(('approved_on__isnull', True), models.Q(('approved_on__gte', datetime.date(1900, 1, 1)), ('approved_on__lte', datetime.date(2199, 12, 31))), _connector='OR'), models.Q(('rejected_on__isnull', True), models.Q(('rejected_on__gte', datetime.date(1900, 1, 1)), ('rejected_on__lte', datetime.date(2199, 12, 31))), _connector='OR'), models.Q(('voided_on__isnull', True), models.Q(('voided_on__gte', datetime.date(1900, 1, 1)), ('voided_on__lte', datetime.date(2199, 12, 31))), _connector='OR')), name='completion_dates_in_calendar'),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.CheckConstraint(condition=models.Q(('awaits', ''), ('is_live', True), _connector='OR'), name='completion_live_waits'),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.CheckConstraint(condition=models.Q(('graded_on', None), models.Q(('grade', ''), _negated=True), _connector='OR'), name='completion_graded_has_grade'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='completion',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='conferral.completion'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='enrollment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='conferral.enrollment'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='requirement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conferral.requirement'),
        ),
        migrations.AddField(
            model_name='job',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='job',
            name='program',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conferral.program'),
        ),
        migrations.AddField(
            model_name='jobitem',
            name='job',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='conferral.job'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(fields=('name', 'slot'), name='slot_taken_once'),
        ),
        migrations.AddConstraint(
            model_name='worker',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='worker_name_not_blank'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['form'], name='attachment_form'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('completion__isnull', False)), fields=['completion'], name='attachment_completion'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('completion', None)), fields=['added_at'], name='attachment_unsaved'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='attachment_name_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('media_type', ''), _negated=True), name='attachment_media_type_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attachment_size_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('sha256', ''), _negated=True), name='attachment_sha256_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('path',), name='attachment_path_once'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['-asked_at', '-id'], name='job_latest'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['id'], name='job_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='job_kind_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='job_done_of_total'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('refused__lte', models.F('done'))), name='job_refused_of_done'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('fault', ''), ('ended_at__isnull', False), _connector='OR'), name='job_given_up_has_ended'),
        ),
        migrations.AddIndex(
            model_name='jobitem',
            index=models.Index(condition=models.Q(('is_done', False)), fields=['job', 'place'], name='job_item_left'),
        ),
        migrations.AddIndex(
            model_name='jobitem',
            index=models.Index(fields=['job', 'code', 'place'], name='job_item_outcome'),
        ),
        migrations.AddConstraint(
            model_name='jobitem',
            constraint=models.UniqueConstraint(fields=('job', 'place'), name='job_item_place_once'),
        ),
        migrations.AddConstraint(
            model_name='jobitem',
            constraint=models.UniqueConstraint(fields=('job', 'subject'), name='job_item_subject_once'),
        ),
        migrations.AddConstraint(
            model_name='jobitem',
            constraint=models.CheckConstraint(condition=models.Q(('is_refused', False), ('is_done', True), _connector='OR'), name='job_item_refused_is_done'),
        ),
        migrations.RunPython(triggers.add_triggers, triggers.remove_triggers),
    ]
