"""How does a code or a member number stand in an address? Any text may, and every address leads to one thing.

A slash would end the part of the address and a dot alone would be taken for a folder, so both are
written another way: `/` as `~s`, `~` as `~~`, and a dot at the beginning as `~d`.
"""

from __future__ import annotations

import re

from django.urls import register_converter

_WRITTEN = re.compile(r"~(.)", re.DOTALL)
_MEANT = {"s": "/", "d": ".", "~": "~"}


class Named:
    """A program's code, a contact's member number or a requirement's code in an address."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        """Read what an address says; ValueError (nothing there) for what we would not have written."""
        text = _WRITTEN.sub(lambda found: _MEANT.get(found.group(1), "\0"), value)
        if "\0" in text or self.to_url(text) != value:
            raise ValueError(value)
        return text

    def to_url(self, value: str) -> str:
        """Write a text as one part of an address."""
        text = value.replace("~", "~~").replace("/", "~s")
        return f"~d{text[1:]}" if text.startswith(".") else text


def register() -> None:
    """Let addresses say `<named:code>`."""
    register_converter(Named, "named")


register()
