"""Does what is in use say by what, and does it stay?"""

from __future__ import annotations

import pytest

from conferral.rules.uses import Place, Use, may_remove, may_reword

DRAFT = Place(program="EMT", version=None)


def published(*versions: int) -> tuple[Place, ...]:
    return tuple(Place(program="EMT", version=number) for number in versions)


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (Use(places=published(1)), "version 1 of EMT"),
        (Use(places=(*published(1), DRAFT)), "version 1 of EMT and the draft of EMT"),
        (Use(places=published(1, 2, 3)), "version 1 of EMT, version 2 of EMT and version 3 of EMT"),
        (Use(places=published(1, 2, 3, 4)), "version 1 of EMT, version 2 of EMT, version 3 of EMT and 1 more version"),
        (
            Use(places=published(*range(1, 9))),
            "version 1 of EMT, version 2 of EMT, version 3 of EMT and 5 more versions",
        ),
        (Use(offerings=1), "1 offering"),
        (Use(offerings=2, completions=1), "2 offerings and 1 completion"),
        (Use(places=(DRAFT,), offerings=1, completions=12_345), "the draft of EMT, 1 offering and 12,345 completions"),
    ],
)
def test_what_is_in_use_is_not_removed_and_the_sentence_says_by_what(use, said):
    refusal = may_remove("The exam", use)
    assert refusal is not None
    assert refusal.code == "in_use"
    assert refusal.message == f"The exam is used by {said}, so it cannot be deleted; retire it instead."


def test_what_nothing_uses_may_go_and_be_called_anything():
    assert may_remove("The exam", Use()) is None
    assert may_reword("code", "the code X", Use()) is None


def test_only_what_is_published_fixes_words():
    assert may_reword("code", "the code X", Use(places=(DRAFT,), offerings=3, completions=4)) is None
    refusal = may_reword("code", "the code X", Use(places=(*published(1, 2), DRAFT)))
    assert refusal is not None
    assert refusal.code == "fixed_by_version"
    assert refusal.message == (
        "code: the code X stands in version 1 of EMT and version 2 of EMT, "
        "and what is published never changes; it has to stay."
    )
