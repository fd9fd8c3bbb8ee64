"""How does a rule say no? A refusal is a value: a stable code and a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done.

    `code` is stable (programs branch on it); `message` is a whole sentence for a person:
    which thing, what is wrong and what would be right.
    """

    code: str
    message: str

    def __str__(self) -> str:
        """Read as the sentence."""
        return self.message


class Refused(Exception):  # noqa: N818 - the glossary's word: a refusal is an answer, not a fault
    """Raised by an action whose rule refused; carries the refusal. Caught once, at the edge."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry the refusal, readable as its sentence."""
        super().__init__(refusal.message)
        self.refusal = refusal
