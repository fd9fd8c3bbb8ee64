"""How is a text written into a table so that no spreadsheet takes it for a formula, and how is it read again?"""

from __future__ import annotations

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, or skip on the way to one."""


def harmless(value: object) -> str:
    """Return a value as text; what begins like a formula gets an apostrophe in front of it."""
    said = str(value)
    return f"'{said}" if said.startswith(BEGINS_A_FORMULA) else said


def meant(written: str) -> str:
    """Return the text that `harmless` wrote so; any other is what it says."""
    is_guarded = written.startswith("'") and written[1:].startswith(BEGINS_A_FORMULA)
    return written[1:] if is_guarded else written
