"""How does a test name a page: by the name of its address, what it takes and what is asked?"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Address:
    """A page of a site: the name of its address, what the address takes, and what is asked."""

    name: str
    args: tuple[object, ...] = ()
    query: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{reverse(self.name, args=self.args)}{self.query}"
