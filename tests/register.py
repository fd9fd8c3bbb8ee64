"""What does the whole register hold, and do its derived facts follow from its records?

Run as a program it prints both as JSON, for tests that look at a database from outside.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict

NATURAL = {
    "enrollment": (
        "Enrollment",
        (
            "contact__member_number", "program__code", "enrolled_on", "cancelled_on", "version__number", "registered_on",
            "registered_at", "grace_begins_on", "expires_on", "approved_on", "begins_on", "replaced_on", "started_on",
            "requirements_met_on", "earned_on", "revision",
        ),
    ),
    "completion": (
        "Completion",
        (
            "enrollment__contact__member_number", "enrollment__program__code", "enrollment__enrolled_on",
            "enrollment__cancelled_on", "requirement__code", "completed_on", "reference", "grade", "units", "notes",
            "is_live", "awaits", "approved_on", "rejected_on", "rejection", "voided_on", "revision",
        ),
    ),
    "designation": ("Designation", ("contact__member_number", "name", "conferred_on")),
}  # fmt: skip


def everything() -> dict[str, list[tuple]]:
    """Return every row of every table, exactly as stored."""
    from django.apps import apps

    tables = apps.get_app_config("conferral").get_models()
    return {table.__name__: list(table.objects.order_by("pk").values_list()) for table in tables}


def by_natural_keys() -> dict[str, list[list[str]]]:
    """Return enrollments, completions, designations and what was brought in, by the keys people know.

    Left out are ids, opaque keys, the instant of recording, and the log's entries about earning:
    they tell what was known when, so they follow the order of the rows.
    """
    from conferral import models

    held = {
        name: sorted(list(map(str, row)) for row in getattr(models, model).objects.values_list(*fields))
        for name, (model, fields) in NATURAL.items()
    }
    numbers = dict(models.Contact.objects.values_list("pk", "member_number"))
    entries = models.Event.objects.exclude(kind__in=("enrollment.earned", "enrollment.earning_lost"))
    held["log"] = sorted(
        [kind, str(numbers.get(contact)), json.dumps(after, sort_keys=True)]
        for kind, contact, after in entries.values_list("kind", "contact_id", "after")
    )
    return held


def disagreements() -> list[str]:
    """Name each derived fact that the rules, asked about the whole register afresh, see otherwise."""
    from conferral.models import Completion, Designation, Enrollment, Version
    from conferral.rules import attempts, milestones, succession

    definitions = {version.pk: version.definition() for version in Version.objects.whole()}
    tried, live, lines = defaultdict(list), set(), defaultdict(list)
    for row in Completion.objects.select_related("requirement").order_by("pk"):
        tried[row.enrollment_id].append(row.as_attempt(row.requirement.code))
        live |= {row.pk} if row.is_live else set()
    found, due_live, due_names = [], set(), {}
    for row in Enrollment.objects.select_related("version").order_by("pk"):
        lines[row.contact_id, row.program_id].append(row)
        definition = definitions[row.version_id]
        due = milestones.milestones(
            definition,
            tried[row.pk],
            enrolled_on=row.enrolled_on,
            approved_on=row.approved_on,
            cancelled_on=row.cancelled_on,
        )
        held = milestones.Milestones(row.started_on, row.requirements_met_on, row.earned_on)
        if held != due:
            found.append(f"enrollment {row.pk}: {held} should be {due}")
        for requirement in definition.requirements:
            of_one = [attempt for attempt in tried[row.pk] if attempt.requirement == requirement.code]
            due_live |= {attempt.key for attempt in attempts.live_attempts(requirement, of_one)}
        if due.earned_on and definition.designation:
            pair = (row.contact_id, definition.designation)
            due_names[pair] = min(due_names.get(pair, due.earned_on), due.earned_on)
    found += [f"completion {key}: is_live should be {key in due_live}" for key in sorted(live ^ due_live)]
    for line in lines.values():
        for key, replaced_on in succession.replacements([row.place_in_line() for row in line]).items():
            if replaced_on != next(row.replaced_on for row in line if row.pk == key):
                found.append(f"enrollment {key}: replaced_on should be {replaced_on}")
    names = {(row.contact_id, row.name): row.conferred_on for row in Designation.objects.all()}
    return found + ([] if names == due_names else [f"designations {names} should be {due_names}"])


if __name__ == "__main__":
    import django

    django.setup()
    json.dump({"held": by_natural_keys(), "disagreements": disagreements()}, sys.stdout)
