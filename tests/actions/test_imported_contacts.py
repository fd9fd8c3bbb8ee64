"""Does a chunk of contact rows become contacts as docs/files.md says, in a fixed number of queries?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import imported_contacts
from conferral.models import Contact, Event
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.outcomes import Kind, Outcome, Row
from conferral.rules.refusals import Refused
from tests import make

pytestmark = pytest.mark.django_db
COLUMNS = ("member_number", "first_name", "last_name", "email", "organization")


def row(number: str, first: str = "", last: str = "", email: str = "", organization: str = "", line: int = 2) -> Row:
    cells = dict(zip(COLUMNS, (number, first, last, email, organization), strict=True))
    return Row(line, cells, tuple(cells.values()))


def accept(now: datetime, *rows: Row) -> list[Outcome]:
    return imported_contacts.accept(rows, by=COMMAND_LINE, at=now)


def kinds(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.kind.value for outcome in outcomes]


def stored() -> list[tuple[str, ...]]:
    return list(Contact.objects.order_by("member_number").values_list(*COLUMNS))


def test_new_member_numbers_are_added_and_logged(now: datetime) -> None:
    outcomes = accept(now, row("M-1", "Ada", "Lovelace", "ada@x.example", "Analytical"), row("M-2", last="Babbage"))

    assert kinds(outcomes) == ["created", "created"]
    assert stored() == [("M-1", "Ada", "Lovelace", "ada@x.example", "Analytical"), ("M-2", "", "Babbage", "", "")]
    ada = Contact.objects.get(member_number="M-1")
    event = Event.objects.get(contact_id=ada.pk)
    assert (event.kind, event.actor, event.at) == ("contact.added", "command-line", now)
    assert event.after == dict(zip(COLUMNS, stored()[0], strict=True))
    assert Event.objects.values("batch").distinct().count() == 1


def test_new_contacts_go_in_by_their_numbers_so_that_no_two_imports_wait_for_each_other(now: datetime) -> None:
    outcomes = accept(now, row("M-3", "C"), row("M-1", "A"), row("M-2", "B"))
    assert kinds(outcomes) == ["created"] * 3
    assert list(Contact.objects.order_by("pk").values_list("member_number", flat=True)) == ["M-1", "M-2", "M-3"]


def test_filled_cells_update_a_known_contact_and_blank_ones_never_overwrite(now: datetime) -> None:
    ada = make.contact("M-1", "Ada", "Lovelace", email="ada@x.example", organization="Analytical")
    other = make.contact("M-2", "Charles", "Babbage", email="cb@x.example")

    (outcome,) = accept(now, row("M-1", last="King", email="ada@y.example"))

    assert outcome == Outcome(Kind.UPDATED)
    assert stored() == [
        ("M-1", "Ada", "King", "ada@y.example", "Analytical"),
        ("M-2", "Charles", "Babbage", "cb@x.example", ""),
    ]
    assert Contact.objects.get(pk=ada.pk).revision == 2
    assert Contact.objects.get(pk=other.pk).revision == 1
    event = Event.objects.get(kind="contact.changed")
    assert (event.contact_id, event.before, event.after) == (
        ada.pk,
        {"last_name": "Lovelace", "email": "ada@x.example"},
        {"last_name": "King", "email": "ada@y.example"},
    )


def test_the_same_rows_again_change_and_log_nothing(now: datetime) -> None:
    rows = [row("M-1", "Ada", "Lovelace", "ada@x.example"), row("M-2", "Charles", "Babbage")]
    accept(now, *rows)
    before = list(Contact.objects.values()), Event.objects.count()

    assert kinds(accept(now, *rows)) == ["unchanged", "unchanged"]
    assert kinds(accept(now, row("M-1"), row("M-2"))) == ["unchanged", "unchanged"]
    assert (list(Contact.objects.values()), Event.objects.count()) == before


def test_a_row_that_cannot_be_is_refused_and_does_not_stop_the_others(now: datetime) -> None:
    make.contact("M-9", "Grace", "Hopper", email="grace@x.example")

    outcomes = accept(
        now,
        row("M-1", "Ada", "Lovelace"),
        row("", "No", "Number"),
        row("M-2"),
        row("M-3", "Ann\nB", "Line"),
        row("M-4", "Ann", email="not an email"),
        row("M-5", "N" * 301),
        row("M" * 65, "Ann"),
        row("M-\0", "Ann"),
        row("M-6", "Ann\0"),
        row("M-7", "Ann", email="a\0@x.example"),
        row("M-9", email="nobody"),
        row("M-8", "Zoe", organization="O" * 301),
    )

    assert [outcome.refusal.code if outcome.refusal else None for outcome in outcomes] == [
        None,
        "member_number_missing",
        "name_missing",
        "first_name_control_character",
        "email_malformed",
        "first_name_too_long",
        "member_number_too_long",
        "member_number_control_character",
        "first_name_control_character",
        "email_control_character",
        "email_malformed",
        "organization_too_long",
    ]
    assert [number for number, *_ in stored()] == ["M-1", "M-9"]
    assert Contact.objects.get(member_number="M-9").email == "grace@x.example"
    assert Event.objects.filter(at=now).count() == 1


@pytest.mark.parametrize(
    "name",
    ["N" * 300, "محمد عبد الله", "👩🏽‍🚒 Ünïcødé", "O'Brien \"Bob\"", "'; DROP TABLE conferral_contact; --", "=1+1", "%s {0}"],
    ids=["300 characters", "right to left", "emoji", "quotes", "SQL", "formula", "placeholders"],
)  # fmt: skip
def test_text_is_text(now: datetime, name: str) -> None:
    rows = [row("M-1", name, "Ann"), row("M-2", "Bea", name, organization=name)]

    assert kinds(accept(now, *rows)) == ["created", "created"]
    assert stored() == [("M-1", name, "Ann", "", ""), ("M-2", "Bea", name, "", name)]
    assert kinds(accept(now, *rows)) == ["unchanged", "unchanged"]


def test_member_numbers_that_differ_in_case_are_two_contacts(now: datetime) -> None:
    accept(now, row("m-1", "Ada"), row("M-1", "Ann"))

    assert sorted(stored()) == [("M-1", "Ann", "", "", ""), ("m-1", "Ada", "", "", "")]


def test_an_email_that_a_stored_contact_has_is_a_warning(now: datetime) -> None:
    make.contact("M-9", email="Info@X.example")

    outcomes = accept(now, row("M-1", "Ada", email="info@x.EXAMPLE"), row("M-2", "Bob", email="bob@x.example"))

    assert kinds(outcomes) == ["created", "created"]
    assert [outcome.warnings for outcome in outcomes] == [("email: info@x.EXAMPLE is the email of M-9 too.",), ()]


def test_an_email_twice_in_the_file_is_a_warning_at_the_later_row(now: datetime) -> None:
    outcomes = accept(now, *(row(f"M-{number}", "Ada", email="a@x.example") for number in range(4)))

    assert [outcome.warnings for outcome in outcomes] == [
        (),
        ("email: a@x.example is the email of M-0 too.",),
        ("email: a@x.example is the email of M-0 and 1 more too.",),
        ("email: a@x.example is the email of M-0 and 2 more too.",),
    ]
    assert len(stored()) == 4


def test_where_the_chunks_end_decides_no_warning(now: datetime) -> None:
    rows = [row(f"M-{number}", "Ada", email=f"{'a' if number % 2 else number}@x.example") for number in range(6)]

    together = [outcome.warnings for outcome in accept(now, *rows)]
    Contact.objects.all().delete()
    alone = [accept(now, one)[0].warnings for one in rows]

    assert together == alone


def test_an_email_beyond_ascii_that_is_written_alike_is_a_warning(now: datetime) -> None:
    make.contact("M-9", email="Änne@x.example")

    (outcome,) = accept(now, row("M-1", "Ada", email="Änne@X.example"))

    assert outcome.warnings == ("email: Änne@X.example is the email of M-9 too.",)


def test_ones_own_email_is_no_warning_and_one_given_up_is_free(now: datetime) -> None:
    make.contact("M-1", email="ada@x.example")
    make.contact("M-2", email="bob@x.example")

    outcomes = accept(now, row("M-1", email="new@x.example"), row("M-2", email="ada@x.example"), row("M-2", "B"))

    assert [outcome.warnings for outcome in outcomes] == [(), (), ()]


def test_a_refused_row_takes_no_email(now: datetime) -> None:
    outcomes = accept(now, row("M-1", email="a@x.example"), row("M-2", "Bob", email="a@x.example"))

    assert kinds(outcomes) == ["refused", "created"]
    assert outcomes[1].warnings == ()


def test_only_staff_import_contacts(now: datetime) -> None:
    member = Actor("member", Role.NONE, account=5, contact=7)

    with pytest.raises(Refused, match="Only staff"):
        imported_contacts.accept([row("M-1", "Ada")], by=member, at=now)
    assert stored() == []


def test_50_rows_and_500_rows_take_the_same_number_of_queries(now: datetime) -> None:
    counts = []
    for size in (50, 500):
        known = [row(f"K-{size}-{number}", "Old", email="shared@x.example") for number in range(0, size, 2)]
        accept(now, *known)
        rows = [row(f"K-{size}-{number}", "New", email=f"{number}@x.example") for number in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert sorted(set(kinds(accept(now, *rows)))) == ["created", "updated"]
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 9
