"""How is a name compared, sorted and searched? Without accents, capitals and doubled blanks."""

from __future__ import annotations

import unicodedata

from conferral.rules.contacts import Details

LONGEST_SORT_KEY = 300
"""A sort key is cut here, so that an index can hold it on any database."""

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
        "ŧ": "t", "ƶ": "z", "ƀ": "b", "ɨ": "i", "ə": "e", "ĸ": "k", "ȼ": "c", "ɍ": "r", "ɉ": "j", "ⱥ": "a",
        "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "´": "'", "`": "'", "‛": "'",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "“": '"', "”": '"', "„": '"',
    }
)  # fmt: skip
"""Letters that Unicode does not take apart and people type without their stroke; and marks that keyboards lack."""

_BLANKS = {"Cc", "Cs", "Zs", "Zl", "Zp"}


def folded(text: str) -> str:
    """Return the text as it is compared: "Zoë  ØRSTED" and "zoe orsted" are one.

    Accents and other marks are dropped, capitals made small, look-alike letters spelled with plain
    ones, blanks and control characters squeezed into single blanks. Folding twice changes nothing.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().translate(_LETTERS).split())
    bare = _without_marks(_without_marks(text).casefold())
    return " ".join(_without_marks(bare.translate(_LETTERS)).split())


def sort_key(first_name: str, last_name: str) -> str:
    """Return what a list by name is sorted by: "lovelace, ada", or whichever of the two there is."""
    return ", ".join(name for name in (folded(last_name), folded(first_name)) if name)[:LONGEST_SORT_KEY]


def search_text(details: Details) -> str:
    """Return the text in which a search finds any part of name, email or member number.

    The name stands in both orders, so that "Ada Lovelace" and "Lovelace, Ada" are both found.
    """
    first, last = folded(details.first_name), folded(details.last_name)
    orders = dict.fromkeys((f"{first} {last}".strip(), ", ".join(name for name in (last, first) if name)))
    return "\n".join(part for part in (*orders, folded(details.email), folded(details.member_number)) if part)


def derived(details: Details) -> dict[str, str]:
    """Return what follows from the details and is stored beside them, by name."""
    return {
        "sort_name": sort_key(details.first_name, details.last_name),
        "search_text": search_text(details),
    }


def words(text: str) -> list[str]:
    """Return the folded words of a search, each of which has to occur; none is a part of another."""
    distinct = list(dict.fromkeys(folded(text).split()))
    return [word for word in distinct if not any(word != other and word in other for other in distinct)]


def _without_marks(text: str) -> str:
    """Take letters and their marks apart, and leave the marks out."""
    return "".join(
        " " if unicodedata.category(character) in _BLANKS else character
        for character in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
