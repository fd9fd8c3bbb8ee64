"""Does a search find exactly the contacts in whose name, email or number every word occurs?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from conferral.actions import contacts, imported_contacts
from conferral.models import Contact, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.contacts import Details
from conferral.rules.names import folded, search_text
from conferral.rules.outcomes import Row
from tests import make

pytestmark = pytest.mark.django_db

AT = make.noon(date(2026, 3, 2))
PEOPLE = [
    ("M-100", "Ada", "Lovelace", "ada@example.org"),
    ("M-101", "Zoë", "Ångström", "zoe.a@example.org"),
    ("M-102", "Łukasz", "Żółć", ""),
    ("M-103", "太郎", "佐藤", "taro@example.jp"),
    ("M-104", "Seán", "O’Brien", "sean@example.ie"),
    ("M-105", "Per%cent", "Under_score", "per_cent%x@example.org"),
    ("M-106", 'Quo"ted', "Back\\slash", ""),
    ("M-107", "عَلِيّ", "حسن", "ali@example.org"),
    ("M-108", "😀", "Smile", ""),
    ("M-109", "Plato", "", "plato@example.gr"),
    ("M-110", "x" * 300, "y" * 300, ""),
    ("Ä-111", "Bo", "Li", "b@li.cn"),
    ("M-112", "AND OR", "NOT NEAR", "near@example.org"),
    ("M-113", "Anna", "Annan", "anna@example.org"),
]
SEARCHES = [
    "", "   ", "ada", "ADA", "love", "vela", "Ada Lovelace", "Lovelace Ada", "lovelace, ada", "ADA@EXAMPLE", "@example.org",
    "M-100", "m-10", "100", "Zoe", "zoë", "ZOË", "angstrom", "ÅNGSTRÖM", "lukasz zolc", "żół", "佐藤", "藤", "太郎 佐", "佐藤太",
    "O'Brien", "o’brien", "brien sean", "%", "_", "per%", "r%c", "r_c", "under_", "%%", '"', 'quo"', 'o"t', "back\\", "\\",
    "علي", "حسن علي", "\u200fحسن", "😀", "smile 😀", "plato", "x" * 300, "y" * 299, "x" * 301, "bo li", "li bo", "b@", "ä-1", "AND",
    "not near", "and or not near", "anna", "ann anna annan", "ada\0lovelace", "\0", "nobody", "ada nobody", "search_text:ada",
    "ada*", "^ada", "(ada)", "ada - bob", "-", "'", "';--", "e" * 5000, " ".join(f"w{n}" for n in range(300)), "\ud800",
    " ".join(chr(0x4E00 + n) for n in range(99)),
]  # fmt: skip


@pytest.fixture
def people() -> list[Contact]:
    return [make.contact(number, first, last, email=email) for number, first, last, email in PEOPLE]


def found_by_hand(text: str, people: list[Contact]) -> set[str]:
    """The same in plain Python: every word of the search occurs somewhere."""
    wanted = folded(text).split()
    return {who.member_number for who in people if all(word in search_text(who.details()) for word in wanted)}


@pytest.mark.parametrize("text", SEARCHES, ids=lambda text: ascii(text[:20]))
def test_a_search_finds_whom_plain_python_finds(people: list[Contact], text: str):
    found = [who.member_number for who in Contact.objects.named(text)]
    assert len(found) == len(set(found))
    assert set(found) == found_by_hand(text, people)


def test_the_searches_find_some_and_miss_others(people: list[Contact]):
    sizes = {len(found_by_hand(text, people)) for text in SEARCHES}
    assert {0, 1, len(PEOPLE)} < sizes


def test_more_words_than_a_name_can_have_find_nobody(people: list[Contact]):
    assert not Contact.objects.named(" ".join(chr(0x4E00 + n) for n in range(5000))).exists()


@pytest.mark.parametrize("text", ["zoe", "zo", "example org", "li", "", "%"])
def test_enrollments_are_found_by_their_contact(people: list[Contact], text: str):
    program = make.program("EMT")
    for who in people[::2]:
        make.enrollment(who, program)
    found = {row.contact.member_number for row in Enrollment.objects.named(text).select_related("contact")}
    assert found == found_by_hand(text, people[::2])


def found(text: str) -> list[str]:
    return sorted(Contact.objects.named(text).values_list("member_number", flat=True))


def test_a_changed_contact_is_found_by_the_new_text_and_no_more_by_the_old():
    ada = make.contact("M-1")
    details = Details(member_number="M-2", first_name="Grace", last_name="Hopper", email="grace@example.org")
    contacts.change(contact=ada.pk, details=details, by=COMMAND_LINE, at=AT)
    assert [found(text) for text in ("grace", "hopper", "@example", "m-2")] == [["M-2"]] * 4
    assert [found(text) for text in ("lovelace", "ada", "m-1")] == [[]] * 3
    assert Contact.objects.get().sort_name == "hopper, grace"


def imported(number: str, first_name: str, last_name: str) -> Row:
    cells = {"member_number": number, "first_name": first_name, "last_name": last_name, "email": "", "organization": ""}
    return Row(2, cells, tuple(cells.values()))


def test_an_imported_contact_is_found_by_the_new_text_and_no_more_by_the_old():
    rows = [imported("M-1", "Ada", "Lovelace"), imported("M-2", "Bob", "Moss")]
    imported_contacts.accept(rows, by=COMMAND_LINE, at=AT)
    assert (found("lovelace"), found("moss")) == (["M-1"], ["M-2"])
    imported_contacts.accept([imported("M-1", "Ada", "King")], by=COMMAND_LINE, at=AT)
    assert (found("lovelace"), found("king"), found("moss")) == ([], ["M-1"], ["M-2"])
    assert Contact.objects.get(member_number="M-1").sort_name == "king, ada"


def test_a_deleted_contact_is_not_found():
    make.contact("M-1")
    Contact.objects.filter(member_number="M-1").delete()
    make.contact("M-2", "Bob", "Moss")
    assert (found("lovelace"), found("moss")) == ([], ["M-2"])


@pytest.mark.sqlite_only
def test_the_index_agrees_with_the_contacts_whatever_was_written(people: list[Contact]):
    Contact.objects.filter(member_number="M-100").update(search_text="something else")
    Contact.objects.filter(member_number="M-101").delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conferral_contact_search(conferral_contact_search, rank) VALUES ('integrity-check', 1)"
        )


@pytest.mark.postgres_only
def test_postgresql_has_an_index_to_search_with():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'conferral_contact_search'")
        assert "gin_trgm_ops" in cursor.fetchone()[0]


def test_a_list_by_name_has_one_order_on_every_database(people: list[Contact]):
    listed = list(Contact.objects.order_by("sort_name").values_list("sort_name", flat=True))
    assert listed == sorted(listed)
    for name in listed:
        after = list(
            Contact.objects.filter(sort_name__gt=name).order_by("sort_name").values_list("sort_name", flat=True)
        )
        assert after == [other for other in listed if other > name]
