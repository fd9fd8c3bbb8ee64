"""Do the contacts that were there before get their sort keys and search texts from the migration?"""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from conferral.documents.verification import disagreements
from conferral.models import Contact
from tests import make

pytestmark = pytest.mark.django_db


def test_the_migration_fills_both_in_chunks_and_the_search_finds_them(monkeypatch: pytest.MonkeyPatch):
    migration = import_module("conferral.migrations.0005_contact_names")
    monkeypatch.setattr(migration, "CHUNK", 2)
    for number, name in enumerate(("Ångström", "Zoë", "佐藤", "O'Brien", "Moss")):
        make.contact(f"F-{number}", "Ada", name, email=f"{number}@example.org")
    Contact.objects.update(sort_name="", search_text="")
    assert not Contact.objects.named("ada").exists()
    assert {item.fact for item in disagreements()} == {"sort_name", "search_text"}
    migration.fill(apps, None)
    assert list(disagreements()) == []
    assert Contact.objects.named("ada").count() == 5
    assert Contact.objects.named("3@example obrien ada").count() == 0
    assert Contact.objects.named("3@example o'brien ada").count() == 1
