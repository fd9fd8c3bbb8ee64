"""What would a browser send? The fields of a form as they stand on a page, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

QUIET = {"submit", "button", "file", "image", "reset"}


@dataclass(slots=True)
class Form:
    """A form of a page: every address it can be sent to, and what it holds."""

    goes_to: set[str]
    fields: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """Reads all forms of the page at an address."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.found, self._form = urlsplit(here).path, [], None
        self._select: list[tuple[str, bool]] | None = None
        self._name, self._text = "", None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "form":
            self._form = Form(
                {urlsplit(said.get("action") or self.here).path} if said.get("method") == "post" else set()
            )
            self.found.append(self._form)
        if self._form is None:
            return
        if tag == "button" and said.get("formaction"):
            self._form.goes_to.add(urlsplit(said["formaction"]).path)
        if "disabled" in said:
            return
        if tag == "input" and name and said.get("type", "text") not in QUIET:
            if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
                self._form.fields.setdefault(name, []).append(
                    said.get("value", "on" if said.get("type") in {"checkbox", "radio"} else "") or ""
                )
        elif tag == "select":
            self._select, self._name = [], name
        elif tag == "option" and self._select is not None:
            self._select.append((said.get("value") or "", "selected" in said))
        elif tag == "textarea":
            self._text, self._name = "", name

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._form is None:
            return
        if tag == "select" and self._select is not None:
            chosen = [value for value, is_chosen in self._select if is_chosen] or [self._select[0][0]]
            self._form.fields.setdefault(self._name, []).extend(chosen)
            self._select = None
        if tag == "textarea" and self._text is not None:
            self._form.fields.setdefault(self._name, []).append(self._text.removeprefix("\n"))
            self._text = None


def form_to(page: str, here: str, address: str) -> Form | None:
    """Return the form of a page that can be sent to an address."""
    forms = Forms(here)
    forms.feed(page)
    return next((form for form in forms.found if address in form.goes_to), None)
