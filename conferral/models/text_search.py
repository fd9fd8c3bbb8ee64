"""What of a list of things does a search leave? That in which each word typed occurs, in any of some columns.

Capitals do not matter; accents do. People are found otherwise (contact_search.py).
"""

from __future__ import annotations

from django.db.models import Q

MOST_WORDS = 20
"""A search for more words than this finds nothing: no title has so many that all have to be said."""


def words_in(text: str, *columns: str) -> Q:
    """Return the condition; nothing typed is a wildcard, no words find everything."""
    wanted = dict.fromkeys(text.split())
    if len(wanted) > MOST_WORDS:
        return Q(pk__in=[])
    condition = Q()
    for word in wanted:
        found = Q()
        for column in columns:
            for spelling in _spellings(word):
                found |= Q(**{f"{column}__icontains": spelling})
        condition &= found
    return condition


def _spellings(word: str) -> list[str]:
    """Return a word as it may be written: SQLite knows no capitals beyond A to Z."""
    if word.isascii():
        return [word]
    return list(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())))
