"""How is each constraint broken, and what next to it is just lawful? One line of data per constraint of a Meta."""

from __future__ import annotations

from decimal import Decimal

from conferral.models import (
    Account,
    Category,
    Completion,
    Component,
    Contact,
    Designation,
    Enrollment,
    FormerNumber,
    GradeScale,
    Offering,
    Organization,
    Program,
    Requirement,
    Stage,
    UnitType,
    Version,
)
from tests.models import breaches_of_events, breaches_of_jobs, breaches_of_log
from tests.models.breach import FIRST_DAY, LAST_DAY, ONE, TOO_EARLY, TOO_LATE, Breach, dates, not_blank
from tests.models.rows import AT, DAY, EXPIRES


def _enrollment_dates() -> Breach:
    early = {"registered_on": FIRST_DAY, "enrolled_on": FIRST_DAY}
    late = {"registered_on": LAST_DAY, "enrolled_on": LAST_DAY, "expires_on": LAST_DAY}
    return Breach(
        Enrollment,
        (
            {**early, "approved_on": FIRST_DAY, "cancelled_on": FIRST_DAY, "expires_on": FIRST_DAY},
            {**late, "approved_on": LAST_DAY, "cancelled_on": LAST_DAY},
            {**early, "grace_begins_on": FIRST_DAY + ONE},
            {"expires_on": LAST_DAY, "grace_begins_on": LAST_DAY},
        ),
        (
            {"registered_on": TOO_EARLY},
            {"registered_on": TOO_LATE},
            {"enrolled_on": TOO_EARLY},
            {"expires_on": TOO_LATE},
            {"approved_on": TOO_EARLY},
            {"approved_on": TOO_LATE},
            {"cancelled_on": TOO_LATE},
        ),
    )


def _completion_dates() -> Breach:
    """A completion is voided on its date or later, so a voiding that is too early has a date that is too."""
    others = dates(
        Completion,
        "completed_on",
        "graded_on",
        "approved_on",
        "rejected_on",
        graded_on={"grade": "pass"},
        rejected_on=REJECTED,
    )
    return Breach(
        Completion,
        (
            *others.lawful,
            {**VOIDED, "completed_on": FIRST_DAY, "voided_on": FIRST_DAY},
            {**VOIDED, "voided_on": LAST_DAY},
        ),
        (
            *others.broken,
            {**VOIDED, "completed_on": TOO_EARLY, "voided_on": TOO_EARLY},
            {**VOIDED, "voided_on": TOO_LATE},
        ),
    )


WAITING, REJECTED = {"is_live": True}, {"rejected_on": DAY, "rejection": "notify", "rejection_note": "Sign it."}
VOIDED = {"voided_on": DAY, "void_reason": "Not hers."}
DRAFT = {"number": None, "published_at": None}
HISTORY = {"replaced_on": DAY}

BREACHES = {
    "account_email_once": Breach(
        Account, ({"email": "grace@example.org"}, {"email": ""}), ({"email": "ADA@Example.org"},),
        beside={"email": "ada@example.org"},
    ),
    "account_username_once": Breach(
        Account, ({"username": "ada2"},), ({"username": "ADA"},), beside={"username": "ada"},
    ),
    "category_bounds_in_order": Breach(
        Category,
        ({"minimum": 2, "maximum": 2}, {"minimum": 0}, {"maximum": 0}, {}),
        ({"minimum": Decimal("2.001"), "maximum": 2}, {"minimum": Decimal("-0.001")}, {"maximum": Decimal("-0.001")}),
    ),
    "category_code_not_blank": not_blank(Category, "code"),
    "category_code_once": Breach(
        Category, ({"code": "LOC", "position": 2},), ({"position": 2},), beside={}, same=("version",),
    ),
    "category_position_once": Breach(
        Category, ({"code": "LOC", "position": 2},), ({"code": "LOC"},), beside={}, same=("version",),
    ),
    "completion_dates_in_calendar": _completion_dates(),
    "completion_graded_has_grade": Breach(
        Completion, ({"grade": "pass", "graded_on": DAY}, {"grade": "pass"}), ({"graded_on": DAY},),
    ),
    "completion_live_waits": Breach(
        Completion, ({**WAITING, "awaits": "grade"}, WAITING, {}), ({"awaits": "grade"}, {"awaits": "approval"}),
    ),
    "completion_live_stands": Breach(
        Completion, (WAITING, REJECTED, VOIDED), ({**WAITING, **REJECTED}, {**WAITING, **VOIDED}),
    ),
    "completion_one_decision": Breach(
        Completion, ({"approved_on": DAY}, REJECTED), ({"approved_on": DAY, **REJECTED},),
    ),
    "completion_one_live": Breach(
        Completion,
        ({"is_live": False, "reference": "2"},),
        ({"is_live": True, "reference": "2"},),
        beside=WAITING,
        same=("enrollment", "requirement"),
    ),
    "completion_rejection_whole": Breach(
        Completion,
        ({}, REJECTED, {**REJECTED, "rejection": "rejected"}),
        (
            {**REJECTED, "rejection_note": ""},
            {**REJECTED, "rejection": ""},
            {**REJECTED, "rejection": "returned"},
            {**REJECTED, "rejected_on": None},
            {"rejected_on": DAY},
            {"rejection_note": "Sign it."},
        ),
    ),
    "completion_told_apart": Breach(
        Completion,
        ({"reference": "2"}, {"completed_on": DAY + ONE}),
        ({},),
        beside={},
        same=("enrollment", "requirement"),
    ),
    # The trigger completion_units_where_repeatable asks first, so these are tried on a repeatable one.
    "completion_units_above_zero": Breach(
        Completion, ({"units": Decimal("0.001")},), ({"units": 0}, {"units": Decimal(-1)}),
    ),
    "completion_void_has_reason": Breach(
        Completion, ({}, VOIDED), ({"voided_on": DAY}, {"void_reason": "Not hers."}),
    ),
    "completion_voided_after": Breach(Completion, (VOIDED,), ({**VOIDED, "voided_on": DAY - ONE},)),
    "component_code_not_blank": not_blank(Component, "code"),
    "component_title_not_blank": not_blank(Component, "title"),
    "contact_has_a_name": Breach(
        Contact, ({"first_name": ""}, {"last_name": ""}), ({"first_name": "", "last_name": ""},),
    ),
    "contact_member_number_not_blank": not_blank(Contact, "member_number"),
    "former_number_member_number_not_blank": not_blank(FormerNumber, "member_number"),
    "former_number_of_one": Breach(FormerNumber, ({"former": -5},), ({},), beside={"former": -7}, same=("former",)),
    "designation_dates_in_calendar": dates(Designation, "conferred_on"),
    "designation_name_not_blank": not_blank(Designation, "name"),
    "designation_once": Breach(Designation, ({"name": "RN"},), ({},), beside={}, same=("contact",)),
    "enrollment_cancelled_after_begin": Breach(
        Enrollment,
        (
            {"cancelled_on": DAY},
            {"cancelled_on": DAY, "enrolled_on": DAY + 9 * ONE},
            {"cancelled_on": DAY, "registered_on": DAY + 9 * ONE},
        ),
        ({"cancelled_on": DAY - ONE},),
    ),
    "enrollment_date_once": Breach(
        Enrollment,
        ({"cancelled_on": EXPIRES}, {"enrolled_on": DAY + ONE}),
        ({},),
        beside=HISTORY,
        same=("contact", "version"),
    ),
    "enrollment_dates_in_calendar": _enrollment_dates(),
    "enrollment_earned_after_met": Breach(
        Enrollment,
        ({"requirements_met_on": DAY, "earned_on": DAY}, {"requirements_met_on": DAY}, {}),
        ({"requirements_met_on": DAY + ONE, "earned_on": DAY}, {"earned_on": DAY}),
    ),
    "enrollment_enrolled_by_expiry": Breach(
        Enrollment, ({"expires_on": DAY},), ({"expires_on": DAY - ONE},),
    ),
    "enrollment_grace_inside": Breach(
        Enrollment,
        ({"grace_begins_on": DAY + ONE}, {"grace_begins_on": EXPIRES}, {}),
        ({"grace_begins_on": DAY}, {"grace_begins_on": EXPIRES + ONE}),
    ),
    "enrollment_met_after_enrolled": Breach(
        Enrollment, ({"requirements_met_on": DAY},), ({"requirements_met_on": DAY - ONE},),
    ),
    "enrollment_one_latest": Breach(
        Enrollment,
        ({**HISTORY, "enrolled_on": DAY + ONE},),
        ({"enrolled_on": DAY + ONE}, {"enrolled_on": DAY + ONE, "cancelled_on": EXPIRES}),
        beside={},
        same=("contact", "version"),
    ),
    "gradescale_kind": Breach(
        GradeScale,
        ({"kind": "points", "maximum": Decimal("0.001")}, {"kind": "letters"}, {"kind": "pass_fail"}),
        (
            {"kind": "points"},
            {"kind": "points", "maximum": 0},
            {"kind": "letters", "maximum": 1},
            {"kind": "pass_fail", "maximum": 1},
            {"kind": "stars"},
        ),
    ),
    "gradescale_signature_not_blank": not_blank(GradeScale, "signature"),
    "offering_event_has_times": Breach(
        Offering,
        ({"kind": "event", "starts_at": AT, "ends_at": AT, "seats": 0}, {"kind": "resource"}),
        (
            {"kind": "event"},
            {"kind": "event", "starts_at": AT},
            {"kind": "event", "ends_at": AT},
            {"kind": "event", "starts_at": AT, "ends_at": AT - ONE},
            {"kind": "resource", "starts_at": AT},
            {"kind": "resource", "ends_at": AT},
            {"kind": "resource", "seats": 1},
            {"kind": "party"},
        ),
    ),
    "offering_price_has_currency": Breach(
        Offering, ({"price": 1, "currency": "EUR"}, {"price": 0}), ({"price": 1},),
    ),
    "offering_title_not_blank": not_blank(Offering, "title"),
    "account_dates_in_calendar": dates(Account, "level_ends_on"),
    "organization_logo_whole": Breach(
        Organization,
        ({}, {"logo_path": "logo/a", "logo_media_type": "image/png", "logo_sha256": "a"}),
        ({"logo_path": "logo/a"}, {"logo_media_type": "image/png", "logo_sha256": "a"}),
    ),
    "organization_name_not_blank": not_blank(Organization, "name"),
    "organization_only_one": Breach(Organization, ({}, {"id": 1}), ({"id": 2}, {"id": 0})),
    "program_code_not_blank": not_blank(Program, "code"),
    "program_retention_in_range": Breach(
        Program, ({"retention_years": 200}, {"retention_years": 0}), ({"retention_years": 201},),
    ),
    "requirement_code_not_blank": not_blank(Requirement, "code"),
    "requirement_code_once": Breach(
        Requirement, ({"code": "ETHICS", "position": 2},), ({"position": 2},), beside={}, same=("version",),
    ),
    "requirement_position_once": Breach(
        Requirement, ({"code": "ETHICS", "position": 2},), ({"code": "ETHICS"},), beside={}, same=("version",),
    ),
    "requirement_repeatable_has_units": Breach(
        Requirement, ({"is_repeatable": True, "units": Decimal("0.001")}, {"units": 0}), ({"is_repeatable": True},),
    ),
    "requirement_stage_in_range": Breach(
        Requirement, ({"stage": 1}, {"stage": 999}), ({"stage": 0}, {"stage": 1000}),
    ),
    "requirement_title_not_blank": not_blank(Requirement, "title"),
    "requirement_units_not_negative": Breach(Requirement, ({"units": 0},), ({"units": Decimal("-0.001")},)),
    "stage_name_not_blank": not_blank(Stage, "name"),
    "stage_number_in_range": Breach(Stage, ({"number": 1}, {"number": 999}), ({"number": 0}, {"number": 1000})),
    "stage_number_once": Breach(Stage, ({"number": 2},), ({},), beside={}, same=("version",)),
    "unittype_name_not_blank": not_blank(UnitType, "name"),
    "version_grace_whole_or_absent": Breach(
        Version,
        ({}, {"grace_count": 1, "grace_unit": "days"}),
        (
            {"grace_count": 0, "grace_unit": "days"},
            {"grace_count": 1},
            {"grace_unit": "days"},
            {"grace_count": 1, "grace_unit": "moons"},
        ),
    ),
    "version_has_a_deadline": Breach(
        Version,
        ({"deadline_count": 1, "deadline_unit": "weeks"},),
        ({"deadline_count": 0}, {"deadline_unit": ""}, {"deadline_unit": "moons"}),
    ),
    "version_name_not_blank": not_blank(Version, "name"),
    "version_number_once": Breach(Version, ({"number": 2}, DRAFT), ({},), beside={}, same=("program",)),
    "version_one_draft": Breach(Version, ({"number": 1},), (DRAFT,), beside=DRAFT, same=("program",)),
    "version_published_has_number": Breach(
        Version,
        (DRAFT, {"number": 1}),
        ({"number": None, "published_at": AT}, {"number": 0}),
    ),
    "version_units_not_negative": Breach(Version, ({"units_required": 0},), ({"units_required": Decimal("-0.001")},)),
    **breaches_of_events.BREACHES,
    **breaches_of_log.BREACHES,
    **breaches_of_jobs.BREACHES,
}  # fmt: skip
