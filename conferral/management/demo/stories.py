"""How do enrollees of the demo fare: who earns, who stalls, who gives up?

A story is told with chance, for one program. Everything that may be recorded is recorded within the
first year, so no story depends on the length of a month.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from conferral.management.demo.certifications import EMT, INSTRUCTOR, RENEWAL
from conferral.management.demo.deeds import Deed, Story, approve, cancel, confirm, extend, grade, record

Telling = Callable[[Random], Story]

MOVED = "Moved away; asked by telephone to be taken off the list."
ILL = "Long illness, certificate seen; agreed with the certification board."


def instructor(chance: Random) -> Story:
    """Become an instructor within ten months, some after failing the examination once."""
    story, day = _taught(chance)
    day += chance.randint(10, 50)
    if chance.random() < 0.25:  # noqa: PLR2004 - one in four
        story += ((day, record("EXAM", grade=str(chance.randint(41, 69)))),)
        day += chance.randint(20, 40)
    story += (
        (day, record("EXAM", grade=str(chance.randint(70, 99)))),
        (day, record("PLEDGE")),
        (day + chance.randint(3, 14), confirm()),
    )
    return story


def instructor_by_half(chance: Random) -> Story:
    """Come as far as the course, or the supervised teaching."""
    story, _ = _taught(chance)
    return story[: chance.choice((1, 1, 3))]


def _taught(chance: Random) -> tuple[Story, int]:
    course = chance.randint(15, 70)
    practice = course + chance.randint(30, 110)
    approved = practice + chance.randint(3, 12)
    return (
        (course, record("COURSE")),
        (practice, record("PRACTICE", notes="Log of supervised lessons handed in.")),
        (approved, approve("PRACTICE")),
    ), approved


def renewal(chance: Random) -> Story:
    """Gather twenty units within nine months."""
    giving = chance.randint(60, 180)
    return (
        (chance.randint(10, 60), record("CLINICAL", units="7.5")),
        (giving, record("GIVING", units="6", notes="Mentor of two new instructors.")),
        (giving + chance.randint(4, 15), approve("GIVING")),
        (chance.randint(200, 270), record("TEACHING", units="6.5")),
    )


def revised_renewal(chance: Random) -> Story:
    """Gather them under the second version: with a declaration, and confirmed."""
    declared = chance.randint(90, 110)
    return (
        (chance.randint(10, 40), record("CLINICAL", units="12")),
        (chance.randint(50, 80), record("TEACHING", units="8")),
        (declared, record("DECLARATION")),
        (declared + chance.randint(4, 10), confirm()),
    )


def renewal_by_half(chance: Random) -> Story:
    """Gather some units and no more."""
    story: Story = ((chance.randint(20, 90), record("CLINICAL", units="4.5")),)
    if chance.random() < 0.4:  # noqa: PLR2004 - two in five
        failed = chance.randint(100, 160)
        story += ((failed, record("JOURNAL")), (failed + 5, grade("JOURNAL", chance.choice(("pass", "fail")))))
    return story


def recertified(chance: Random) -> Story:
    """Recertify as an EMT within seven months."""
    verified = chance.randint(130, 195)
    return (
        (chance.randint(5, 60), record("NATIONAL")),
        (chance.randint(30, 100), record("LOCAL", units="5")),
        (chance.randint(60, 120), record("INDIVIDUAL", units="5")),
        (verified, record("SKILLS", grade="pass")),
        (verified + chance.randint(3, 15), confirm()),
    )


def recertified_by_half(chance: Random) -> Story:
    """Do some of the hours."""
    story: Story = ((chance.randint(10, 120), record("LOCAL", units="2.5")),)
    return story + (((chance.randint(30, 200), record("NATIONAL")),) if chance.random() < 0.5 else ())  # noqa: PLR2004


def nothing(_chance: Random) -> Story:
    """Never begin."""
    return ()


def given_up(chance: Random) -> Story:
    """Have the enrollment cancelled."""
    return ((chance.randint(40, 200), cancel(MOVED)),)


def extended(by_half: Telling) -> Telling:
    """Tell a story of stalling in which the expiration date is moved later once the deadline has passed."""

    def told(chance: Random) -> Story:
        return (*by_half(chance), (chance.randint(368, 390), _longer(chance)))

    return told


def _longer(chance: Random) -> Deed:
    return extend(chance.choice((60, 90, 120)), ILL)


TOLD: dict[str, tuple[tuple[int, Telling], ...]] = {
    INSTRUCTOR: (
        (34, instructor), (30, instructor_by_half), (18, nothing), (10, given_up), (8, extended(instructor_by_half)),
    ),
    RENEWAL: ((45, renewal), (27, renewal_by_half), (14, nothing), (8, given_up), (6, extended(renewal_by_half))),
    EMT: ((42, recertified), (20, recertified_by_half), (22, nothing), (11, given_up), (5, extended(nothing))),
}  # fmt: skip
"""The stories of each program, and how often each is told."""


def telling_of(program: str, chance: Random) -> Telling:
    """Choose one of a program's stories."""
    told = TOLD[program]
    (found,) = chance.choices(told, weights=[weight for weight, _ in told])
    return found[1]
