"""Which fonts are documents set in, and what of a text can they draw?

The fonts come with Conferral's packages and no others are used, so a document looks the same on every machine.
What none of them can draw is written as its number in Unicode: something is seen to be missing, and what it is.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from conferral.documents.font_coverage import Coverage, coverage_of

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_ibm_plex_sans_arabic")
FIRST, LAST = "Noto Sans", ("CJK", "Symbols", "Emoji")
HAN = "Noto Sans CJK JP"
"""Of five fonts with the same characters in the shapes of five regions, the one that documents take."""
FILES = {".ttf", ".otf", ".ttc"}
UNSEEN = {"\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}", "\N{SOFT HYPHEN}", "\N{VARIATION SELECTOR-16}"}
BLANKS = {"Cc", "Zl", "Zp"}
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = {"Mn", "Mc", "Me"}


@cache
def fonts() -> typst.Fonts:
    """Return the fonts as the typesetter knows them; found once in a process, each read when first drawn with."""
    roots = [Path(spec.origin).parent for name in PACKAGES if (spec := find_spec(name)) and spec.origin]
    folders = {str(path.parent) for root in roots for path in root.rglob("*") if path.suffix in FILES}
    return typst.Fonts(False, False, sorted(folders))


@cache
def families() -> tuple[str, ...]:
    """Return the names of the families in the order in which a character is looked for."""
    known = {font.family for font in fonts().fonts()}
    return tuple(sorted((one for one in known if "CJK" not in one or one == HAN), key=_place))


def drawable(text: str) -> str:
    """Return a text that can be drawn to the last character.

    Letters and marks that make one character are one; control characters and line ends are blanks. A character that no
    font draws, or a mark that no font has together with its letter, is written like [U+1F9FF]; so are characters
    without a meaning, and those that turn around what follows them.
    """
    whole = unicodedata.normalize("NFC", text)
    plain = "".join(" " if unicodedata.category(one) in BLANKS else one for one in whole)
    if plain.isascii():
        return plain
    return "".join(cluster if _is_drawn(cluster) else _numbered(cluster) for cluster in _clusters(plain))


def _clusters(text: str) -> list[str]:
    """Take a text apart into letters with the marks that stand on them."""
    found: list[str] = []
    for character in text:
        if found and (unicodedata.category(character) in MARKS or character in UNSEEN):
            found[-1] += character
        else:
            found.append(character)
    return found


def _is_drawn(cluster: str) -> bool:
    seen = [character for character in cluster if character not in UNSEEN]
    if any(unicodedata.bidirectional(one) in TURNS for one in seen):
        return False
    return any(all(one in _coverage(family) for one in seen) for family in families())


def _numbered(cluster: str) -> str:
    return "".join(f"[U+{ord(character):04X}]" for character in cluster)


@cache
def _coverage(family: str) -> Coverage:
    return coverage_of(Path(next(font.path or "" for font in fonts().fonts() if font.family == family)))


def _place(family: str) -> tuple[int, str]:
    later = (place for place, part in enumerate(LAST, 1) if part in family)
    return -1 if family == FIRST else next(later, 0), family
