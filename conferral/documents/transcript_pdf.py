"""How does a transcript become a PDF? Set by typst from one template, tagged, to be read aloud too (PDF/UA-1)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from conferral.documents.fonts import drawable, families, fonts
from conferral.documents.transcript import Transcript
from conferral.documents.transcript_json import fingerprint
from conferral.documents.transcript_words import (
    Block,
    FactList,
    Heading,
    Paragraph,
    Table,
    blocks,
    in_words,
    instant,
    title_of,
)

TEMPLATE = Path(__file__).with_name("transcript.typ")


def as_pdf(transcript: Transcript) -> bytes:
    """Return the transcript as a tagged PDF: what the page says, in the same words and the same order.

    The same transcript gives the same bytes. Needs no file but the fonts, and reads none that the template could name.
    """
    return typst.compile(
        _template(),
        font_paths=fonts(),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"transcript": json.dumps(_data(transcript))},
        timestamp=int(transcript.generated_at.timestamp()),
    )


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _data(transcript: Transcript) -> dict[str, object]:
    footer = [transcript.issuer, transcript.member_number, _("generated at %(when)s") % {"when": instant(transcript)}]
    said: dict[str, Any] = {
        "title": title_of(transcript),
        "author": transcript.issuer,
        "footer": " · ".join(part for part in footer if part),
        "fingerprint": f"{_('Fingerprint of these facts')}: SHA-256 {fingerprint(transcript)}",
        "page": _("page"),
        "of": _("of"),
        "blocks": [_block(block) for block in blocks(transcript)],
    }
    return {"fonts": families(), **_drawn(said)}


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading(level, text, kind):
            return {"kind": kind, "level": level, "text": text}
        case Paragraph(text, kind):
            return {"kind": kind, "text": text}
        case FactList(facts, kind):
            return {"kind": kind, "facts": [[label, in_words(words)] for label, words in facts]}
        case Table(caption, columns, rows, kind):
            return {
                "kind": kind,
                "caption": caption,
                "columns": [{"label": column.label, "is_number": column.is_number} for column in columns],
                "rows": [[{"words": in_words(cell.words), "about": cell.about} for cell in row] for row in rows],
            }


def _drawn(said: Any) -> Any:
    """Make every text in the data drawable."""
    match said:
        case str():
            return drawable(said)
        case list():
            return [_drawn(one) for one in said]
        case dict():
            return {name: _drawn(one) for name, one in said.items()}
        case _:
            return said
