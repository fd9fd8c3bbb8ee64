"""Does any code and any member number have an address of its own, and does each address lead to one thing?"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from hypothesis import example, given
from hypothesis import strategies as some

from conferral.web.addresses import Named

CONVERTER = Named()
TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=70)
TRICKY = some.text("~/.sd%?#\\ \n+;ä👩‍🚀", min_size=1, max_size=8)
ANY = TEXT | TRICKY


@given(ANY)
@example(".")
@example("..")
@example("~s")
@example("~d.")
@example("/")
@example("%2F")
def test_any_text_is_written_as_one_part_of_an_address_and_read_again(text):
    written = CONVERTER.to_url(text)
    assert "/" not in written
    assert not written.startswith(".")
    assert CONVERTER.to_python(written) == text


@given(TRICKY, TRICKY)
@example("~s", "/")
@example("~d", ".")
@example("~~", "~")
def test_two_texts_never_share_an_address(one, other):
    assert (CONVERTER.to_url(one) == CONVERTER.to_url(other)) is (one == other)


@given(some.text("~sd./x", min_size=1, max_size=6))
@example("~")
@example("~x")
@example("a~d")
@example(".hidden")
def test_an_address_we_would_not_have_written_leads_nowhere(written):
    try:
        text = CONVERTER.to_python(written)
    except ValueError:
        return
    assert CONVERTER.to_url(text) == written


@given(ANY)
def test_the_address_of_a_program_leads_back_to_it(code):
    address = reverse("staff:program", args=[code])
    parts = urlsplit(address)
    assert (parts.path, parts.query, parts.fragment) == (address, "", "")
    assert resolve(unquote(address)).kwargs == {"code": code}


@pytest.mark.parametrize("part", ["a~", "~x", "..", ".", "a/b", "\0", "a\0"])
def test_what_is_none_of_ours_is_not_there(part):
    with pytest.raises(Resolver404):
        resolve(f"/staff/certification/enrollments/programs/{part}/")
