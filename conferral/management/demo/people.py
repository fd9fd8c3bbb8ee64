"""Who are the people of the demo? Invented ones, with names from many places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from conferral.rules.contacts import Details
from conferral.rules.refusals import Refusal, Refused

FIRST_NUMBER = 10_001
MAIL = ("example.org", "example.com", "example.net")
EMPLOYERS = (
    "Northfield County Ambulance",
    "Lakeside General Hospital",
    "Saint Brendan's Care Home",
    "Harbour Rescue Service",
    "Valley Air Rescue",
    "Westbrook Fire and Rescue",
    "Ridgeway College of Paramedicine",
    "",
)
LOCALES = {
    "en_US": 30, "en_GB": 15, "de_DE": 9, "fr_FR": 9, "es_ES": 9, "pl_PL": 6, "cs_CZ": 5, "sv_SE": 5, "tr_TR": 5,
    "ja_JP": 4, "zh_CN": 4, "ko_KR": 3, "ru_RU": 4, "uk_UA": 4, "el_GR": 4, "hi_IN": 3, "ar_SA": 4,
}  # fmt: skip
"""Where the names come from, and how often."""

TWICE = 2
"""So many are in the register twice, under another number: somebody entered them again."""


def people(count: int, seed: int) -> Iterator[Details]:
    """Yield so many people, the same ones for the same seed; the last of them are earlier ones once more.

    Raises Refused: `faker_missing`.
    """
    try:
        from faker import Faker
    except ImportError as missing:
        raise Refused(
            Refusal(
                "faker_missing",
                "The demo invents its people with Faker, which is not installed; install it with: pip install faker",
            )
        ) from missing
    chance = Random(seed)  # noqa: S311 - invented people, no secret
    names = {}
    for place, locale in enumerate(LOCALES):
        names[locale] = Faker(locale)
        names[locale].seed_instance(seed + place)
    mailed_to: list[Details] = []
    for number in range(FIRST_NUMBER, FIRST_NUMBER + count - TWICE):
        (locale,) = chance.choices(list(LOCALES), weights=list(LOCALES.values()))
        first, last = names[locale].first_name(), names[locale].last_name()
        mailed = f"{_in_ascii(first, last)}.{number}@{chance.choice(MAIL)}"
        somebody = Details(
            member_number=f"M-{number}",
            first_name=first,
            last_name=last,
            email=mailed if chance.random() < 0.95 else "",  # noqa: PLR2004 - a few gave none
            organization=chance.choice(EMPLOYERS),
        )
        if somebody.email and len(mailed_to) < TWICE:
            mailed_to.append(somebody)
        yield somebody
    for number, somebody in enumerate(mailed_to, start=FIRST_NUMBER + count - TWICE):
        yield replace(somebody, member_number=f"M-{number}", organization="")


def _in_ascii(*names: str) -> str:
    """Return names as the first part of an address: "zoe.muller", or "member" where nothing is left."""
    plain = (unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower() for name in names)
    return ".".join(word for name in plain if (word := re.sub("[^a-z]", "", name))) or "member"
