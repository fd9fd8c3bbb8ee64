"""What does `verify` say when something is not as it should be? One line: whose it is, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not follow from the records, or is there no more."""

    what: str
    said: str

    def __str__(self) -> str:
        """Read as one line: "log, no. 12, entry 0b1c…: the entry was removed"."""
        return f"{self.what}: {self.said}"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A derived fact that does not follow from the records: whose it is, what is stored, what is due."""

    what: str
    fact: str
    stored: object
    due: object

    def __str__(self) -> str:
        """Read as one line: "enrollment 0b1c…: earned_on is 2025-03-01, should be none"."""
        return f"{self.what}: {self.fact} is {_said(self.stored)}, should be {_said(self.due)}"


def _said(value: object) -> str:
    return "none" if value is None else str(value)
