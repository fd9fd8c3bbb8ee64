"""Does the place in a list survive its way through an address, and does a spoilt one break nothing?"""

from __future__ import annotations

import base64
import json

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as some

from conferral.models.keyset import LARGEST
from conferral.web import paging

NAMES = some.text(some.characters(exclude_categories=["Cs"]), max_size=200)


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(some.lists(NAMES | some.integers(0, LARGEST), max_size=3))
def test_a_cursor_comes_back_as_it_was(cursor):
    assert paging.read(paging.written(cursor)) == cursor


@given(NAMES, some.integers(0, LARGEST))
def test_a_cursor_stands_in_an_address_as_it_is(name, number):
    text = paging.written(["name", name, number])
    assert QueryDict(f"after={text}")["after"] == text


@pytest.mark.parametrize("name", ["x" * 300, "ä" * 300, "漢" * 300, "👩" * 300, '"' * 300, "\\" * 300])
def test_the_longest_name_is_no_end_of_the_list(name):
    cursor = ["name", name, LARGEST]
    assert paging.read(paging.written(cursor)) == cursor


def test_no_cursor_is_written_as_nothing():
    assert paging.written(None) == ""
    assert paging.read("") is None


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "=",
        "====",
        "ä",
        "\0",
        "a b",
        "W10=W10",
        packed({"name": 1}),
        packed("name"),
        packed(None),
        packed(7),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"[" * 1400).decode(),
        base64.urlsafe_b64encode(b"[" + b"9" * 1200 + b"").decode(),
        "A" * 2001,
    ],
)
def test_what_is_no_cursor_is_the_first_page(text):
    assert paging.read(text) is None


@given(some.text(max_size=60) | some.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_nothing_in_an_address_breaks_the_reading(text):
    assert paging.read(text) is None or isinstance(paging.read(text), list)
