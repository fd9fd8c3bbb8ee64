"""Which certifications does the demo association offer? Three, built as such certifications are built in public."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from conferral.actions.programs import Policies
from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.terms import Period, Terms, Unit

INSTRUCTOR, RENEWAL, EMT = "ECI", "ECI-R", "EMT-R"
"""Emergency Care Instructor, its yearly renewal, and EMT recertification."""

POINTS = grades.points(Decimal(100), Decimal(70))

POLICIES = {
    INSTRUCTOR: Policies(separates_duties=True),
    RENEWAL: Policies(),
    EMT: Policies(
        is_maintenance=True,
        enrollees_may_cancel=True,
        examples=[
            {
                "name": "Twenty hours and the skills verified within the year",
                "enrolled_on": "2025-03-01",
                "completions": [
                    {"requirement": "NATIONAL", "completed_on": "2025-06-10"},
                    {"requirement": "LOCAL", "completed_on": "2025-09-01", "units": 6},
                    {"requirement": "INDIVIDUAL", "completed_on": "2025-10-01", "units": 6},
                    {"requirement": "SKILLS", "completed_on": "2025-11-20", "grade": "pass"},
                ],
                "approved_on": "2025-12-01",
                "on": "2025-12-01",
                "expect": {"status": "earned", "earned_on": "2025-12-01"},
            },
            {
                "name": "Nothing done by the deadline",
                "enrolled_on": "2025-03-01",
                "on": "2026-03-02",
                "expect": {"status": "grace", "completion_deadline": "2026-03-31", "complete": 0},
            },
        ],
    ),
}

_INSTRUCTOR = Definition(
    name="Emergency Care Instructor",
    description=(
        "For practitioners who teach emergency care. Complete an instructor course of 40 hours, teach under "
        "supervision, pass the instructor examination with 70 of 100 points or more, and sign the code of ethics. "
        "The stages are completed in order, and the certification board confirms the result."
    ),
    designation="ECI",
    terms=Terms(Period(1, Unit.YEARS), Period(3, Unit.MONTHS)),
    unit_type="Contact hours",
    units_required=Decimal(40),
    in_order=True,
    requires_approval=True,
    stages=((1, "Education"), (2, "Supervised practice"), (3, "Examination and pledge")),
    requirements=(
        Requirement("COURSE", "Instructor course, 40 hours", "INSTRUCTOR-COURSE", units=Decimal(40)),
        Requirement(
            "PRACTICE",
            "Supervised teaching, 30 hours",
            "SUPERVISED-TEACHING",
            stage=2,
            requires_approval=True,
            enrollees_may_record=True,
        ),
        Requirement("EXAM", "Instructor examination", "INSTRUCTOR-EXAM", stage=3, scale=POINTS),
        Requirement("PLEDGE", "Code of ethics pledge", "ETHICS-PLEDGE", stage=3, enrollees_may_record=True),
    ),
)

_CLINICAL = Requirement(
    "CLINICAL",
    "Clinical update",
    "CLINICAL-UPDATE",
    units=Decimal(6),
    category="CLINICAL",
    is_repeatable=True,
    enrollees_may_record=True,
)
_RENEWAL = Definition(
    name="Emergency Care Instructor renewal",
    description=(
        "Keeps an instructor's certification alive for another year: 20 development units, of which at least 6 are "
        "clinical and at least 6 about teaching. Giving back to the profession counts for up to 8 units."
    ),
    terms=Terms(Period(1, Unit.YEARS), Period(60, Unit.DAYS)),
    unit_type="Development units",
    units_required=Decimal(20),
    categories=(
        Category("CLINICAL", "Clinical update", minimum=Decimal(6)),
        Category("TEACHING", "Teaching and assessment", minimum=Decimal(6)),
        Category("GIVING", "Giving back to the profession", maximum=Decimal(8)),
    ),
    requirements=(
        _CLINICAL,
        replace(
            _CLINICAL,
            code="TEACHING",
            title="Teaching and assessment",
            component="TEACHING-WORKSHOP",
            category="TEACHING",
        ),
        Requirement(
            "GIVING",
            "Mentoring, committee work or publication",
            "GIVING-BACK",
            is_required=False,
            units=Decimal(8),
            requires_approval=True,
            enrollees_may_record=True,
            category="GIVING",
            is_repeatable=True,
        ),
        Requirement(
            "JOURNAL",
            "Journal club self-assessment",
            "JOURNAL-CLUB",
            is_required=False,
            units=Decimal(2),
            scale=grades.pass_fail(),
            category="CLINICAL",
        ),
    ),
)

_EMT = Definition(
    name="EMT recertification",
    description=(
        "Yearly recertification of emergency medical technicians: 20 hours of continuing education (10 national, "
        "5 local, 5 of one's own choice) and a verification of skills. Whoever has recertified may begin the next "
        "cycle at once."
    ),
    designation="EMT",
    terms=Terms(Period(1, Unit.YEARS), Period(30, Unit.DAYS)),
    unit_type="CE hours",
    units_required=Decimal(20),
    requires_approval=True,
    categories=(
        Category("NATIONAL", "National hours", minimum=Decimal(10)),
        Category("LOCAL", "Local hours", minimum=Decimal(5)),
        Category("INDIVIDUAL", "Individual hours", maximum=Decimal(10)),
    ),
    requirements=(
        Requirement(
            "NATIONAL", "National component, 10 hours", "NATIONAL-COMPONENT", units=Decimal(10), category="NATIONAL"
        ),
        Requirement(
            "LOCAL",
            "Local component",
            "LOCAL-COMPONENT",
            units=Decimal(5),
            enrollees_may_record=True,
            category="LOCAL",
            is_repeatable=True,
        ),
        Requirement(
            "INDIVIDUAL",
            "Individual component",
            "INDIVIDUAL-COMPONENT",
            is_required=False,
            units=Decimal(5),
            enrollees_may_record=True,
            category="INDIVIDUAL",
            is_repeatable=True,
        ),
        Requirement("SKILLS", "Verification of skills", "SKILLS-VERIFICATION", scale=grades.pass_fail()),
    ),
)

FIRST = {INSTRUCTOR: _INSTRUCTOR, RENEWAL: _RENEWAL, EMT: _EMT}
"""What was published on the first day."""

REVISED = replace(
    _RENEWAL,
    description=_RENEWAL.description + " Since its second version it is for certified instructors only, who declare "
    "every year that they still teach, and the certification board confirms the result.",
    requires_approval=True,
    prerequisites=(INSTRUCTOR,),
    requirements=(
        *_RENEWAL.requirements,
        Requirement("DECLARATION", "Declaration of practice", "PRACTICE-DECLARATION", enrollees_may_record=True),
    ),
)
"""The second version of the renewal."""

REVISED_AGO = 300
"""How many days before today it was published."""

DRAFTED = replace(
    _EMT,
    units_required=Decimal(24),
    categories=(Category("NATIONAL", "National hours", minimum=Decimal(12)), *_EMT.categories[1:]),
    requirements=(
        replace(_EMT.requirements[0], title="National component, 12 hours", units=Decimal(12)),
        *_EMT.requirements[1:],
    ),
)
"""What the staff are working on: more hours, not published yet."""

REQUIREMENTS = {
    (program, item.code): item
    for program, definition in ((INSTRUCTOR, _INSTRUCTOR), (RENEWAL, REVISED), (EMT, _EMT))
    for item in definition.requirements
}
