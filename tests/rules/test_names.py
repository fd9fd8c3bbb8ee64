"""Are names compared, sorted and searched without accents, capitals and doubled blanks?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.contacts import Details
from conferral.rules.names import LONGEST_SORT_KEY, derived, folded, search_text, sort_key, words


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Zoë", "zoe"),
        ("ÅNGSTRÖM", "angstrom"),
        ("Ørsted", "orsted"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Æsa Œuvre", "aesa oeuvre"),
        ("Þórr", "thorr"),
        ("İstanbul ISPARTA ısparta", "istanbul isparta isparta"),
        ("O’Brien", "o'brien"),
        ("O`Brien", "o'brien"),
        ("Smith–Jones", "smith-jones"),
        ("  Ada \u00a0 Lovelace\t", "ada lovelace"),
        ("Ada\0Lovelace", "ada lovelace"),
        ("half\ud800surrogate", "half surrogate"),
        ("佐藤", "佐藤"),
        ("Ⅳ ﬁ", "iv fi"),
        ("Ελλάς", "ελλασ"),
        ("عَلِيّ", "علي"),
        ("\u200fRTL\u200e", "rtl"),
        ("😀", "😀"),
        ("", ""),
    ],
)
def test_accents_capitals_and_blanks_do_not_matter(written: str, compared: str):
    assert folded(written) == compared


@given(st.text())
def test_folding_twice_changes_nothing(text: str):
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text())
def test_what_is_written_side_by_side_is_folded_side_by_side(one: str, other: str):
    assert folded(f"{one} {other}") == f"{folded(one)} {folded(other)}".strip()


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_plain_letters_take_a_short_way_to_the_same_end(text: str):
    assert folded(text) == folded(f"{text} ë").removesuffix("e").rstrip()


@given(st.text())
def test_what_is_folded_can_be_stored_by_any_database(text: str):
    folded(text).encode()
    assert not any(character < " " for character in folded(text))


def test_a_list_by_name_is_by_last_name_then_first_or_whichever_there_is():
    assert sort_key("Ada", "Lovelace") == "lovelace, ada"
    assert sort_key("", "Lovelace") == "lovelace"
    assert sort_key("Zoë", "") == "zoe"


def test_a_sort_key_is_cut_where_an_index_ends():
    assert len(sort_key("ﷺ" * 300, "x" * 300)) == LONGEST_SORT_KEY


def test_a_search_text_holds_name_in_both_orders_email_and_number():
    details = Details(member_number="M-1", first_name="Zoë", last_name="Quist", email="Zoe@Example.org")
    assert search_text(details) == "zoe quist\nquist, zoe\nzoe@example.org\nm-1"
    assert search_text(Details(member_number="M-1", last_name="Quist")) == "quist\nm-1"


def test_the_organization_is_not_searched():
    assert "acme" not in search_text(Details(member_number="M-1", last_name="Quist", organization="Acme"))


def test_both_columns_follow_from_the_details():
    assert derived(Details(member_number="M-1", last_name="Quist")) == {
        "sort_name": "quist",
        "search_text": "quist\nm-1",
    }


def test_a_word_that_is_part_of_another_asks_nothing_more():
    assert words("Ann ANNA  anna  bob") == ["anna", "bob"]
    assert words(" \0 ") == []
