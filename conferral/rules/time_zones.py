"""Which time zones can an organization be in? Those of the IANA database, by name."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal

AREAS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip
EVERYWHERE = "UTC"


@cache
def by_area() -> dict[str, tuple[str, ...]]:
    """Return the zones that are named for a place, by area, as they are offered; other names are read all the same."""
    names = sorted(available_timezones())
    return {area: tuple(name for name in names if name.startswith(f"{area}/")) for area in AREAS}


def check_zone(field: str, name: str) -> Refusal | None:
    """Refuse what is no time zone; blank is that of the installation."""
    if not name or name in available_timezones():
        return None
    return Refusal(
        "time_zone_unknown",
        f"{field}: {shortened(name)} is not the name of a time zone; write one such as Europe/Berlin or UTC, or none "
        "for that of the installation.",
    )
