"""Is each request written down in one line, and nothing in any line that is about a person, whatever fails?

Everything a person could give holds the same word, which must not come out.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest

from conferral import logs
from tests.web.at_the_entrance import PASSWORD, Browser, account, sign_in
from tests.web.faulty_urls import VIEWS

pytestmark = [pytest.mark.urls("tests.web.faulty_urls"), pytest.mark.django_db]
CANARY = "wagtail"
OURS = {"event", "level", "logger", "timestamp", "process", "request_id"}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What stands on standard error, with everything that can be turned on turned on."""
    kept = io.StringIO()
    handler = logs.Lines(kept)
    handler.setFormatter(logs.formatter("json"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield kept
    root.removeHandler(handler)


def lines(written: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def told(written: io.StringIO) -> dict:
    """Return the one line of the one request."""
    (line,) = (line for line in lines(written) if line["logger"] == "conferral.requests")
    return line


def ask(view: str) -> object:
    client = Browser(raise_request_exception=False)
    return client.post(
        f"/{CANARY}-7/{view}/?q={CANARY}&email={CANARY}@example.org",
        {"name": CANARY, "password": CANARY},
        headers={"User-Agent": CANARY, "Referer": f"http://testserver/{CANARY}/", "X-Request-ID": f"{CANARY}-{CANARY}"},
        REMOTE_ADDR="198.51.100.7",
    )


def test_a_request_is_one_line_with_its_route_and_how_it_went(written) -> None:
    answer = ask("well")
    line = told(written)
    assert line["event"] == "A request was answered."
    assert (line["route"], line["method"], line["status"]) == ("well", "POST", 200)
    assert 0 < line["milliseconds"] < 60_000
    assert line["request_id"] == answer["X-Request-ID"]
    assert set(line) == OURS | {"route", "method", "status", "milliseconds"}
    assert len(lines(written)) == 1


@pytest.mark.parametrize("view", [view.__name__ for view in VIEWS])
def test_nothing_about_a_person_is_written_whatever_fails(written, view) -> None:
    answer = ask(view)
    assert told(written)["status"] == answer.status_code
    assert CANARY not in written.getvalue()
    assert "198.51.100.7" not in written.getvalue()


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        ("value", "ValueError"),
        ("chained", "KeyError"),
        ("misspelt", "AttributeError: 'WSGIRequest' object has no attribute 'nmae'"),
    ],
)
def test_a_fault_is_told_by_its_class_and_by_where_it_happened(written, view, fault) -> None:
    assert ask(view).status_code == 500
    (line,) = (line for line in lines(written) if "traceback" in line)
    assert line["fault"] == fault
    assert line["traceback"][-1] == fault
    places = [one for one in line["traceback"] if one.startswith("tests/web/faulty_urls.py:")]
    assert re.fullmatch(rf"tests/web/faulty_urls\.py:\d+ {view}", places[-1])
    assert ("ValueError" in line["traceback"]) == (view != "misspelt"), "what led to it stands before it"
    assert line["request_id"] == told(written)["request_id"]


def test_a_rule_of_the_database_that_was_broken_is_named_and_not_by_what_broke_it(written) -> None:
    assert ask("doubled").status_code == 500
    (line,) = (line for line in lines(written) if "traceback" in line)
    assert re.fullmatch(r"django\.db\.utils\.IntegrityError: (SQLITE_CONSTRAINT_UNIQUE|23505 \w+)", line["fault"])


def test_of_a_librarys_message_there_is_the_template_or_the_place(written) -> None:
    ask("told_by_a_library")
    first, second, third, _ = lines(written)
    assert first["event"] == "What is %s?"
    assert re.fullmatch(r"faulty_urls:\d+", second["event"])
    assert third["fault"] == "ConnectionResetError: ECONNRESET"


def test_who_signs_in_or_tries_to_is_not_written(written) -> None:
    account(CANARY, f"{CANARY}@example.org")
    client = Browser()
    sign_in(client, CANARY, "wrong-" + CANARY)
    sign_in(client, f"{CANARY}@example.org", PASSWORD)
    assert client.get("/staff/").status_code == 200
    assert [line["route"] for line in lines(written)] == ["account_login", "account_login", "staff:home"]
    assert CANARY not in written.getvalue()


def test_an_address_that_leads_nowhere_has_no_route(written) -> None:
    assert Browser().get(f"/{CANARY}/nowhere/").status_code == 404
    assert told(written)["route"] is None
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize("given", ["5f0c7a4e9b1d4c2f8a3b6d7e9f012345", "5F0C7A4E-9B1D-4C2F-8A3B-6D7E9F012345"])
def test_the_id_that_a_proxy_gave_is_kept(client, written, given) -> None:
    assert client.get("/1/well/", headers={"X-Request-ID": given})["X-Request-ID"] == given
    assert told(written)["request_id"] == given


@pytest.mark.parametrize("given", ["", "ada@example.org", "0123456789abcdef\n", "f" * 65, "f" * 15, "../../etc/passwd"])
def test_an_id_that_could_say_something_is_replaced(client, given) -> None:
    answers = [client.get("/1/well/", headers={"X-Request-ID": given})["X-Request-ID"] for _ in range(2)]
    assert all(re.fullmatch(r"[0-9a-f]{32}", answer) for answer in answers)
    assert answers[0] != answers[1]


def test_a_method_made_up_is_not_repeated(client, written) -> None:
    client.generic(CANARY.upper(), "/1/well/")
    assert told(written)["method"] == "other"


def test_of_the_files_of_the_layout_nothing_is_told(client, written) -> None:
    client.get("/static/css/tokens.css")
    assert written.getvalue() == ""


def test_nothing_can_be_told_but_what_is_listed(written) -> None:
    logging.getLogger("conferral.requests").info("A request.", extra={"route": "home", "email": CANARY})
    assert lines(written)[0]["route"] == "home"
    assert "email" not in lines(written)[0]


def test_for_a_person_a_line_is_plain_and_a_fault_stands_below_it() -> None:
    plain = logs.formatter("plain")
    record = logging.LogRecord("conferral.requests", logging.INFO, "", 1, "A request was answered.", (), None)
    record.route = "home"
    assert plain.format(record).endswith("Z info conferral.requests A request was answered. route=home")
    try:
        int(CANARY)
    except ValueError as fault:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 1, "No %s", (CANARY,), (ValueError, fault, fault.__traceback__)
        )
    first, *below = plain.format(record).splitlines()
    assert first.endswith("error x No %s fault=ValueError")
    assert [below[0], below[-1]] == ["  Traceback:", "  ValueError"]


def test_a_line_that_cannot_be_written_is_not_printed_in_another_way() -> None:
    kept = io.StringIO()
    handler = logs.Lines(kept)
    handler.setFormatter(logs.formatter("json"))
    handler.handle(logging.LogRecord("somebody.elses", logging.ERROR, "", 1, "%d people", (CANARY,), None))
    assert kept.getvalue() == "A line of somebody.elses could not be written.\n"
