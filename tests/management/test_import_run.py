"""Is a whole file brought in row by row, all or nothing, or only looked at?"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from conferral.documents.header import Columns
from conferral.documents.keys import KeyOf
from conferral.documents.unreadable import Unreadable
from conferral.management import import_run
from conferral.management.import_run import BrokenOff, Wishes, bring_in
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.outcomes import Kind, Outcome, Row, refused
from conferral.rules.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from conferral.rules.actors import Actor
    from tests.management.conftest import CardIndex

    File = Callable[..., Path]

AT = datetime(2025, 3, 1, 12, tzinfo=UTC)
HEADER = "member_number,last_name,email\n"
ROWS = Wishes()


def import_file(importer: import_run.Importer, source: Path, wishes: Wishes = ROWS) -> import_run.Report:
    return bring_in(importer, source, wishes, by=COMMAND_LINE, at=AT)


def figures(report: import_run.Report) -> str:
    return str(report.summary)


def test_every_row_becomes_one_of_four_things(card_index: CardIndex, file: File) -> None:
    report = import_file(card_index, file(f"{HEADER}M-1,Ann,\nM-2,Bob,\nM-3,,\n,Dee,\nM-1,Ann,\nM-9,Ed,x,y\n"))

    assert figures(report) == "6 rows: 2 created, 0 updated, 1 unchanged, 3 refused"
    assert report.summary.exit_status == 1
    assert [line.split(":")[0] for line in report.refusals] == ["line 4", "line 5", "line 7"]
    assert sorted(card_index.cards) == ["M-1", "M-2"]


def test_the_same_file_twice_changes_nothing_the_second_time(card_index: CardIndex, file: File) -> None:
    source = file(f"{HEADER}M-1,Ann,\nM-2,Bob,\n")
    import_file(card_index, source)

    assert figures(import_file(card_index, source)) == "2 rows: 0 created, 0 updated, 2 unchanged, 0 refused"
    import_file(card_index, file(f"{HEADER}M-1,Anne,\nM-2,Bob,\n"))
    assert card_index.cards["M-1"]["last_name"] == "Anne"


def test_differing_rows_of_one_key_are_all_refused_though_chunks_lie_between_them(
    card_index: CardIndex, file: File
) -> None:
    between = "".join(f"M-{n},Name,\n" for n in range(10, 1210))

    report = import_file(card_index, file(f"{HEADER}M-1,Ann,\n{between}m-1,Bob,\n"))

    assert figures(report) == "1202 rows: 1200 created, 0 updated, 0 unchanged, 2 refused"
    assert "M-1" not in card_index.cards
    assert "line 1203 too" in next(iter(report.refusals))


def test_rows_come_in_chunks_that_also_end_when_their_text_grows_long(card_index: CardIndex, file: File) -> None:
    import_file(card_index, file(HEADER + "".join(f"M-{n},Name,\n" for n in range(1001))))
    assert card_index.chunks == [500, 500, 1]

    card_index.chunks.clear()
    long = "x" * 60_000
    import_file(card_index, file(HEADER + "".join(f"M-{n},{long},{long}\n" for n in range(100))))
    assert sum(card_index.chunks) == 100
    assert max(card_index.chunks) < 40


def test_warnings_name_the_line_and_do_not_refuse(card_index: CardIndex, file: File) -> None:
    report = import_file(card_index, file(f"{HEADER}M-1,Ann,a@x.example\nM-2,Bob,a@x.example\n"))

    assert list(report.warnings) == ["line 3: another contact has this email"]
    assert report.summary.exit_status == 0


def test_a_row_whose_cells_could_not_be_told_apart_is_refused_again_until_it_is_mended(
    card_index: CardIndex, file: File, tmp_path: Path
) -> None:
    source = file('member_number,last_name,email\nM-1,Ann\nM-2,Smith, John,\nM-3,"D"e,\n')
    for out in (tmp_path / "first.csv", tmp_path / "second.csv"):
        report = import_file(card_index, source, Wishes(errors=out))
        assert figures(report) == "3 rows: 0 created, 0 updated, 0 unchanged, 3 refused"
        source = out


def test_refused_rows_can_be_mended_and_fed_back(card_index: CardIndex, file: File, tmp_path: Path) -> None:
    out = tmp_path / "refused.csv"
    source = file(
        "email;last_name;member_number\r\n"
        ";Ann;M-1\r\n"
        ";;M-2\r\n"
        "c@x.example;Smith; John;M-3\r\n"
        ';"De\r\ne";M-4\r\n'
        ';"D"e;M-5\r\n'
        ";E;M-6\r\n"
        ";F;M-6\r\n"
    )

    first = import_file(card_index, source, Wishes(errors=out))
    assert figures(first) == "7 rows: 2 created, 0 updated, 0 unchanged, 5 refused"
    written = out.read_bytes().decode()
    assert written.startswith("email;last_name;member_number;line;code;message\r\n;;M-2;3;cell_missing;")

    with out.open(newline="") as refused_rows:
        names, *rows = list(csv.reader(refused_rows, delimiter=";"))
    by_line = {row[3]: row for row in rows}
    by_line["3"][1] = "Bob"
    by_line["4"] = ["c@x.example", "Smith; John", by_line["4"].pop(), *by_line["4"][3:]]
    by_line["7"][1] = "De"
    # Emptied in a spreadsheet, the cell behind the message is still written, as a blank one.
    assert by_line["7"][-1] == "Mend this row, then empty this cell."
    by_line["7"][-1] = ""
    del by_line["9"]
    mended, again = tmp_path / "mended.csv", tmp_path / "again.csv"
    with mended.open("w", newline="") as corrected:
        csv.writer(corrected).writerows([names, *by_line.values()])
    second = import_file(card_index, mended, Wishes(errors=again))

    assert figures(second) == "4 rows: 4 created, 0 updated, 0 unchanged, 0 refused"
    assert sorted(card_index.cards) == ["M-1", "M-2", "M-3", "M-4", "M-5", "M-6"]
    assert card_index.cards["M-3"]["last_name"] == "Smith; John"
    assert again.read_bytes() == b"email,last_name,member_number,line,code,message\r\n"


def test_an_unmended_file_of_refused_rows_is_refused_again_in_the_same_words(
    card_index: CardIndex, file: File, tmp_path: Path
) -> None:
    source = file(f"{HEADER}M-2,,\nM-3,Smith,John,j@x.example\nM-4,{'x' * 70_000},\nM-5,a\0b,\n")
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"

    import_file(card_index, source, Wishes(errors=once))
    report = import_file(card_index, once, Wishes(errors=twice))

    assert figures(report) == "4 rows: 0 created, 0 updated, 0 unchanged, 4 refused"
    with once.open(newline="") as one, twice.open(newline="") as two:
        assert [line.split(",")[:2] for line in one] == [line.split(",")[:2] for line in two]


def test_an_unreadable_file_writes_nothing_though_the_fault_is_in_the_last_line(
    card_index: CardIndex, file: File, tmp_path: Path
) -> None:
    good = "".join(f"M-{n},Name,\n" for n in range(2000)).encode()
    out = tmp_path / "out.csv"

    for fault in (b"M-1,Ren\xe9,\n", b'M-1,"Ann,\n'):
        with pytest.raises(Unreadable, match="line 2002"):
            import_file(card_index, file(HEADER.encode() + good + fault), Wishes(errors=out))
    assert card_index.cards == {}
    assert not out.exists()


def test_a_place_for_refused_rows_that_cannot_be_written_is_said_before_anything_is_imported(
    card_index: CardIndex, file: File, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match="could not be written"):
        import_file(card_index, file(f"{HEADER}M-1,Ann,\n"), Wishes(errors=tmp_path / "none" / "out.csv"))
    assert card_index.cards == {}


class Groups:
    """Brings groups into the database by name: the smallest importer that really writes."""

    columns = Columns(required=("name",), optional=("then",))
    key = KeyOf(("name",), lambda cells: (cells["name"],))

    def accept(self, rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Outcome]:
        assert by is COMMAND_LINE
        assert at == AT
        with transaction.atomic():
            return [self._accept(row.cells["name"], row.cells["then"]) for row in rows]

    @staticmethod
    def _accept(name: str, then: str) -> Outcome:
        if not name:
            return refused(Refusal("cell_missing", "name: it is blank."))
        _, is_new = Group.objects.get_or_create(name=name)
        if then == "interrupt":
            raise KeyboardInterrupt
        if then == "break":
            Group.objects.create(name=name)
        return Outcome(Kind.CREATED if is_new else Kind.UNCHANGED)


def names() -> set[str]:
    return set(Group.objects.filter(name__startswith="G-").values_list("name", flat=True))


def groups(*, of: int, **then: str) -> str:
    return "name,then\n" + "".join(f"G-{n},{then.get(f'at_{n}', '')}\n" for n in range(of))


@pytest.mark.django_db
def test_a_dry_run_says_what_would_happen_and_changes_nothing(file: File) -> None:
    Group.objects.create(name="G-0")

    report = import_file(Groups(), file(groups(of=700) + ",note\n"), Wishes(dry_run=True))

    assert figures(report) == "701 rows: 699 created, 0 updated, 1 unchanged, 1 refused"
    assert report.was_undone
    assert names() == {"G-0"}


@pytest.mark.django_db
def test_all_or_nothing_writes_nothing_when_any_row_is_refused(file: File, tmp_path: Path) -> None:
    Group.objects.create(name="G-0")
    wishes = Wishes(all_or_nothing=True, errors=tmp_path / "out.csv")

    report = import_file(Groups(), file(groups(of=700) + ",note\n"), wishes)

    assert figures(report) == "701 rows: 0 created, 0 updated, 700 unchanged, 1 refused"
    assert report.was_undone
    assert names() == {"G-0"}
    assert ",note,702,cell_missing," in (tmp_path / "out.csv").read_text()


@pytest.mark.django_db
def test_all_or_nothing_writes_all_when_no_row_is_refused(file: File) -> None:
    report = import_file(Groups(), file(groups(of=700)), Wishes(all_or_nothing=True))

    assert figures(report) == "700 rows: 700 created, 0 updated, 0 unchanged, 0 refused"
    assert not report.was_undone
    assert len(names()) == 700


@pytest.mark.django_db
def test_a_dry_run_of_all_or_nothing_says_what_all_or_nothing_would_do(file: File) -> None:
    wishes = Wishes(all_or_nothing=True, dry_run=True)

    assert figures(import_file(Groups(), file(groups(of=3) + ",x\n"), wishes)) == (
        "4 rows: 0 created, 0 updated, 3 unchanged, 1 refused"
    )
    assert figures(import_file(Groups(), file(groups(of=3)), wishes)) == (
        "3 rows: 3 created, 0 updated, 0 unchanged, 0 refused"
    )
    assert names() == set()


@pytest.mark.django_db
def test_an_interrupted_import_keeps_whole_chunks_and_the_same_command_continues(file: File) -> None:
    with pytest.raises(BrokenOff, match=r"500 of 1200 rows are in; the same command continues"):
        import_file(Groups(), file(groups(of=1200, at_700="interrupt")))
    assert len(names()) == 500

    assert figures(import_file(Groups(), file(groups(of=1200)))) == (
        "1200 rows: 700 created, 0 updated, 500 unchanged, 0 refused"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("wishes", [Wishes(dry_run=True), Wishes(all_or_nothing=True)], ids=["dry run", "all"])
def test_interrupted_in_one_transaction_nothing_is_written(file: File, wishes: Wishes) -> None:
    with pytest.raises(BrokenOff, match="Nothing was written"):
        import_file(Groups(), file(groups(of=1200, at_700="interrupt")), wishes)
    assert names() == set()


@pytest.mark.django_db
def test_a_fault_in_a_chunk_surfaces_and_leaves_that_chunk_unwritten(file: File) -> None:
    with pytest.raises(IntegrityError):
        import_file(Groups(), file(groups(of=1200, at_700="break")))
    assert names() == {f"G-{n}" for n in range(500)}
