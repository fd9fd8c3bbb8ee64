"""What did a program send: is it JSON, and which texts, days and numbers may stand in it?

What cannot be meant is refused with a sentence that says where, what, and what would be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from conferral.rules import days, quantities
from conferral.rules.json_text import NotJson, decoded, line_and_column
from conferral.rules.program_file_values import RepeatedKeys
from conferral.rules.refusals import Refusal, Refused

MOST_AT_ONCE = 1000
LONGEST_TEXT = 10_000
LONGEST_LINE = 300
LONGEST_CURSOR = 2000
_ISO = r"^(19|20|21)\d\d-\d\d-\d\d$"


class Sent(BaseModel):
    """The body of a request: what it does not know is refused by name."""

    model_config = ConfigDict(extra="forbid")


class Body(Parser):
    """Reads the body of a request."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return what the JSON says. Raises Refused: `json_malformed`, `text_malformed`."""
        try:
            text = request.body.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise Refused(_malformed(f"byte {fault.start} is not UTF-8.")) from fault
        found = decoded(text)
        if isinstance(found, NotJson):
            where = "" if found.at is None else f"{line_and_column(text, found.at)}: "
            raise Refused(_malformed(f"{where}{found.sentence}"))
        if said := next(_repeated(found), ""):
            raise Refused(_malformed(said))
        if said := next(_unkeepable(found), ""):
            raise Refused(Refusal("text_malformed", f"The body: {said}"))
        return found  # type: ignore[return-value]  # what is no object is refused where its fields are read


def _malformed(sentence: str) -> Refusal:
    return Refusal("json_malformed", f"The body: {sentence}")


def _unkeepable(value: object) -> Iterator[str]:
    """Say which texts no database keeps, wherever they are."""
    if isinstance(value, str):
        if "\0" in value:
            yield "there is a NUL character in a text; take it out."
        if any("\ud800" <= character <= "\udfff" for character in value):
            yield "half of a surrogate pair stands alone in a text; write the whole character."
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unkeepable(name)
            yield from _unkeepable(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _unkeepable(inner)


def _repeated(value: object) -> Iterator[str]:
    """Say which keys stand twice in one object, wherever that is."""
    if isinstance(value, RepeatedKeys):
        yield f"the key {days.shortened(value.repeated[0])} stands twice in one object; leave one out."
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _repeated(inner)


def _by(read: Callable[[str], object | Refusal]) -> BeforeValidator:
    """Read a value by the rule that reads it everywhere."""

    def checked(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("text_expected", "write it as a text, in double quotes")
        found = read(value)
        if isinstance(found, Refusal):
            raise PydanticCustomError(found.code, "{sentence}", {"sentence": found.message.partition(": ")[2]})
        return found

    return BeforeValidator(checked)


def _units(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("units_not_a_number", "write it as a number like 20 or 1.25")
    number = Decimal(value)
    if not number.is_finite() or abs(number) > quantities.LARGEST:
        raise PydanticCustomError("units_out_of_range", "the number has to be {range}", {"range": quantities.RANGE})
    return number


def _searched(value: object) -> object:
    """A search is read as the pages read it: a NUL, which no text holds, is left out."""
    return value.replace("\0", "") if isinstance(value, str) else value


Day = Annotated[
    date,
    _by(lambda text: days.parse("date", text)),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _ISO, "examples": ["2026-03-01"]}),
]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE)]
Search = Annotated[str, StringConstraints(max_length=LONGEST_LINE), BeforeValidator(_searched)]
CursorText = Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)]
Units = Annotated[
    Decimal,
    BeforeValidator(_units),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": float(quantities.LARGEST)}),
]
Numbers = Annotated[list[Line], Field(min_length=1, max_length=MOST_AT_ONCE)]
Keys = Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]
