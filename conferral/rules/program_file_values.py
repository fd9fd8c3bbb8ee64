"""Which value stands at a place of a program file, and what is wrong when it is not the one wanted?

Takes JSON that is already decoded, numbers with a point as Decimal (or as float, out of a database).
Everything wrong is noted with its path and reading goes on, so that a person hears of all of it at once.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from conferral.rules import days, quantities
from conferral.rules.contacts import check_line
from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal

Word = TypeVar("Word", bound=StrEnum)

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a program: where it stands, and the refusal, which says the path too."""

    path: str
    refusal: Refusal


def fault(path: str, code: str, sentence: str) -> Fault:
    """Say what is wrong at a path; no path means the program as a whole."""
    return Fault(path, Refusal(code, f"{path or 'the program'}: {sentence}"))


class RepeatedKeys(dict[str, object]):
    """A JSON object in which a key stood more than once; `repeated` names those keys.

    A decoder makes one of these (`json.loads(..., object_pairs_hook=read_object)`), since a plain
    dict would keep the last value in silence.
    """

    repeated: tuple[str, ...] = ()


def read_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object of these keys and values, marked when a key stands more than once."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    marked = RepeatedKeys(found)
    marked.repeated = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return marked


class Place:
    """One value of the file and the path to it. What is read of it is None once it is at fault."""

    def __init__(self, value: object, path: str, faults: list[Fault]) -> None:
        """Stand at a value; `faults` is where everything wrong below it is noted."""
        self.value = value
        self.path = path
        self._faults = faults

    def no(self, code: str, sentence: str) -> None:
        """Note what is wrong here."""
        self._faults.append(fault(self.path, code, sentence))

    def refuse(self, refusal: Refusal) -> None:
        """Note what a rule said is wrong here."""
        self.no(refusal.code, refusal.message)

    def at(self, key: str, value: object = None) -> Place:
        """Stand at a key of this object."""
        return Place(value, below(self.path, key), self._faults)

    def members(self, known: Iterable[str], *, needed: Collection[str] = ()) -> Members | None:
        """Read an object of these keys; unknown, missing and repeated ones are noted by name."""
        if not isinstance(self.value, dict):
            self._expected("an object like {...}")
            return None
        self.no_repeated_keys(self.value)
        known = tuple(known)
        for key in self.value:
            if key not in known:
                self.at(key).no("key_unknown", _unknown("key", key, [name for name in known if name not in self.value]))
        for key in needed:
            if self.value.get(key) is None:
                self.at(key).no("key_missing", "the key is missing, and nothing stands for it when it is left out.")
        return Members(self, self.value)

    def no_repeated_keys(self, value: dict[str, object]) -> None:
        """Note each key that stands more than once in an object."""
        for key in getattr(value, "repeated", ()):
            self.at(key).no("json_key_repeated", "the key stands more than once; keep the one that is right.")

    def items(self) -> Iterator[Place]:
        """Go through a list; anything else is noted and yields nothing."""
        if not isinstance(self.value, list):
            self._expected("a list like [...]")
            return
        for number, item in enumerate(self.value):
            yield Place(item, f"{self.path}[{number}]", self._faults)

    def line(self, key: str, longest: int, *, may_be_blank: bool = False) -> str | None:
        """Read a text of one line, trimmed and in Unicode form NFC, of at most `longest` characters."""
        if not isinstance(self.value, str):
            self._expected("a text in quotes")
            return None
        text = clean(self.value)
        if not text and not may_be_blank:
            self.no("text_blank", "it is blank; a text is needed.")
            return None
        if refusal := check_line(key, text, longest):
            self.no(refusal.code, refusal.message.removeprefix(f"{key}: "))
            return None
        return text

    def prose(self) -> str | None:
        """Read a text of any length and any number of lines."""
        if not isinstance(self.value, str):
            self._expected("a text in quotes")
            return None
        if any(character == "\0" or unicodedata.category(character) == "Cs" for character in self.value):
            self.no("text_control_character", "it has a NUL or half a character; remove it.")
            return None
        return self.value

    def truth(self) -> bool | None:
        """Read true or false."""
        if isinstance(self.value, bool):
            return self.value
        self._expected("true or false, without quotes,")
        return None

    def whole(self, low: int, high: int) -> int | None:
        """Read a whole number from `low` to `high`; 2.0 is the whole number 2."""
        number = self._number(f"a whole number from {low} to {high}", low, Decimal(high))
        if number is None or number == int(number):
            return None if number is None else int(number)
        self._expected(f"a whole number from {low} to {high}", "number_not_whole")
        return None

    def quantity(self) -> Decimal | None:
        """Read a number of units or points: from 0 up, at most three decimals."""
        number = self._number(f"a number from 0 to {quantities.LARGEST}", 0, quantities.LARGEST)
        if number is None:
            return None
        if number != number.quantize(Decimal(1).scaleb(-quantities.PLACES)):
            self._expected("a number with at most three decimals", "number_too_fine")
            return None
        return quantities.plain(abs(number))  # -0 is 0 too

    def day(self) -> date | None:
        """Read a day, written 2025-03-01."""
        if not isinstance(self.value, str):
            self._expected("a date in quotes, written like 2025-03-01,")
            return None
        day = days.parse("", self.value.strip())
        if isinstance(day, Refusal):
            self.no(day.code, day.message.removeprefix(": "))
            return None
        return day

    def word(self, words: type[Word]) -> Word | None:
        """Read one of a few words."""
        if not isinstance(self.value, str):
            self._expected(f"one of {_quoted(words)}")
            return None
        for word in words:
            if word.value == self.value:
                return word
        self.no("word_unknown", _unknown("word", self.value, [word.value for word in words]))
        return None

    def _number(self, wanted: str, low: int, high: Decimal) -> Decimal | None:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float | Decimal):
            self._expected(wanted)
            return None
        # NaN and Infinity are no JSON, yet Python's decoder knows them. A float comes from a database.
        number = Decimal(repr(self.value) if isinstance(self.value, float) else self.value)
        if not number.is_finite() or not low <= number <= high:
            self._expected(wanted, "number_out_of_range")
            return None
        return number

    def _expected(self, wanted: str, code: str = "wrong_type") -> None:
        quotes = " Leave the quotes out." if isinstance(self.value, str) and "number" in wanted else ""
        self.no(code, f"{wanted} is expected here, not {said(self.value)}.{quotes}")


class Members:
    """The keys of one object. A key whose value is null counts as left out."""

    def __init__(self, place: Place, values: dict[str, object]) -> None:
        """Hold the object that stands at a place."""
        self.place = place
        self._values = values

    def get(self, key: str) -> Place | None:
        """Stand at a key's value; None when it is left out."""
        value = self._values.get(key)
        return None if value is None else self.place.at(key, value)

    def line(self, key: str, longest: int) -> str:
        """Read a text that may be left out or blank; empty then."""
        place = self.get(key)
        return (place.line(key, longest, may_be_blank=True) if place else None) or ""

    def needed_line(self, key: str, longest: int) -> str:
        """Read a text that may not be blank."""
        place = self.get(key)
        return (place.line(key, longest) if place else None) or ""

    def truth(self, key: str, *, default: bool = False) -> bool:
        """Read true or false, or the default when it is left out."""
        place = self.get(key)
        return default if place is None else bool(place.truth())

    def quantity(self, key: str) -> Decimal | None:
        """Read a number of units or points; None when it is left out."""
        place = self.get(key)
        return place.quantity() if place else None

    def day(self, key: str) -> date | None:
        """Read a day; None when it is left out."""
        place = self.get(key)
        return place.day() if place else None

    def items(self, key: str) -> Iterator[Place]:
        """Go through a list; one that is left out is empty."""
        place = self.get(key)
        if place:
            yield from place.items()


def below(path: str, key: str) -> str:
    """Return the path of a key below a path: `versions[0].name`; an odd key stands in brackets."""
    if _PLAIN_KEY.fullmatch(key) and len(key) <= _LONGEST_KEY:
        return f"{path}.{key}" if path else key
    return f"{path}[{json.dumps(key[:_LONGEST_KEY])}]"


def clean(text: str) -> str:
    """Trim, and bring to the one Unicode form in which equal texts are equal, as cells are."""
    return unicodedata.normalize("NFC", text.strip())


def said(value: object) -> str:
    """Say in a few words what a JSON value is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {shortened(value)}"
    if isinstance(value, int | float | Decimal):
        shown = str(Decimal(repr(value) if isinstance(value, float) else value))
        return shown if len(shown) <= _LONGEST_KEY else f"{shown[:_LONGEST_KEY]}…"
    if value is None:
        return "null"
    return "a list" if isinstance(value, list) else "an object"


def _unknown(what: str, given: str, known: Collection[str]) -> str:
    guesses = get_close_matches(given.strip().lower().replace(" ", "_").replace("-", "_"), known, n=1)
    if guesses:
        return f"the {what} {shortened(given)} is unknown here. Did you mean “{guesses[0]}”?"
    possible = f" Possible here: {_quoted(known)}." if known else ""
    return f"the {what} {shortened(given)} is unknown here{'; leave it out' if what == 'key' else ''}.{possible}"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
