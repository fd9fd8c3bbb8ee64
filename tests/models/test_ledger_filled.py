"""Do the enrollments that were there before get their ledger from the migration?"""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from conferral.actions import enrollments, ledger
from conferral.models import Enrollment, LedgerChange
from conferral.models.ledger import ledger_and_due
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.ledger_held import faults
from tests.models.combinations import written

pytestmark = pytest.mark.django_db


def test_the_migration_fills_it_from_what_the_actions_wrote():
    program = make.program("EMT")
    make.program("NOBODY")
    for number in range(4):
        make.enrollment(None, program, date(2025, 3, 1 + number % 2))
    first, second, *_ = Enrollment.objects.order_by("pk")
    make.completion(first)
    enrollments.cancel(enrollment=second.pk, by=COMMAND_LINE, at=make.noon(date(2025, 8, 1)))
    ledger.compact()
    kept = list(LedgerChange.objects.order_by("changes_on").values())
    LedgerChange.objects.all().delete()
    import_module("conferral.migrations.0013_ledger").fill(apps, None)
    filled = list(LedgerChange.objects.order_by("changes_on").values())
    assert [{**row, "id": 0} for row in filled] == [{**row, "id": 0} for row in kept]


def test_the_migration_fills_it_for_every_lawful_combination_of_dates():
    programs = written()
    import_module("conferral.migrations.0013_ledger").fill(apps, None)
    for program in programs:
        held, due = ledger_and_due(program.pk)
        assert held == due
        assert held
    assert faults() == []
