"""Is every entry sealed once, in the order of the log, whoever seals and whoever writes meanwhile?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from conferral.actions import enrollments, erasure, merging, purging, sealing, sweeps
from conferral.actions.log import Log
from conferral.documents.verification_of_log import entries_waiting, faults_of_log
from conferral.models import Event, LogHead, Seal
from conferral.models.seal import SEALED, entries_of, head_now
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.sealing import BEGINNING, actor_of, contents_of, sealed
from tests import make
from tests.actions import purged
from tests.actions.test_concurrency import at_once
from tests.emptying import log_thawed

AT = make.noon(date(2026, 3, 2))
HOUR = timedelta(hours=1)


def write(count: int, *, at=AT) -> list[int]:
    """Write so many entries in one transaction; return their places."""
    before = set(Event.objects.values_list("pk", flat=True))
    log = Log(COMMAND_LINE, at, reason="Because.")
    for number in range(count):
        log.add("program.changed", program=number, after={"number": number})
    with transaction.atomic():
        log.write()
    return sorted(set(Event.objects.values_list("pk", flat=True)) - before)


def held() -> list[tuple[int, int]]:
    """Return the numbers of the seals, and the places of their entries."""
    return list(Seal.objects.order_by("number").values_list("number", "event_id"))


def faults() -> list[str]:
    return [str(one) for one in faults_of_log()]


def without_the_past(place: int) -> None:
    """Take an entry away as if its transaction had not ended yet."""
    with log_thawed():
        Event.objects.filter(pk=place).delete()


@pytest.mark.django_db
def test_entries_are_sealed_in_the_order_of_their_places_and_once() -> None:
    assert (sealing.seal(at=AT), head_now()) == (0, None)
    places = write(5)
    assert entries_waiting().count == 5
    assert entries_waiting().since == AT
    assert sealing.seal(at=AT) == 5
    assert held() == list(enumerate(places, 1))
    links = list(sealed(BEGINNING, entries_of(Event.objects.order_by("pk")).values()))
    assert head_now() == links[-1].head
    assert [row.as_link() for row in Seal.objects.order_by("number")] == links
    before = LogHead.objects.values().get(), list(Seal.objects.values())
    assert sealing.seal(at=AT) == 0
    assert (LogHead.objects.values().get(), list(Seal.objects.values())) == before
    more = write(2)
    assert sweeps.sweep("seal", at=AT) == 2
    assert held()[5:] == [(6, more[0]), (7, more[1])]
    assert entries_waiting().count == 0
    assert faults() == []


@pytest.mark.django_db
def test_an_entry_that_is_committed_late_is_sealed_later() -> None:
    first, late, last = write(3)
    row = Event.objects.filter(pk=late).values(*SEALED).get()
    without_the_past(late)
    assert sealing.seal(at=AT) == 2
    Event.objects.create(pk=late, **row)
    assert sealing.seal(at=AT + timedelta(minutes=1)) == 1
    assert held() == [(1, first), (2, last), (3, late)]
    assert faults() == []


@pytest.mark.django_db
def test_what_was_sealed_hours_ago_is_looked_through_once_a_day() -> None:
    *_, late, last = write(3)
    row = Event.objects.filter(pk=late).values(*SEALED).get()
    without_the_past(late)
    for hours in range(3):
        sealing.seal(at=AT + hours * HOUR)
    assert LogHead.objects.get().settled == last
    Event.objects.create(pk=late, **row)
    assert sealing.seal(at=AT + 4 * HOUR) == 0, "no transaction takes hours; but if one did:"
    assert sealing.seal(at=AT + 24 * HOUR) == 1
    assert faults() == []


@pytest.mark.django_db
def test_a_sealer_that_was_away_for_hours_misses_nothing_that_came_late() -> None:
    _, late, _ = write(3)
    row = Event.objects.filter(pk=late).values(*SEALED).get()
    without_the_past(late)
    sealing.seal(at=AT)
    Event.objects.create(pk=late, **row)
    assert sealing.seal(at=AT + 2 * HOUR) == 1


@pytest.mark.django_db
def test_a_chunk_takes_four_queries_however_many_entries_it_has(monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 100)
    write(1)
    sealing.seal(at=AT)
    write(250)
    savepoints = 2
    with django_assert_num_queries(2 + savepoints + 3 * (4 + savepoints)):
        assert sealing.seal(at=AT) == 250
    assert [number for number, _ in held()] == list(range(1, 252))
    assert faults() == []


@pytest.mark.django_db
def test_so_many_at_most_are_sealed_at_one_occasion_and_the_rest_at_the_next(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 4)
    write(10)
    assert [sealing.seal(at=AT, most=6) for _ in range(3)] == [6, 4, 0]
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["DELETE FROM conferral_loghead", "UPDATE conferral_loghead SET number = 1"])
def test_nothing_is_sealed_over_a_head_that_was_tampered_with(statement: str) -> None:
    write(3)
    sealing.seal(at=AT)
    with log_thawed(), connection.cursor() as cursor:
        cursor.execute(statement)
    write(1)
    assert sealing.seal(at=AT) == 0
    assert len(faults()) == 1


@pytest.mark.django_db
def test_after_seals_were_cut_off_the_next_ones_leave_the_gap_to_be_seen() -> None:
    write(5)
    sealing.seal(at=AT)
    with log_thawed(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM conferral_seal WHERE number > 3")
    write(1)
    assert sealing.seal(at=AT) == 3
    assert [number for number, _ in held()] == [1, 2, 3, 6, 7, 8]
    (said,) = faults()
    assert "the seals from no. 4 to no. 5 were removed" in said


@pytest.mark.django_db
def test_a_purge_keeps_the_chain_whole_and_leaves_nothing_to_guess_at() -> None:
    row = purged.expired(purged.program())
    sealing.seal(at=AT)
    known = entries_of(Event.objects.filter(enrollment_id=row.pk))
    said = dict(Seal.objects.filter(event_id__in=known).values_list("event_id", "contents"))
    assert all(bytes(said[place]) == contents_of(one) for place, one in known.items())
    assert purged.purge([row])[0].refusal is None
    assert faults() == []
    for place, one in entries_of(Event.objects.filter(pk__in=known)).items():
        assert (one.salt, one.is_empty) == (None, True)
        guessed = known[place]._replace(salt=None)
        assert bytes(said[place]) != contents_of(guessed), "who knows all that was there cannot show it"
    sealing.seal(at=AT)
    assert faults() == []


@pytest.mark.django_db
def test_erasing_a_merged_contact_with_an_account_keeps_the_chain_whole(now) -> None:
    ada, double = make.contact("M-1", email="ada@example.org"), make.contact("M-2")
    by = make.actor(Role.NONE, double)
    enrollments.cancel(
        enrollment=make.enrollment(double, make.program(None, make.definition(), enrollees_may_cancel=True)).pk,
        reason="Moved.", by=by, at=make.noon(date(2025, 4, 1)),
    )  # fmt: skip
    merging.merge(survivor=ada.pk, duplicate=double.pk, reason="The same.", by=COMMAND_LINE, at=now)
    sealing.seal(at=AT)
    by_them = entries_of(Event.objects.filter(account_id=by.account))
    assert by_them
    names = dict(Seal.objects.values_list("event_id", "actor"))
    contacts_before = Event.objects.filter(erased_at=None).count()
    erasure.erase(contact=ada.pk, reason="By letter.", replaces_number=True, by=COMMAND_LINE, at=now)
    assert Event.objects.filter(erased_at=None).count() < contacts_before
    assert faults() == []
    for place, one in by_them.items():
        assert bytes(names[place]) == actor_of(one)
        assert bytes(names[place]) != actor_of(one._replace(actor_salt=None))
    assert not Event.objects.filter(account_id=by.account, actor_salt__isnull=False).exists()
    sealing.seal(at=AT)
    assert faults() == []


@pytest.mark.django_db
def test_what_was_erased_before_it_was_sealed_is_sealed_as_it_is_left() -> None:
    row = purged.expired(purged.program())
    purged.purge([row])
    sealing.seal(at=AT)
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_many_seal_while_others_write_and_purge_and_each_entry_is_sealed_once() -> None:
    into = purged.program()
    rows = [purged.expired(into) for _ in range(3)]
    acts = [lambda: sealing.seal(at=AT)] * 3
    acts += [lambda: purging.purge_many(enrollments=purged.looked(rows), by=COMMAND_LINE, at=AT)]
    acts += [lambda: write(20)] * 4
    at_once(acts)
    sealing.seal(at=AT)
    assert sorted(place for _, place in held()) == sorted(Event.objects.values_list("pk", flat=True))
    assert [number for number, _ in held()] == list(range(1, Event.objects.count() + 1))
    assert faults() == []
