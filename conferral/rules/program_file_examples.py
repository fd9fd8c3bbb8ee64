"""What may stand in the examples of a program? Any JSON objects a database can keep and give back."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from conferral.rules.program_file_values import Place

DEEPEST = 20
LONGEST_TEXT = 100_000
_LARGEST_EXPONENT = 300
"""Beyond it a number is no longer one to the programs that read JSON."""


def read_examples(place: Place) -> list[object]:
    """Read a list of objects; what is wrong anywhere in them is noted at its place."""
    return [_object(item) for item in place.items()]


def _object(place: Place) -> object:
    if isinstance(place.value, dict):
        return _kept(place, 1)
    place.no("wrong_type", "each example is an object like {...}.")
    return None


def _kept(place: Place, depth: int) -> object:
    """Return the value as JSON columns give it back: numbers as int or float, never Decimal."""
    value = place.value
    if isinstance(value, str):
        _check_text(place, value)
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return _number(place, Decimal(value))
    if not isinstance(value, dict | list):
        return value
    if depth > DEEPEST:
        place.no("examples_too_deep", f"examples are nested at most {DEEPEST} levels deep.")
        return None
    if isinstance(value, list):
        return [_kept(item, depth + 1) for item in place.items()]
    place.no_repeated_keys(value)
    for key in value:
        _check_text(place.at(key), key)
    return {key: _kept(place.at(key, item), depth + 1) for key, item in value.items()}


def _check_text(place: Place, text: str) -> None:
    if any(character == "\0" or unicodedata.category(character) == "Cs" for character in text):
        place.no("text_control_character", "the text has a NUL or half a character; remove it.")
    if len(text) > LONGEST_TEXT:
        place.no("text_too_long", f"at most {LONGEST_TEXT} characters, not {len(text)}.")


def _number(place: Place, number: Decimal) -> object:
    if not number.is_finite() or number.adjusted() > _LARGEST_EXPONENT:
        place.no("number_out_of_range", "it is no number that JSON can hold.")
        return None
    if number == number.to_integral_value():
        return int(number)
    # Large floats are whole, and PostgreSQL gives them back as whole numbers.
    nearest = float(number)
    return int(nearest) if nearest.is_integer() else nearest
