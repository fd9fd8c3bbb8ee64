"""Are lines of a calendar file as RFC 5545 asks, whatever is in them: escaped, folded between characters, in UTC?"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone
from itertools import product

import pytest

from conferral.rules import calendar_lines as lines
from tests.calendar_read import content_lines, instant, unescaped

SPECIAL = [
    "\\",
    ";",
    ",",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\x1b",
    "\x7f",
    "\u2028",
    "\ud800",
    ":",
    '"',
    "n",
    "N",
    "a",
    "é",
    "佐",
    "🎓",
]


def read(line: str) -> str:
    (whole,) = content_lines(line.encode())
    name, _colon, value = whole.partition(":")
    assert name == "SUMMARY"
    return unescaped(value)


def as_read(value: str) -> str:
    """Return what a calendar has to read of a text: line breaks are one, what controls a terminal is gone."""
    for mark in ("\r\n", "\r", "\u2028", "\u2029"):
        value = value.replace(mark, "\n")
    return "".join(
        one
        for one in value
        if one in "\n\t" or (one >= " " and not "\x7f" <= one <= "\x9f" and not "\ud800" <= one <= "\udfff")
    )


@pytest.mark.parametrize("length", range(4))
def test_every_text_of_up_to_three_special_characters_reads_as_it_was(length):
    for letters in product(SPECIAL, repeat=length):
        value = "".join(letters)
        assert read(lines.text("SUMMARY", value)) == as_read(value)


@pytest.mark.parametrize("character", ["a", "é", "佐", "🎓", ",", "\n", " "])
@pytest.mark.parametrize("before", range(5))
def test_a_text_of_any_length_is_folded_at_75_octets_and_between_characters(character, before):
    for length in range(200):
        value = "x" * before + character * length
        written = lines.text("SUMMARY", value)
        assert read(written) == value
        physical = written.encode().split(b"\r\n")[:-1]
        widest = max(len(one.encode()) for one in lines.escaped(character) or "x")
        assert all(75 - widest < len(line) <= 75 for line in physical[:-1])


def test_texts_at_random_read_as_they_were():
    dice = random.Random(5545)  # noqa: S311 - the same texts in every run
    for _ in range(300):
        value = "".join(dice.choice(SPECIAL) for _ in range(dice.randrange(150)))
        assert read(lines.text("SUMMARY", value)) == as_read(value)


@pytest.mark.parametrize("hours", [-12, -5, 0, 2, 14])
def test_an_instant_is_written_in_utc_whatever_clock_it_was_read_from(hours):
    shown = datetime(2026, 3, 9, 1, 30, 59, 999999, tzinfo=timezone(timedelta(hours=hours)))
    (line,) = content_lines(lines.instant("DTSTART", shown).encode())
    assert instant(line.removeprefix("DTSTART:")) == shown.astimezone(UTC).replace(microsecond=0)


def test_what_is_no_text_is_left_alone_but_for_line_breaks():
    assert lines.plain("URL", "https://example.org/a;b,c") == "URL:https://example.org/a;b,c\r\n"
    assert lines.plain("UID", "a\r\nBEGIN:VALARM") == "UID:aBEGIN:VALARM\r\n"
