"""What does a transcript tell, part by part, on a page and in a PDF? Each as pairs of a kind and a text, in order."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.documents.pdf_read import Part, tree

ON_PAGE = {
    "h1": "H1", "h2": "H2", "h3": "H3", "dt": "label", "dd": "fact", "p": "paragraph", "caption": "caption",
    "th": "cell", "td": "cell", "small": "about",
}  # fmt: skip
IN_PDF = {"H1": "H1", "H2": "H2", "H3": "H3", "Lbl": "label", "LBody": "fact", "P": "paragraph", "Caption": "caption"}
CELLS = ("TH", "TD")

Told = list[tuple[str, str]]


class _Page(HTMLParser):
    """Goes through the article of the transcript."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Told = []
        self._within: list[int] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        self._is_inside |= tag == "article"
        if self._is_inside and tag in ON_PAGE:
            self._within.append(len(self.told))
            self.told.append((ON_PAGE[tag], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._is_inside = False
        if self._is_inside and tag in ON_PAGE:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if self._is_inside and self._within:
            kind, text = self.told[self._within[-1]]
            self.told[self._within[-1]] = kind, text + data


def on_page(html: str) -> Told:
    """Return what the article of a page tells."""
    page = _Page()
    page.feed(html)
    return [(kind, " ".join(text.split())) for kind, text in page.told]


def in_pdf(pdf: bytes) -> Told:
    """Return what the structure tree of a PDF tells, in its reading order."""
    return list(_told(tree(pdf)))


def _told(part: Part):
    if part.role in CELLS:
        words, *about = [inner.text for inner in part.of("P")] or [part.text]
        yield "cell", words
        yield from (("about", text) for text in about)
    elif part.role in IN_PDF:
        yield IN_PDF[part.role], part.text
    else:
        for inner in part.parts:
            yield from _told(inner)
