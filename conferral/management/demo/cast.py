"""Which enrollments does the demo have for certain? One of every kind, and those of everybody who signs in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conferral.management.demo.association import MEMBER, OTHER_MEMBERS
from conferral.management.demo.certifications import EMT, INSTRUCTOR, RENEWAL
from conferral.management.demo.deeds import (
    Story,
    approve,
    cancel,
    confirm,
    extend,
    grade,
    record,
    reject,
    send_back,
    void,
)
from conferral.management.demo.stories import ILL, MOVED

Who = int | str
"""One of the invented people by place, or somebody with an account by user name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An enrollment to be made so many days ago, as of that day or as of some days `ahead` of it."""

    who: Who
    program: str
    ago: int
    story: Story = ()
    ahead: int = 0


TAUGHT: Story = ((20, record("COURSE")), (60, record("PRACTICE")), (66, approve("PRACTICE")))
EXAMINED: Story = (*TAUGHT, (100, record("EXAM", grade="84")), (100, record("PLEDGE")))
CERTIFIED: Story = (*EXAMINED, (107, confirm()))
HANDED_IN: Story = ((25, record("COURSE")), (70, record("PRACTICE", notes="Log of 24 supervised lessons.")))
HOURS: Story = (
    (20, record("NATIONAL")),
    (45, record("LOCAL", units="5")),
    (70, record("INDIVIDUAL", units="5")),
    (100, record("SKILLS", grade="pass")),
)
RECERTIFIED: Story = (*HOURS, (108, confirm()))
RENEWED: Story = (
    (20, record("CLINICAL", units="12")),
    (60, record("TEACHING", units="8")),
    (90, record("DECLARATION")),
)
TOO_SHORT = "The log covers 24 of 30 hours; please add the missing lessons and hand it in again."

_INSTRUCTORS: tuple[tuple[int, Story], ...] = (
    (6, ()),
    (120, (*TAUGHT, (114, record("EXAM")))),
    (84, ((25, record("COURSE")), (78, record("PRACTICE")))),
    (110, (*HANDED_IN, (80, reject("PRACTICE", "The supervisor named is not a certified instructor.")))),
    (112, (*HANDED_IN, (85, send_back("PRACTICE", TOO_SHORT)))),
    (200, (*TAUGHT, (190, record("EXAM", grade="58")))),
    (106, EXAMINED),
    (104, EXAMINED),
    (372, ((50, record("COURSE")),)),
    (440, TAUGHT),
    (470, ()),
    (100, ((30, record("COURSE")), (60, void("COURSE", "Recorded for the wrong person.")))),
    (500, ((40, record("COURSE")), (440, extend(90, ILL)))),
    (80, ((30, cancel(MOVED)),)),
)
_RENEWALS: tuple[tuple[int, Story], ...] = (
    (395, ((40, record("CLINICAL", units="6")),)),
    (500, ((40, record("TEACHING", units="3.25")),)),
    (305, ((50, record("CLINICAL", units="3")), (298, record("GIVING", units="4", notes="Examination committee.")))),
    (310, ((60, record("GIVING", units="8")), (70, send_back("GIVING", "Please attach the article itself.")))),
    (315, ((60, record("GIVING", units="8")), (70, reject("GIVING", "Paid work is not giving back.")))),
    (330, ((324, record("JOURNAL")),)),
    (340, ((100, record("JOURNAL")), (105, grade("JOURNAL", "fail")))),
    (400, ((100, cancel(MOVED)),)),
)
_EMTS: tuple[tuple[int, Story], ...] = (
    (375, ((60, record("LOCAL", units="2.5")),)),
    (104, HOURS),
    (60, ((20, record("NATIONAL")), (55, record("SKILLS")))),
    (62, ((40, record("SKILLS")), (44, grade("SKILLS", "fail")))),
    (90, ((35, cancel(MOVED)),)),
    (450, ()),
    (8, ()),
)


def certain(first: int) -> Iterator[Entry]:
    """Yield the enrollments that are there for certain, of people from this place on, and of the logins."""
    who = first
    for program, fates in ((INSTRUCTOR, _INSTRUCTORS), (RENEWAL, _RENEWALS), (EMT, _EMTS)):
        for ago, story in fates:
            yield Entry(who, program, ago, story)
            who += 1
    yield from _again_or_later(who)
    yield from _of_logins()


def _again_or_later(who: int) -> Iterator[Entry]:
    """Yield those enrolled again, on the second version, or from a day to come."""
    yield Entry(who, INSTRUCTOR, 520)
    yield Entry(who, INSTRUCTOR, 45, TAUGHT[:1])
    yield Entry(who + 1, INSTRUCTOR, 150, ((60, cancel("Changed employer.")),))
    yield Entry(who + 1, INSTRUCTOR, 70, TAUGHT[:1])
    yield Entry(who + 2, INSTRUCTOR, 4, ahead=11)
    yield Entry(who + 3, EMT, 3, ahead=9)
    yield Entry(who + 4, EMT, 400, RECERTIFIED)
    yield Entry(who + 4, EMT, 60, HOURS[:1])
    for place, (ago, story, ahead) in enumerate(
        ((3, (), 14), (95, RENEWED, 0), (150, (*RENEWED, (97, confirm())), 0), (20, (), 0)), start=who + 5
    ):
        yield Entry(place, INSTRUCTOR, 700, CERTIFIED)
        yield Entry(place, RENEWAL, ago, story, ahead)


def _of_logins() -> Iterator[Entry]:
    member, (beatriz, kenji, yusuf) = MEMBER.username, (login.username for login in OTHER_MEMBERS)
    yield Entry(member, INSTRUCTOR, 700, CERTIFIED)
    nearly = (
        (30, record("CLINICAL", units="8", notes="Annual clinical days.")),
        (90, record("GIVING", units="3", notes="Mentor of a new instructor.")),
        (97, approve("GIVING")),
        (100, record("TEACHING", units="4")),
    )
    # In its grace period with a few days left: a year, and 60 days.
    yield Entry(member, RENEWAL, 420, nearly)
    yield Entry(member, EMT, 150, ((30, record("NATIONAL")), (60, record("LOCAL", units="2.5"))))
    yield Entry(beatriz, INSTRUCTOR, 140, (*HANDED_IN, (108, send_back("PRACTICE", TOO_SHORT))))
    yield Entry(beatriz, EMT, 420, RECERTIFIED)
    yield Entry(beatriz, EMT, 100, HOURS[:1])
    yield Entry(kenji, INSTRUCTOR, 76, HANDED_IN)
    yield Entry(kenji, EMT, 300, ((100, cancel("Too much on my plate this year.")),))
    yield Entry(kenji, EMT, 90, HOURS[:2])
    yield Entry(yusuf, INSTRUCTOR, 690, CERTIFIED)
    yield Entry(
        yusuf, RENEWAL, 200, ((50, record("CLINICAL", units="6")), (193, record("GIVING", units="4", notes="Lecture.")))
    )
    yield Entry(yusuf, EMT, 430, HOURS[1:2])
