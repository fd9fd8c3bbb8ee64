"""What would a browser send of a form of a page, before somebody types into it?"""

from __future__ import annotations

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Collects the forms of a page: where each goes, and its fields with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._inside = False
        self._select = self._text = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("method") == "post"
            if self._inside:
                self.forms.append((given.get("action") or "", {}))
        elif not self._inside:
            return
        elif tag == "input" and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            self._put(given.get("name"), given.get("value") or ("on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self._put(self._select, given.get("value") or "")
        elif tag == "textarea":
            self._text = given["name"]
            self._put(self._text, "")

    def handle_data(self, data):
        if self._text:
            self.forms[-1][1][self._text][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            text = self.forms[-1][1][self._text]
            text[-1] = text[-1].removeprefix("\n")
            self._text = ""
        elif tag == "form":
            self._inside = False

    def _put(self, name, value):
        if name:
            self.forms[-1][1].setdefault(name, []).append(value)


def forms(answer) -> list[tuple[str, dict[str, list[str]]]]:
    """Return each form of the content that is sent: its address, and its fields."""
    body = answer.content.decode()
    parser = Forms()
    parser.feed(body[body.find("<main") :])
    return parser.forms


def typed(answer, **said) -> dict[str, list[str]]:
    """Return what the form to this very address would send, with some fields filled otherwise; None leaves one out."""
    fields = next(fields for action, fields in forms(answer) if not action)
    fields |= {name: value if isinstance(value, list) else [value] for name, value in said.items() if value is not None}
    return {
        name: values
        for name, values in fields.items()
        if said.get(name, "") is not None and name != "csrfmiddlewaretoken"
    }


def pressed(answer, label: str) -> tuple[str, dict[str, list[str]]]:
    """Return address and fields of the form that switches a policy."""
    return next((action, fields) for action, fields in forms(answer) if fields.get("policy") == [label])
