"""Which picture may be the logo?"""

from __future__ import annotations

import pytest

from conferral.rules.files import TYPES, Found
from conferral.rules.logo import MEDIA_TYPES, MOST_BYTES, check_logo
from tests.rules.cast import code


@pytest.mark.parametrize("media_type", [one.media_type for one in TYPES])
def test_a_logo_is_a_picture_that_browsers_show_and_nothing_else(media_type: str) -> None:
    due = "allowed" if media_type in MEDIA_TYPES else "logo_not_taken"
    assert code(check_logo("a.png", 10, Found(media_type))) == due


def test_a_logo_is_small_and_not_empty() -> None:
    picture = Found("image/png")
    assert code(check_logo("a.png", MOST_BYTES, picture)) == "allowed"
    assert code(check_logo("a.png", MOST_BYTES + 1, picture)) == "logo_too_large"
    assert code(check_logo("a.png", 0, Found(fault="is empty."))) == "logo_empty"
    assert code(check_logo("a.png", 9, Found(fault="holds a drawing as SVG."))) == "logo_not_taken"
