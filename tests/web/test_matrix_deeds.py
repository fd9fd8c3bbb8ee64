"""Does whoever may do something by a form, and does nothing at all happen where they may not?

Every form is really sent, filled as somebody who may would fill it. What happened is seen in the rows of the register:
none is other than before where it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from zeal import zeal_ignore

from conferral.models import Account, Enrollment, JobItem, Program, Session
from conferral.rules.actors import Role
from tests.web.at_the_entrance import Browser
from tests.web.forms_read import form_to
from tests.web.matrix_cast import Cast
from tests.web.matrix_deeds import DEEDS, LOOKS, OPTION_ON, Deed
from tests.web.route_table import HAVE_CONTACT, LEVELS, ROLES, ROWS
from tests.web.signed_in import BACKEND

pytestmark = pytest.mark.django_db
TAKES_FORMS = {
    name
    for name, ways in ROWS.items()
    if name.startswith(("staff:", "member:")) and any(post[-1] != "405" for _get, post in ways.values())
}


def register() -> dict[str, list[tuple[object, ...]]]:
    """Return every row there is but sessions, of accounts without when they last signed in."""
    found = {}
    with connection.cursor() as cursor:
        for model in set(apps.get_app_config("conferral").get_models()) - {Session}:
            columns = [field.column for field in model._meta.concrete_fields if field.column != "last_login"]
            listed, table = ", ".join(f'"{column}"' for column in columns), model._meta.db_table
            cursor.execute(f'SELECT {listed} FROM "{table}" ORDER BY "{model._meta.pk.column}"')  # noqa: S608 - our names
            found[model.__name__] = cursor.fetchall()
    return found


def refusals() -> int:
    """Count what jobs were refused: a job that was asked for and could do nothing is no deed."""
    return JobItem.objects.filter(is_refused=True).count()


@contextmanager
def taken_back() -> Iterator[None]:
    block = transaction.atomic()
    block._from_testcase = True  # what has to be the outermost block may be within this one, as within a test's
    with block, zeal_ignore():
        yield
        transaction.set_rollback(True)


@pytest.fixture
@zeal_ignore()
def overseer(cast) -> Browser:
    """Somebody of the highest level who is nobody's contact, on whose screen every form stands."""
    account = Account.objects.create(username="overseer")
    account.groups.add(Group.objects.get_or_create(name=Role.SYSADMIN.label)[0])
    browser = Browser()
    browser.force_login(account, backend=BACKEND)
    return browser


def sent(cast: Cast, overseer: Browser, name: str, deed: Deed, of: Enrollment) -> tuple[str, dict[str, object]]:
    """Return the address of a deed and the form that goes there, filled."""
    about = deed.about(cast, of)
    address = cast.address_of(name, of, **about)
    query = f"?{urlencode(filled(deed.asks, cast, of))}" if deed.asks else ""
    fields: dict[str, object] = {}
    if not deed.bare:
        here = cast.address_of(deed.on or name, of, **about)
        answer = overseer.get(here + query)
        form = form_to(answer.content.decode(), here, address)
        assert form is not None, f"{here} ({answer.status_code}) has no form that goes to {address}"
        fields |= form.fields
    return address + query, fields | filled(deed.fill, cast, of)


def filled(said: Mapping[str, object], cast: Cast, of: Enrollment) -> dict[str, object]:
    return {key: value(cast, of) if callable(value) else value for key, value in said.items()}


def allowed(deed: Deed, role: str, of: Enrollment, cast: Cast) -> bool:
    if deed.of_account:
        return role in cast.accounts
    is_own = of.pk == getattr(cast.enrollments.get(role), "pk", None)
    if deed.members:
        return role in HAVE_CONTACT and (is_own or deed.handed_to is not None)
    if role not in LEVELS:
        return deed.enrollee and is_own
    return LEVELS[role] >= deed.lowest and (deed.own or not is_own)


def wrong_about(cast: Cast, overseer: Browser, name: str, deed: Deed, whose: str) -> list[str]:
    """Tell for whom something happens that may not, or does not happen that may.

    What is sent is made once for all who send the same; each finds the register as it was then.
    """
    wrong = []
    for of, roles in senders(cast, whose):
        with taken_back():
            Program.objects.update(**deed.policies)
            address, form = sent(cast, overseer, name, deed, of)
            before, refused = register(), refusals()
            for role in roles:
                with taken_back():
                    if deed.handed_to and role in cast.accounts:
                        deed.handed_to(cast.accounts[role])
                        before = register()
                    answer = cast.browser(role).post(address, form)
                    answer.getvalue()  # a file is handed out piece by piece
                    happened, expected = register() != before, allowed(deed, role, of, cast)
                    if expected:
                        happened = happened and refusals() == refused
                    if happened is not expected:
                        did = f"{role} {'does' if happened else 'cannot'} ({answer.status_code})"
                        wrong.append(f"{name}, {whose or 'anything'}: {did}")
                for file in form.values():
                    if isinstance(file, SimpleUploadedFile):
                        file.seek(0)
    return wrong


def senders(cast: Cast, whose: str) -> list[tuple[Enrollment, list[str]]]:
    """Return about whose enrollment it is, and which roles ask about that."""
    found: dict[int, tuple[Enrollment, list[str]]] = {}
    for role in ROLES:
        of = cast.object_of(role, whose)
        found.setdefault(of.pk, (of, []))[1].append(role)
    return list(found.values())


def test_every_address_that_takes_a_form_has_a_row():
    assert TAKES_FORMS - DEEDS.keys() - LOOKS == set()
    assert (DEEDS.keys() | LOOKS) - TAKES_FORMS == set()


@pytest.mark.parametrize("names", [sorted(DEEDS)[start::4] for start in range(4)], ids=range(4))
def test_a_form_does_what_it_says_for_those_who_may_and_nothing_for_the_others(cast, overseer, names):
    wrong = [
        fault
        for name in names
        for whose in ROWS[name]
        for fault in wrong_about(cast, overseer, name, DEEDS[name], whose)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", OPTION_ON)
def test_any_staff_cancel_where_the_option_to_cancel_is_on(cast, overseer, name):
    wrong = [fault for whose in ROWS[name] for fault in wrong_about(cast, overseer, name, OPTION_ON[name], whose)]
    assert wrong == []
