"""Which names are time zones, and which are offered?"""

from __future__ import annotations

import pytest

from conferral.rules.time_zones import AREAS, by_area, check_zone


@pytest.mark.parametrize("name", ["", "UTC", "Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+5"])
def test_a_name_of_the_database_is_taken_and_none_is_that_of_the_installation(name) -> None:
    assert check_zone("time_zone", name) is None


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "europe/berlin ", "x" * 500, "\0"])
def test_any_other_is_refused_with_what_would_be_right(name) -> None:
    refusal = check_zone("time_zone", name)
    assert refusal.code == "time_zone_unknown"
    assert refusal.message.startswith("time_zone: ")
    assert "write one such as Europe/Berlin or UTC" in refusal.message


def test_what_is_offered_is_named_for_a_place_and_is_taken() -> None:
    offered = [name for names in by_area().values() for name in names]
    assert tuple(by_area()) == AREAS
    assert len(offered) == len(set(offered)) > 300
    assert all(check_zone("time_zone", name) is None for name in offered)
    assert not {"UTC", "EST", "Etc/GMT+5", "localtime", "Factory"} & set(offered)
