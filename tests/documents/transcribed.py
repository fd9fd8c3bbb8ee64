"""Whose transcripts do the tests look at? One with something of everything, and one of any size."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zeal import zeal_ignore

from conferral.actions import completions, enrollments
from conferral.documents.transcript import Transcript, transcript_of
from conferral.models import Contact, Organization
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.definition import Category
from tests import make
from tests.conftest import NOW, TODAY

NAMES = {
    "Latin": "Łukasz Ñandú-Ægirsson",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Юлия Щербакова",
    "Hebrew": "משה כהן",
    "Arabic": "فاطمة الزهراء",
    "Persian": "پرویز چوبک",
    "Devanagari": "अनुष्का शर्मा",
    "Bengali": "কমলা দেবী",
    "Tamil": "கமலா தேவி",
    "Thai": "สมชาย ใจดี",
    "Georgian": "ნინო ბერიძე",
    "Armenian": "Արամ Խաչատրյան",
    "Ethiopic": "አበበ ቢቂላ",
    "Japanese": "山田 太郎 さくら",
    "Chinese": "王小明",
    "Korean": "김철수",
    "emoji": "Zoë 😀 🎓",
}


@zeal_ignore()
def ada() -> Contact:
    """Let somebody have all there is: units, categories, attempts of each kind, a second cycle, history."""
    Organization.objects.create(name="Nordic Board of Emergency Care")
    who = make.contact("M/1", "Ada", "Lovelace", email="ada@example.org", organization="Østre Works")
    asked = make.definition(
        make.requirement("NAT", title="National hours", units=Decimal(10), category="N", scale=make.POINTS),
        make.requirement("LOC", title="Local hours", units=Decimal(6), category="L", is_repeatable=True),
        make.requirement("PLEDGE", title="Pledge", requires_approval=True, is_required=False, stage=2),
        make.requirement("ESSAY", title="Essay", requires_approval=True, is_required=False, stage=2),
        make.requirement("TALK", title="Talk", is_required=False, stage=2),
        name="Advanced care",
        categories=(
            Category("N", "National", Decimal(10)),
            Category("L", "Local", None, Decimal(8)),
        ),
        stages=((1, "Hours"), (2, "Proof")),
        units_required=Decimal(16),
        unit_type="CE hours",
        designation="AEMT",
    )
    program = make.program("ADV", asked, is_maintenance=True)
    first = make.enrollment(who, program, date(2024, 1, 10))
    make.completion(first, "NAT", date(2024, 2, 1), grade="55")
    make.completion(first, "NAT", date(2024, 3, 1), grade="80")
    make.completion(first, "LOC", date(2024, 3, 2), units=Decimal("2.5"))
    make.completion(first, "LOC", date(2024, 4, 2), units=Decimal("6.25"))
    second = make.enrollment(who, program, date(2025, 6, 1))
    make.completion(second, "NAT", date(2025, 7, 1), grade="90")
    make.completion(second, "PLEDGE", date(2025, 7, 2))
    essay = make.completion(second, "ESSAY", date(2025, 7, 3))
    completions.reject(
        completion=essay.pk, form=Rejection.REJECTED, note="Incomplete", by=COMMAND_LINE, at=make.noon(date(2025, 7, 4))
    )
    talk = make.completion(second, "TALK", date(2025, 7, 5))
    completions.void(completion=talk.pk, reason="Another's", by=COMMAND_LINE, at=make.noon(date(2025, 7, 6)))
    other = make.enrollment(who, make.program("BASE", make.definition(name="First aid")), date(2025, 2, 1))
    enrollments.cancel(enrollment=other.pk, by=COMMAND_LINE, at=make.noon(date(2025, 3, 1)))
    return who


@zeal_ignore()
def of_size(enrolled: int, requirements: int, *, number: str = "M-1") -> Contact:
    """Enroll somebody in so many programs that ask for so much, half of it done."""
    who = make.contact(number)
    for program in range(enrolled):
        asked = [
            make.requirement(f"R-{one}", title=f"Course {one}", units=Decimal(2), category="C")
            for one in range(requirements)
        ]
        defined = make.definition(*asked, name=f"Program {program}", categories=(Category("C", "Courses"),))
        row = make.enrollment(who, make.program(f"{number}-{program:02}", defined), date(2025, 3, 1))
        for one in asked[: requirements // 2 if requirements < 30 else 2]:
            make.completion(row, one.code, date(2025, 6, 1))
    return who


def transcript(who: Contact, *, on: date = TODAY) -> Transcript:
    return transcript_of(who, on=on, at=NOW)
