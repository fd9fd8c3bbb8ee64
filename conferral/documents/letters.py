"""What is a mail made of? A few words, the one thing to do, and files; written as plain text and as simple HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes along."""

    name: str
    contents: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says. `quoted` is what somebody wrote; `act` says what to do, at `address`."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    quoted: str = ""
    items: tuple[str, ...] = ()
    act: str
    address: str
    closing: str
    files: tuple[File, ...] = ()

    def kept(self) -> dict[str, Any]:
        """Return what is kept of it once it went; of files, the names."""
        said = {name: getattr(self, name) for name in _WORDS}
        return {**said, "paragraphs": [*self.paragraphs], "items": [*self.items], "files": [f.name for f in self.files]}

    def text(self) -> str:
        """Write it as plain text."""
        parts = [self.greeting, *self.paragraphs]
        if self.quoted:
            parts.append("\n".join(f"> {line}" for line in self.quoted.splitlines()))
        if self.items:
            parts.append("\n".join(f"- {item}" for item in self.items))
        parts += [f"{self.act}:\n{self.address}", f"-- \n{self.closing}"]
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        """Write it as HTML that needs neither styles nor pictures."""
        return render_to_string("mail/letter.html", {"letter": self}, using="pages")


_WORDS = ("subject", "greeting", "quoted", "act", "address", "closing")


def kept_letter(said: Mapping[str, Any]) -> Letter:
    """Return the letter of which this was kept."""
    return Letter(
        **{name: said[name] for name in _WORDS},
        paragraphs=tuple(said["paragraphs"]),
        items=tuple(said["items"]),
        files=tuple(File(name, b"", "") for name in said["files"]),
    )
