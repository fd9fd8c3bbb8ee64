"""Whom does a search find? Every contact in whose name, email or member number each word typed occurs."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from conferral.rules.names import words

SHORTEST_INDEXED = 3
"""Both indexes know a text by its runs of three characters; a shorter word is looked for in the text itself."""

MOST_WORDS = 100
"""A search for more words than this finds nobody: no name has so many, and a database takes only so many conditions."""


def words_occur(text: str, *, contact: str = "") -> Q:
    """Return the condition; `contact` is the way from the rows asked for to their contact.

    Accents and capitals do not matter; nothing typed is a wildcard. No words find everybody.
    """
    wanted = words(text)
    if len(wanted) > MOST_WORDS:
        return Q(pk__in=[])
    if connection.vendor == "postgresql":
        return _each_in_text(wanted, contact)
    indexed = [word for word in wanted if len(word) >= SHORTEST_INDEXED]
    condition = _each_in_text([word for word in wanted if word not in indexed], contact)
    return condition & Q(**{f"{contact or 'pk'}__in": _matching(indexed)}) if indexed else condition


def _each_in_text(wanted: list[str], contact: str) -> Q:
    column = f"{contact}__search_text" if contact else "search_text"
    return Q(*(Q(**{f"{column}__contains": word}) for word in wanted))


def _matching(wanted: list[str]) -> RawSQL:
    """Ask the trigram index; a word in quotation marks is nothing but its letters."""
    quoted = " AND ".join('"' + word.replace('"', '""') + '"' for word in wanted)
    return RawSQL("SELECT rowid FROM conferral_contact_search WHERE conferral_contact_search MATCH %s", (quoted,))
