"""Do people come in by themselves, and does the entrance tell nobody whose address has an account?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import organization, pending_emails, signing_up
from conferral.models import Account, Contact, PendingEmail
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import NOW
from tests.web.at_the_entrance import ANOTHER, PASSWORD, Browser, account, arrived, is_signed_in, link_of, text
from tests.web.signed_in import signed_in

pytestmark = pytest.mark.django_db
ADA, BOB = "ada@example.org", "bob@example.org"
PAGE, SENT = "/sign-up/", "/sign-up/sent/"


@zeal_ignore()
def opened(*, is_open: bool = True) -> None:
    organization.change(name="Society", sign_up_is_open=is_open, by=COMMAND_LINE, at=NOW)


@pytest.fixture
def client() -> Browser:
    cache.clear()
    opened()
    return Browser()


def ask(client, email: str = ADA, password: str = PASSWORD, **more):
    return client.post(PAGE, {"email": email, "password": password}, **more)


def confirm(client, letter=None, password: str = PASSWORD, **more):
    return client.post(link_of(letter or arrived()[-1]), {"password": password}, **more)


# The way in


def test_a_contact_signs_up_confirms_and_comes_to_their_certifications(client):
    make.contact("M-1", email="Ada@example.org")
    assert "Sign up" in text(client.get("/sign-in/"))
    assert "under which the organization knows you" in text(client.get(PAGE))
    answer = ask(client, follow=True)
    assert answer.redirect_chain == [(SENT, 302)]
    assert not Account.objects.exists()
    (letter,) = arrived()
    assert (letter.to, letter.subject) == ([ADA], "Confirm your email for Society")
    assert PASSWORD not in letter.body
    shown = client.get(link_of(letter))
    assert f"You signed up as {ADA} ." in text(shown)
    done = confirm(client, follow=True)
    assert done.redirect_chain == [("/", 302), ("/my/", 302)]
    assert is_signed_in(client)
    assert "This link does not work" in text(Browser().get(link_of(letter)))


def test_the_link_works_in_another_browser_and_asks_for_the_password_there(client):
    ask(client)
    phone = Browser()
    (letter,) = arrived()
    wrong = confirm(phone, letter, ANOTHER)
    assert "This is not the password that was chosen" in text(wrong)
    assert not is_signed_in(phone)
    assert confirm(phone, letter).status_code == 302
    assert is_signed_in(phone)
    assert not is_signed_in(client)


def test_whoever_is_nobody_yet_says_their_name_and_is_in_the_register(client):
    ask(client)
    arrived()
    asked = confirm(client, follow=True)
    assert "What is your name?" in text(asked)
    blank = client.post("/sign-up/name/", {"first_name": " ", "last_name": ""})
    assert "a contact needs at least one of them" in text(blank)
    done = client.post("/sign-up/name/", {"first_name": "Ada", "last_name": "Lovelace"}, follow=True)
    assert done.redirect_chain == [("/", 302), ("/my/", 302)]
    assert "your member number is N-000001" in text(done)
    assert Contact.objects.get().email == ADA
    assert client.get("/sign-up/name/").url == "/"


def test_whoever_is_nobody_yet_is_told_what_to_do_wherever_on_the_member_site_they_come(client):
    ask(client)
    arrived()
    confirm(client)
    for address in ("/my/", "/my/cart/", "/my/programs/P/", f"/my/certifications/{uuid4()}/"):
        answer = client.get(address, follow=True)
        assert (answer.redirect_chain, "What is your name?" in text(answer)) == ([("/", 302)], True)
    assert "What is your name?" in text(client.get("/programs/P/enrollment/"))
    told = signed_in(Role.NONE).get("/my/", follow=True)
    assert "Ask the staff of your organization to connect it with your contact record." in text(told)


def test_where_two_contacts_have_the_address_the_page_says_that_staff_connect_it(client):
    make.contact("M-1", email=ADA)
    make.contact("M-2", email=ADA)
    ask(client)
    arrived()
    told = text(confirm(client, follow=True))
    assert "The staff of your organization will connect your account" in told
    assert "What is your name?" not in told
    refused = client.post("/sign-up/name/", {"first_name": "Ada", "last_name": "L"})
    assert text(refused) == told
    assert Contact.objects.count() == 2
    assert "M-1" not in told


def test_somebody_who_did_not_sign_up_is_given_no_account_by_the_link(client):
    make.contact("M-1", email=ADA)
    ask(client, password="chosen by a thief")
    (letter,) = arrived()
    victim = Browser()
    victim.get(link_of(letter))
    confirm(victim, letter, PASSWORD)
    assert not Account.objects.exists()


def test_the_owner_of_a_known_address_is_told_in_a_mail_that_lets_nobody_in(client):
    account("Ada", ADA)
    ask(client)
    (letter,) = arrived()
    assert (letter.to, letter.subject) == ([ADA], "Your account at Society")
    assert "There is an account with it already" in letter.body
    assert link_of(letter) == "/sign-in/"
    assert "/sign-up/link/" not in letter.body


def test_where_it_is_closed_there_is_no_way_in_and_the_page_says_whom_to_ask(client):
    ask(client)
    (letter,) = arrived()
    opened(is_open=False)
    assert "Sign up" not in text(client.get("/sign-in/"))
    closed = client.get(PAGE)
    assert (closed.status_code, "by invitation" in text(closed)) == (409, True)
    assert ask(client).url == "/"
    assert "by invitation" in text(confirm(client, letter))
    assert not Account.objects.exists()


def test_whoever_is_signed_in_signs_up_for_nothing(client):
    staff = signed_in()
    assert staff.get(PAGE).url == ask(staff).url == "/"
    assert not PendingEmail.objects.exists()


@pytest.mark.parametrize("email", ["", "ada", "ada@example.org\r\nBcc: all@example.org", "a\0b@example.org", "x" * 400])
def test_an_address_that_is_none_gets_no_mail(client, email):
    assert ask(client, email).status_code == 200
    assert mail.outbox == []


def test_a_page_with_another_host_in_its_request_leads_nobody_there(client):
    assert ask(client, HTTP_HOST="evil.test").status_code == 400
    assert mail.outbox == []


# How often


def test_an_address_gets_five_mails_an_hour_whether_it_has_an_account_or_not(client):
    account("Bob", BOB)
    for email in (ADA, BOB):
        for number in range(5):
            assert ask(client, email, REMOTE_ADDR=f"10.0.{number}.1").url == SENT
        told = ask(client, email.upper(), REMOTE_ADDR="10.9.9.9")
        assert (told.status_code, "Wait" in text(told)) == (429, True)


def test_one_place_signs_twenty_up_in_a_minute_and_no_more(client):
    answers = [ask(client, f"n{number}@example.org").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]


def test_a_link_is_tried_ten_times_an_hour(client):
    ask(client)
    (letter,) = arrived()
    tries = [confirm(client, letter, ANOTHER, REMOTE_ADDR=f"10.0.{number}.1").status_code for number in range(11)]
    assert tries == [200] * 10 + [429]


# Known and unknown


@pytest.fixture
def frozen() -> Iterator[None]:
    """Let no second pass between two answers: each says when it was given."""
    with time_machine.travel(NOW, tick=False):
        yield


class Counted(MD5PasswordHasher):
    """A hasher that counts how often it is asked to work."""

    count = 0

    def encode(self, password, salt, **more):
        Counted.count += 1
        return super().encode(password, salt, **more)


def told(answer) -> tuple[object, ...]:
    """Everything of an answer that somebody who asks can see."""
    headers = {name: said for name, said in answer.headers.items() if name != "X-Request-ID"}  # of each request its own
    return answer.status_code, headers, str(answer.cookies), answer.content


@pytest.mark.usefixtures("frozen")
def test_a_known_and_an_unknown_address_are_answered_alike_after_the_same_work(client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    account("Bob", BOB)
    seen, work = [], []
    for email in (ADA, BOB, BOB.upper()):
        cache.clear()
        Counted.count = 0
        with CaptureQueriesContext(connection) as asked:
            answer = ask(Client(), email)
        arrived(len(seen) + 1)
        seen.append((told(answer), text(client.get(answer.url))))
        work.append((Counted.count, [query["sql"].split(" ")[0] for query in asked]))
    assert seen[0] == seen[1] == seen[2]
    assert work[0] == work[1] == work[2]
    assert work[0][0] == 1
    assert [len(letter.body) > 0 for letter in mail.outbox] == [True] * 3


TRIES = 9
ARGON = "django.contrib.auth.hashers.Argon2PasswordHasher"


def took(act) -> float:
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def differ(one: list[float], other: list[float], again: list[float]) -> bool:
    """Whether two things take times that can be told apart: always the same one longer, and by more than by chance.

    `again` is the other thing once more, and says by how much one thing differs from itself.
    """
    noise = abs(median(other) - median(again))
    apart = abs(median(one) - median(other)) > max(2 * noise, 0.25 * median(other))
    return apart and len({mine > theirs for mine, theirs in zip(one, other, strict=True)}) == 1


@pytest.mark.once
def test_a_known_and_an_unknown_address_take_the_same_time(client, settings):
    """In turn, so that whatever else the machine does slows all three alike; with the hasher of real registers."""
    with zeal_ignore():
        Account.objects.bulk_create(
            Account(username=f"k{number}", email=f"k{number}@example.org") for number in range(TRIES)
        )
    settings.PASSWORD_HASHERS = [ARGON]
    times: dict[str, list[float]] = {"k": [], "u": [], "v": []}
    for number in range(TRIES):
        for kind, found in times.items():
            cache.clear()
            found.append(took(lambda kind=kind, number=number: ask(Client(), f"{kind}{number}@example.org")))
            arrived(sum(map(len, times.values())))
    assert not differ(times["k"], times["u"], times["v"]), times
    assert sum("already" in letter.body for letter in mail.outbox) == TRIES


@pytest.mark.once
def test_an_answer_without_the_hashing_would_be_told_apart(client, settings):
    settings.PASSWORD_HASHERS = [ARGON]
    whole, again, without = [], [], []
    for number in range(3):
        whole.append(took(lambda n=number: signing_up.ask(email=f"a{n}@b.org", password=PASSWORD, at=NOW)))
        again.append(took(lambda n=number: signing_up.ask(email=f"b{n}@b.org", password=PASSWORD, at=NOW)))
        without.append(took(lambda n=number: pending_emails.keep(f"c{n}@b.org", at=NOW, password="x")))
    assert differ(without, whole, again)


def test_a_link_does_not_tell_how_old_or_whose_it_was(client):
    ask(client)
    (letter,) = arrived()
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        PendingEmail.objects.update(asked_at=NOW)
        late = text(client.get(link_of(letter)))
    assert late == text(client.get("/sign-up/link/no-such-link/"))
