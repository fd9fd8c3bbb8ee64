"""Which contacts has a register that has something of everything, and which address leads to each page of theirs?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from conferral.actions import erasure, import_looks, imports, merging
from conferral.documents.uploaded_rows import Uploaded, uploaded
from conferral.models import Account, ImportFile
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.importing import ImportKind
from tests import make
from tests.conftest import TODAY

PAIR = [f"pair{number:02}@example.org" for number in range(22)]


def furnish_contacts(long: str) -> None:
    """Add contacts that may be one person, one that was merged away, and one that was erased."""
    at = make.noon(TODAY)
    one, other, gone, erased = (
        make.contact(f"D-{number}", long[:45], long[46:], email=f"{long.lower()}@example.net", organization=long)
        for number in range(1, 5)
    )
    program = make.program("DOUBLE", make.definition(name=long))
    for who, on in ((one, date(2024, 3, 1)), (other, date(2025, 3, 10)), (gone, date(2026, 1, 5))):
        make.enrollment(who, program, on)
    make.enrollment(erased, program, date(2026, 1, 5))
    merging.merge(survivor=one.pk, duplicate=gone.pk, reason="One person.", by=COMMAND_LINE, at=at)
    erasure.erase(contact=erased.pk, reason="Asked by letter.", by=COMMAND_LINE, at=at)
    for email in PAIR:
        for number in "ab":
            make.contact(f"{email[:6]}{number}", "Pia", email[:6], email=email)


FILE = f"""member_number,first_name,last_name,email,organization,shoe size
D-1,Augusta,King,augusta@example.org,,{"9" * 100}
D-2,,,,,
D-9,Mary,{"Ross" * 20},pair00@example.org,{"Works" * 40},
D-10,Bob,Bad,{"nobody" * 30},,
,Nobody,Numbered,,,
D-11,too,few
"""
NAMES = FILE.splitlines()[0].split(",")[:5]


def import_pages() -> list[tuple[str, tuple[object, ...], str]]:
    """Upload a file of contacts as whoever sat down last, import another, and return the pages of both."""
    seated = Account.objects.order_by("pk").last()
    by = seated.as_actor(TODAY) if seated else make.actor()
    at = make.noon(TODAY)
    kept, done = (
        imports.keep(
            kind=ImportKind.CONTACTS,
            name=f"{name * 20}.csv",
            uploaded=uploaded(ImportKind.CONTACTS, FILE.encode(), "a.csv"),
            by=replace(by, role=Role.STAFF),
            at=at,
        )
        for name in ("contacts", "imported")
    )
    history = [_history_kept(kind, by) for kind in HISTORY]
    taken_for = ("member_number", "first_name", "last_name", "email", "organization", "")
    look = import_looks.ask(upload=kept.key, taken_for=taken_for, by=replace(by, role=Role.STAFF), at=at)
    imports.begin(upload=done.key, taken_for=taken_for, by=replace(by, role=Role.STAFF), at=at)
    return [
        ("contact-import", (), ""),
        ("import-columns", (kept.key,), ""),
        ("import-review", (kept.key,), _columns(NAMES)),
        ("job", (done.key,), ""),
        ("job", (look.key,), ""),
        ("job", (done.key,), "?outcome=refused"),
        ("imports", (), ""),
        ("program-import", (), ""),
        ("enrollment-import", (), ""),
        ("completion-import", (), ""),
        *(("import-columns", (file.key,), "") for file in history),
        *(("import-review", (file.key,), _columns(file.columns)) for file in history),
    ]


HISTORY = {
    ImportKind.ENROLLMENTS: f"""member_number,program,enrolled_on,expires_on
D-1,DOUBLE,2024-03-01,2099-01-01
D-2,{"DOUBLE" * 20},2024-03-01,
{"D" * 150},DOUBLE,2024-03-01,
D-1,DOUBLE,2020-03-01,
D-1,too,few
""",
    ImportKind.COMPLETIONS: f"""member_number,program,enrolled_on,requirement,completed_on,reference
D-1,DOUBLE,2024-03-01,EXAM,2024-03-02,{"REFERENCE" * 10}
D-2,DOUBLE,2024-03-01,{"EXAM" * 30},2024-03-01,
,DOUBLE,2024-03-01,EXAM,someday,
""",
}


def _history_kept(kind: ImportKind, by: Actor) -> ImportFile:
    read = uploaded(kind, HISTORY[kind].encode(), "a.csv")
    assert isinstance(read, Uploaded)
    who = replace(by, role=Role.SYSADMIN)
    return imports.keep(kind=kind, name=f"{kind * 20}.csv", uploaded=read, by=who, at=make.noon(TODAY))


def _columns(names: Iterable[str]) -> str:
    return "?" + "&".join(f"column-{place}={name}" for place, name in enumerate(names, 1))


OF_CONTACTS: list[tuple[str, tuple[str, ...], str]] = [
    ("contacts", (), ""),
    ("contacts", (), "?sort=number&down=1&q=n-"),
    ("contacts", (), "?q=nobody-at-all"),
    ("contacts", (), "?q=D-3"),
    ("contact-duplicates", (), ""),
    ("contact-duplicates", (), "?same=name"),
    ("contact-duplicates", (), "?from=pair10@example.org"),
    ("contact", ("D-1",), ""),
    ("contact", ("D-4",), ""),
    ("contact", ("N-01",), ""),
    ("contact-details", ("D-1",), ""),
    ("contact-merging", ("D-1",), "?q=nora"),
    ("contact-merging", ("N-01",), ""),
    ("contact-merging", ("D-1",), "?with=D-2"),
    ("contact-merging", ("D-1",), "?with=D-4"),
    ("contact-data", ("D-1",), ""),
    ("contact-erasure", ("D-1",), ""),
    ("contact-erasure", ("D-4",), ""),
]
"""The name of each address, what it takes, and what is asked."""
