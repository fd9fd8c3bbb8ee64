"""Is what a font covers read right, in both formats that fonts have, and is a file that is none refused?"""

from __future__ import annotations

from pathlib import Path

import pytest

from conferral.documents.font_coverage import coverage_of
from conferral.documents.fonts import families, fonts

pytestmark = pytest.mark.once


def of(family: str):
    return coverage_of(Path(next(font.path for font in fonts().fonts() if font.family == family)))


@pytest.mark.parametrize(
    ("family", "drawn", "others"),
    [
        ("Noto Sans", "AzÅễЖπ", "אب山😀"),
        ("Noto Sans Hebrew", "אשתּ", "ب山😀"),
        ("IBM Plex Sans Arabic", "بيپژے", "א山😀"),
        ("Noto Sans Thai", "กฮ๙", "א山😀"),
        ("Noto Sans CJK JP", "山さ가\U00020bb7", "א😀\U0002ffff"),
        ("Noto Emoji", "😀🎓", "א山"),
    ],
)
def test_a_font_draws_its_script_and_no_other(family, drawn, others):
    covered = of(family)
    assert all(character in covered for character in drawn)
    assert not any(character in covered for character in others)


def test_nothing_before_the_first_and_nothing_after_the_last_is_covered():
    covered = of("Noto Sans Thai")
    assert chr(covered.last[-1]) in covered
    assert chr(covered.last[-1] + 1) not in covered
    assert "ก" in covered
    assert chr(covered.first[1] - 1) not in covered
    assert all(first <= last for first, last in zip(covered.first, covered.last, strict=True))


def test_latin_is_looked_for_first_and_emoji_last():
    assert (families()[0], families()[-1]) == ("Noto Sans", "Noto Emoji")


def test_a_file_without_characters_is_no_font(tmp_path):
    (tmp_path / "none.ttf").write_bytes(b"\x00\x01\x00\x00\x00\x00" + b"\x00" * 20)
    with pytest.raises(ValueError, match=r"none\.ttf"):
        coverage_of(tmp_path / "none.ttf")
