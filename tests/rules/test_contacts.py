"""Which details may a contact have?"""

from __future__ import annotations

import pytest

from conferral.rules.contacts import LONGEST_EMAIL, LONGEST_NAME, LONGEST_NUMBER, Details, check_details, check_line
from tests.rules.cast import code

LONGEST = {
    "member_number": LONGEST_NUMBER,
    "first_name": LONGEST_NAME,
    "last_name": LONGEST_NAME,
    "email": LONGEST_EMAIL,
    "organization": LONGEST_NAME,
}


def detailed(**changes: str) -> Details:
    return Details(**{"member_number": "M-1", "first_name": "Ada", "last_name": "Lovelace", **changes})


def refused(**changes: str) -> str:
    """Return the code of the refusal; every sentence begins with the field it is about."""
    refusal = check_details(detailed(**changes))
    if refusal is None:
        return "allowed"
    assert refusal.message.split(":", maxsplit=1)[0].split(", ")[0] in LONGEST
    assert len(refusal.message) < 300
    return refusal.code


def test_a_member_number_and_a_name_are_enough() -> None:
    assert refused() == "allowed"
    assert refused(first_name="") == "allowed"
    assert refused(last_name="") == "allowed"
    blank = {"first_name": "", "last_name": "", "email": "", "organization": ""}
    assert Details(member_number="M-1") == Details(member_number="M-1", **blank)


def test_names_in_any_script_with_quotes_and_emoji_are_names() -> None:
    for name in ("O'Brien", "“Bobby”", "李小龙", "محمد", "Zoë 🎓", "x" * 300):
        assert refused(last_name=name) == "allowed"


def test_every_contact_needs_a_member_number() -> None:
    assert refused(member_number="") == "member_number_missing"


def test_every_contact_needs_a_first_or_a_last_name() -> None:
    assert refused(first_name="", last_name="") == "name_missing"
    assert check_details(detailed(first_name="", last_name="")).message.startswith("first_name, last_name: ")


@pytest.mark.parametrize(("field", "longest"), LONGEST.items())
def test_each_detail_has_a_greatest_length(field: str, longest: int) -> None:
    tail = "@example.org" if field == "email" else ""
    assert refused(**{field: "x" * (longest - len(tail)) + tail}) == "allowed"
    assert refused(**{field: "x" * (longest + 1 - len(tail)) + tail}) == f"{field}_too_long"
    refusal = check_details(detailed(**{field: "x" * 10_000}))
    assert f"at most {longest} characters, not 10000" in str(refusal)


def test_the_greatest_lengths_are_these() -> None:
    assert (LONGEST_NUMBER, LONGEST_NAME, LONGEST_EMAIL) == (64, 300, 254)


@pytest.mark.parametrize("field", list(LONGEST))
@pytest.mark.parametrize("control", ["\n", "\r", "\t", "\x00", "\x7f", "\x85", "\ud800"])
def test_no_detail_has_a_line_break_or_another_control_character(field: str, control: str) -> None:
    assert refused(**{field: f"a{control}b"}) == f"{field}_control_character"


@pytest.mark.parametrize("email", ["", "ada@example.org", "a@b", "o'brien+x@sub.example.org", "zoë@exämple.org"])
def test_an_email_may_be_blank_or_is_one(email: str) -> None:
    assert refused(email=email) == "allowed"


@pytest.mark.parametrize(
    "email",
    ["ada", "@example.org", "ada@", "ada@@example.org", "a da@example.org", "ada@exa mple.org", "ada@.org", "ada@org."],
)
def test_what_is_no_email_is_refused_with_what_was_given(email: str) -> None:
    assert refused(email=email) == "email_malformed"
    assert email in str(check_details(detailed(email=email)))


def test_a_line_is_checked_against_the_length_of_its_field() -> None:
    assert check_line("reference", "abc", 3) is None
    assert code(check_line("Reference", "abcd", 3)) == "Reference_too_long"
    assert code(check_line("Reference", "a\nb", 3)) == "Reference_control_character"
