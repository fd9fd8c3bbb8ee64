"""Does every action do it for those who may, and refuse the others by the code that the table says, leaving no trace?"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

import conferral.actions
from conferral.models import Contact, Event
from conferral.rules.actors import Actor, Role
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.who_may import ROWS, WITHIN
from tests.actions.who_may_cast import cast
from tests.actions.who_may_row import DONE, Row

FOLDER = Path(conferral.actions.__file__).parent


def told_who_asks(folder: Path = FOLDER) -> Iterator[str]:
    """Find every public function of the actions that takes `by`."""
    for file in sorted(folder.glob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                taken = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
                if "by" in taken:
                    yield f"{file.stem}.{node.name}"


def listed() -> set[str]:
    return {name.partition(",")[0] for name in ROWS} | WITHIN.keys()


def became(ask: Callable[[], object]) -> str:
    """Return the code of the refusal, alone or of the first outcome of many; or that it was done."""
    try:
        result = ask()
    except Refused as no:
        return no.refusal.code
    first = result[0] if isinstance(result, list) else result
    refusal = getattr(first, "refusal", None)
    return refusal.code if refusal else DONE


def expected(row: Row, role: Role, *, is_own: bool) -> str:
    if role is Role.NONE:
        return row.own if is_own else row.foreign
    if role < row.lowest:
        return row.below
    return row.not_own if is_own and row.not_own else DONE


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROWS)
def test_an_action_is_done_for_those_who_may_and_refused_to_the_others(name: str) -> None:
    row, there, wrong = ROWS[name], cast(), []
    for role in Role:
        for is_own in (True, False):
            point = transaction.savepoint()
            by = _somebody(role, there.enrolled.contact if is_own else None)
            before = Event.objects.count()
            found, wanted = became(lambda: row.ask(there, by)), expected(row, role, is_own=is_own)  # noqa: B023 - asked at once
            if found != wanted:
                wrong.append(f"{role.label}, {'own' if is_own else 'foreign'}: {found} instead of {wanted}")
            transaction.savepoint_rollback(point)
            assert Event.objects.count() == before
    assert wrong == []


def _somebody(role: Role, contact: Contact | None) -> Actor:
    return make.actor(role, contact)


def test_every_action_that_is_told_who_asks_has_a_row() -> None:
    found = set(told_who_asks())
    assert found - listed() == set()
    assert listed() - found == set()


def test_an_action_without_a_row_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("def bless(*, contact, by, at): ...\ndef _inner(*, by): ...\n")
    assert set(told_who_asks(tmp_path)) - listed() == {"planted.bless"}
