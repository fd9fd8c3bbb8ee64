"""What does each route answer each role? One row for each route, one column for each role.

Objects stand in two ways: one's own (or, where one has none, another's) and another's.
"""

from __future__ import annotations

from conferral.rules.actors import Role

ROLES = ("nobody", "member", "account without contact", "staff", "manager", "admin", "sysadmin")
HAVE_CONTACT = {"member", "manager", "admin", "sysadmin"}
LEVELS = {"staff": Role.STAFF, "manager": Role.MANAGER, "admin": Role.ADMIN, "sysadmin": Role.SYSADMIN}
SIGN_IN, AGAIN = "/sign-in/", "/sign-in/again/"
APPROVALS = "/staff/certification/approvals/"
INACTIVE = "/staff/certification/enrollments/inactive/"
STAFF_SITE = "/staff/certification/enrollments/programs/"

Answers = tuple[str, ...]


def everybody(answer: str) -> Answers:
    return (answer,) * 7


def signed_in(answer: str, nobody: str = SIGN_IN) -> Answers:
    return (nobody, *(answer,) * 6)


def with_contact(answer: str, nobody: str = SIGN_IN) -> Answers:
    """Answer those who are a contact; nothing is there for the others, but who looks is led to what they can do."""
    return (nobody, answer, "/" if nobody == SIGN_IN else "404", "404", answer, answer, answer)


def of_staff(answer: str, nobody: str = SIGN_IN) -> Answers:
    """Answer every level of staff; nothing is there for members."""
    return (nobody, "404", "404", *(answer,) * 4)


TO_LOOK_AT = (of_staff("200"), of_staff("405", "401"))
NOT_YOURS_TO_LOOK_AT = (of_staff("404"), of_staff("405", "401"))
TO_TAKE_ALONG = (of_staff("405"), of_staff("200", "401"))
SHOWN = {"own": TO_LOOK_AT, "foreign": TO_LOOK_AT}
OWN = {
    "own": (with_contact("200"), with_contact("405", "401")),
    "foreign": (with_contact("404"), with_contact("405", "401")),
}
NOT_ONES_OWN = (with_contact("404"), with_contact("404", "401"))
A_FORM = (of_staff("200"), of_staff("200", "401"))
A_QUESTION = (of_staff("200"), of_staff("422", "401"))


def of_managers(get: str, staff: str) -> tuple[Answers, Answers]:
    """Let Certification Managers and up at a form, and tell staff with a sentence that it is not theirs."""
    return (SIGN_IN, "404", "404", staff, *(get,) * 3), ("401", "404", "404", "/", *(get,) * 3)


def of_admins(get: str, post: str | None = None) -> tuple[Answers, Answers]:
    """Let Certification Admins and up at what only those see, and tell all other staff with a sentence."""
    return (SIGN_IN, "404", "404", "409" if get != "405" else get, "409" if get != "405" else get, get, get), (
        ("401", "404", "404", *("405",) * 4) if post is None else ("401", "404", "404", "/", "/", post, post)
    )


def of_sysadmins(get: str, post: str) -> tuple[Answers, Answers]:
    """Let SysAdmins at what only those do, and tell all other staff with a sentence."""
    return (SIGN_IN, "404", "404", "409", "409", "409", get), ("401", "404", "404", "/", "/", "/", post)


# A button without what was looked at changes nothing and leads back; without a page to lead back to, to the start.
OFFERING = "/staff/certification/offerings/KEY/"
A_BUTTON = (of_staff("405"), of_staff("/", "401"))
A_REMOVAL = (of_staff("200"), of_staff("/", "401"))
A_REMOVAL_OF_MANAGERS = (of_managers("200", "409")[0], of_staff("/", "401"))
# A page about an attempt of which nothing of that kind is to be decided leads back to the requirement.
OF_ENROLLMENT = "/staff/certification/enrollments/KEY/"
OF_ATTEMPT = f"{OF_ENROLLMENT}requirements/COURSE/"
NOTHING_TO_DECIDE = (of_staff(OF_ATTEMPT), of_staff("422", "401"))
DECIDING = {"own": NOTHING_TO_DECIDE, "foreign": NOTHING_TO_DECIDE}
# What is Complete is voided by managers, and not by those whose own it is.
VOIDING = {"own": NOTHING_TO_DECIDE, "foreign": (of_managers("200", OF_ATTEMPT)[0], of_staff("422", "401"))}
# With the option off, an enrollment is cancelled by managers alone; others are led back with the reason.
CANCELLING = (of_managers("200", OF_ENROLLMENT)[0], ("401", "404", "404", OF_ENROLLMENT, *("422",) * 3))
# So it is with one's own: a member is led back to it.
OWN_CANCELLING = (
    (SIGN_IN, "/my/certifications/KEY/", "/", "404", *("200",) * 3),
    ("401", "/my/certifications/KEY/", "404", "404", *("422",) * 3),
)
A_TEST = (of_staff("405"), of_staff(OF_ENROLLMENT, "401"))
ENTRANCE = (signed_in("/", "200"), signed_in("/", "200"))
WITHOUT_CONTACT = (SIGN_IN, "/", "200", "200", "/", "/", "/")
WITHOUT_APP = (signed_in("404"), signed_in("404"))

NAMELESS = {"": (everybody("401"), everybody("401"))}
OF_SOMEBODY = {"own": NAMELESS[""], "foreign": NAMELESS[""]}
OPERATIONS = {
    "api:list_programs": NAMELESS,
    "api:show_program": NAMELESS,
    "api:count_enrollments": NAMELESS,
    "api:list_enrollees": NAMELESS,
    "api:enroll": NAMELESS,
    "api:list_contacts": NAMELESS,
    "api:add_contact": NAMELESS,
    "api:show_contact": OF_SOMEBODY,
    "api:show_transcript": OF_SOMEBODY,
    "api:show_enrollment": NAMELESS,
    "api:change_dates": NAMELESS,
    "api:cancel": NAMELESS,
    "api:list_events": NAMELESS,
    "api:list_requirements": NAMELESS,
    "api:record": NAMELESS,
    "api:approve": OF_SOMEBODY,
    "api:reject": OF_SOMEBODY,
    "api:grade": OF_SOMEBODY,
    "api:purge": NAMELESS,
}

# For each route: what is asked with GET, what with POST and nothing in it. A number is a status, an
# address where a redirect leads, with KEY for each key. Nobody's POST to a form of ours is 401: kept while they sign in.
ROWS: dict[str, dict[str, tuple[Answers, Answers]]] = {
    "healthz": {"": (everybody("200"), everybody("405"))},
    "readyz": {"": (everybody("200"), everybody("405"))},
    "metrics": {"": (everybody("404"), everybody("405"))},
    "home": {"": ((SIGN_IN, "/my/", "200", *("/staff/",) * 4), everybody("405"))},
    "staff:home": {"": TO_LOOK_AT},
    "staff:programs": {"": TO_LOOK_AT},
    "staff:program": {"": (of_staff("200"), of_staff(f"{STAFF_SITE}P/", "401"))},
    "staff:program-export": {"": TO_TAKE_ALONG},
    "staff:extension": {"": (of_staff(f"{STAFF_SITE}P/"), of_staff(f"{STAFF_SITE}P/", "401"))},
    "staff:cancellations": {"": (of_staff(f"{STAFF_SITE}P/"), of_staff(f"{STAFF_SITE}P/", "401"))},
    "staff:selection-move": {"": (of_staff(f"{STAFF_SITE}P/"), of_staff(f"{STAFF_SITE}P/", "401"))},
    "staff:program-test": {"": (of_staff("405"), of_staff("/staff/jobs/KEY/", "401"))},
    "staff:definition": {"": TO_LOOK_AT},
    "staff:enroll": {"": A_FORM},
    "staff:enroll-list": {"": A_FORM},
    "staff:enroll-review": {
        "": (of_staff("/staff/certification/enrollments/programs/P/enrollees/"), of_staff("422", "401"))
    },
    "staff:enroll-register": {"": (of_staff("405"), of_staff("422", "401"))},
    "staff:registered": {"": TO_LOOK_AT},
    "staff:moves": {"": A_FORM},
    "staff:move-review": {"": (of_staff(f"{STAFF_SITE}P/moves/"), of_staff("422", "401"))},
    "staff:move": {"": (of_staff("405"), of_staff("422", "401"))},
    "staff:moved": {"": TO_LOOK_AT},
    "staff:enrollees": {"": TO_LOOK_AT},
    "staff:enrollee": SHOWN,
    "staff:transcript": SHOWN,
    "staff:transcript-file": SHOWN,
    "staff:inactive": {"": (of_staff("200"), of_staff(INACTIVE, "401"))},
    "staff:inactive-file": {"": TO_TAKE_ALONG},
    "staff:purge-review": {"": (of_staff("405"), of_managers(INACTIVE, "409")[1])},
    "staff:purge": {"": (of_staff("405"), of_managers(INACTIVE, "409")[1])},
    "staff:enrollment": SHOWN,
    "staff:requirement": SHOWN,
    "staff:registration": {"own": A_BUTTON, "foreign": A_BUTTON},
    "staff:waitlist": {"own": A_BUTTON, "foreign": A_BUTTON},
    "staff:waitlist-leaving": dict.fromkeys(("own", "foreign"), (of_staff("405"), of_staff("404", "401"))),
    "staff:cart": {"": TO_LOOK_AT},
    "staff:cart-line-removal": {"": (of_staff("405"), of_staff("/staff/certification/cart/", "401"))},
    "staff:check-out": {"": (of_staff("405"), of_staff("422", "401"))},
    "staff:order": SHOWN,
    "staff:order-calendar": SHOWN,
    "staff:registration-calendar": SHOWN,
    "staff:registration-cancellation": {"own": A_QUESTION, "foreign": A_QUESTION},
    "staff:record": {"own": A_QUESTION, "foreign": A_QUESTION},
    "staff:record-files": {"own": A_FORM, "foreign": A_FORM},
    "staff:completion-files": {"own": A_QUESTION, "foreign": A_QUESTION},
    "staff:file": SHOWN,
    "staff:enrollment-definition": SHOWN,
    "staff:enrollment-cancellation": {"own": CANCELLING, "foreign": CANCELLING},
    "staff:enrollment-timeline": SHOWN,
    "staff:enrollment-dates": {"own": A_QUESTION, "foreign": A_QUESTION},
    "staff:enrollment-test": {"own": A_TEST, "foreign": A_TEST},
    "staff:enrollment-approval": {"own": A_BUTTON, "foreign": A_BUTTON},
    "staff:completion-grade": DECIDING,
    "staff:completion-approval": {"own": A_BUTTON, "foreign": A_BUTTON},
    "staff:completion-rejection": DECIDING,
    "staff:completion-correction": DECIDING,
    "staff:completion-voiding": VOIDING,
    "staff:certification-requirements": {"": A_FORM},
    "staff:certification-requirement-new": {"": A_FORM},
    "staff:certification-requirement": {"": A_FORM},
    "staff:certification-requirement-removal": {"": A_QUESTION},
    "staff:certification-category-new": {"": A_FORM},
    "staff:certification-category": {"": A_FORM},
    "staff:certification-category-removal": {"": A_QUESTION},
    "staff:components": {"": TO_LOOK_AT},
    "staff:component-new": {"": A_FORM},
    "staff:component": {"": TO_LOOK_AT},
    "staff:component-details": {"": A_FORM},
    "staff:component-retirement": {"": A_BUTTON},
    "staff:component-removal": {"": A_REMOVAL},
    "staff:offerings": {"": TO_LOOK_AT},
    "staff:offering-new": {"": A_FORM},
    "staff:offering": {"": (of_staff("200"), of_staff(OFFERING, "401"))},
    "staff:offering-details": {"": A_FORM},
    "staff:offering-retirement": {"": A_BUTTON},
    "staff:offering-removal": {"": A_REMOVAL},
    "staff:roster-file": {"": TO_TAKE_ALONG},
    "staff:attendance": {"": (of_staff("405"), of_staff(OFFERING, "401"))},
    "staff:roster-closing": {"": (of_staff("405"), of_staff(OFFERING, "401"))},
    "staff:unit-types": {"": TO_LOOK_AT},
    "staff:unit-type-new": {"": of_managers("200", "409")},
    "staff:unit-type": {"": (of_staff("200"), of_managers("200", "200")[1])},
    "staff:unit-type-retirement": {"": A_BUTTON},
    "staff:unit-type-removal": {"": A_REMOVAL_OF_MANAGERS},
    "staff:grade-scales": {"": TO_LOOK_AT},
    "staff:grade-scale-new": {"": of_managers("200", "409")},
    "staff:grade-scale": {"": (of_staff("200"), of_managers("200", "200")[1])},
    "staff:grade-scale-retirement": {"": A_BUTTON},
    "staff:grade-scale-removal": {"": A_REMOVAL_OF_MANAGERS},
    "staff:requirement-completions": {"": (of_staff("200"), of_staff(f"{APPROVALS}requirements/", "401"))},
    "staff:completions-file": {"": TO_TAKE_ALONG},
    "staff:completions-approval": {"": (of_staff("405"), of_staff(f"{APPROVALS}requirements/", "401"))},
    "staff:completions-rejection": {"": (of_staff("405"), of_staff(f"{APPROVALS}requirements/", "401"))},
    "staff:pending-grade": {"own": A_BUTTON, "foreign": A_BUTTON},
    "staff:job-undo": {"": (of_staff("405"), of_staff("404", "401"))},
    "staff:program-completions": {"": (of_staff("200"), of_staff(f"{APPROVALS}programs/", "401"))},
    "staff:programs-file": {"": TO_TAKE_ALONG},
    "staff:programs-approval": {"": (of_staff("405"), of_staff(f"{APPROVALS}programs/", "401"))},
    "staff:sending-back": {"own": A_QUESTION, "foreign": A_QUESTION},
    "staff:jobs": {"": TO_LOOK_AT},
    "staff:job": {"": TO_LOOK_AT},
    "staff:job-file": {"": TO_TAKE_ALONG},
    "staff:job-download": {"": NOT_YOURS_TO_LOOK_AT},
    "staff:job-start": {"": A_BUTTON},
    "staff:search": {"": TO_LOOK_AT},
    "staff:search-suggestions": {"": TO_LOOK_AT},
    "staff:log": {"": TO_LOOK_AT},
    "staff:log-file": {"": TO_TAKE_ALONG},
    "staff:log-entry": {"": TO_LOOK_AT},
    "logo": {"": (everybody("404"), everybody("405"))},
    "staff:settings": {"": of_admins("200", "200")},
    "staff:settings-logo": {"": of_admins("405", "/")},
    "staff:settings-logo-removal": {"": of_admins("405", "/")},
    "staff:users": {"": of_admins("200")},
    "staff:users-export": {"": of_admins("405", "200")},
    "staff:user-invite": {"": of_admins("200", "200")},
    "staff:user": {"": of_admins("200")},
    "staff:user-level": {"": of_admins("200", "200")},
    "staff:user-connection": {"": of_admins("200", "200")},
    "staff:user-withdrawal": {"": of_admins("200", "200")},
    "staff:user-deactivation": {"": of_admins("200", "200")},
    "staff:user-reactivation": {"": of_admins("200", "200")},
    "staff:user-key-revocation": {"": of_admins("405", "/")},
    "staff:user-invitation": {"": of_admins("405", "/")},
    "staff:notices": {"": TO_LOOK_AT},
    "staff:notices-file": {"": TO_TAKE_ALONG},
    "staff:notice-kinds": {"": TO_LOOK_AT},
    "staff:notice-kind": {"": TO_LOOK_AT},
    "staff:notice": {"": TO_LOOK_AT},
    "staff:notice-retry": {"": A_BUTTON},
    "staff:contact-add": {"": A_FORM},
    "staff:contacts": {"": TO_LOOK_AT},
    "staff:contacts-export": {"": TO_TAKE_ALONG},
    "staff:contact-duplicates": {"": TO_LOOK_AT},
    "staff:imports": {"": TO_LOOK_AT},
    "staff:program-import": {"": A_QUESTION},
    "staff:program-import-run": {"": (of_staff("405"), of_staff("422", "401"))},
    "staff:contact-import": {"": A_QUESTION},
    "staff:enrollment-import": {"": of_sysadmins("200", "422")},
    "staff:completion-import": {"": of_sysadmins("200", "422")},
    "staff:import-columns": {"": NOT_YOURS_TO_LOOK_AT},
    "staff:import-review": {"": NOT_YOURS_TO_LOOK_AT},
    "staff:import-look": {"": (of_staff("405"), of_staff("404", "401"))},
    "staff:import-run": {"": (of_staff("405"), of_staff("404", "401"))},
    "staff:import-refused": {"": NOT_YOURS_TO_LOOK_AT},
    "staff:contact": SHOWN,
    "staff:contact-details": {"own": A_FORM, "foreign": A_FORM},
    "staff:contact-data": {"own": A_QUESTION, "foreign": A_QUESTION},
    "staff:contact-invitation": {"own": A_BUTTON, "foreign": A_BUTTON},
    "staff:contact-merging": {
        whose: (of_managers("200", "409")[0], of_managers("422", "/")[1]) for whose in ("own", "foreign")
    },
    "staff:contact-erasure": {whose: of_managers("200", "409") for whose in ("own", "foreign")},
    "staff:certifications": {"": TO_LOOK_AT},
    "staff:certification-new": {"": A_FORM},
    "staff:certification-definition": {"": A_FORM},
    "staff:certification-policies": {"": (of_staff("405"), of_staff("422", "401"))},
    "staff:certification-versions": {"": TO_LOOK_AT},
    "staff:certification-preview": {"": TO_LOOK_AT},
    "staff:certification-preview-file": {
        "": (of_staff("405"), of_staff("/staff/certification/programs/P/preview/", "401"))  # there is no draft
    },
    "staff:certification-publication": {"": (of_staff("200"), of_staff("422", "401"))},
    "staff:certification-draft-removal": {"": (of_staff("200"), of_staff("422", "401"))},
    "staff:certification-copy": {"": A_FORM},
    "staff:certification-examples": {"": TO_LOOK_AT},
    "staff:certification-example-new": {"": (of_staff("200"), of_staff("422", "401"))},
    "staff:certification-example": {"": (of_staff("200"), of_staff("422", "401"))},
    "staff:certification-example-removal": {"": (of_staff("405"), of_staff("/", "401"))},
    "staff:certification-file": {"": TO_LOOK_AT},
    # Without a key nothing is answered; what each key is answered: tests/api/operation_table.py.
    "api:openapi": {"": (everybody("200"), everybody("405"))},
    "api:docs": {"": (everybody("200"), everybody("405"))},
    **OPERATIONS,
    "public:program": {"": (everybody("200"), everybody("405"))},
    "public:programs": {"": (everybody("200"), everybody("405"))},
    # An account that is nobody's is told so there.
    "public:enroll": {
        "": (
            (SIGN_IN, "/my/programs/P/", "200", "200", *("/my/programs/P/",) * 3),
            signed_in("405"),
        )
    },
    "member:home": {"": (with_contact("200"), with_contact("405", "401"))},
    "member:enrollment": OWN,
    "member:enrollment-definition": OWN,
    "member:enrollment-cancellation": {"own": OWN_CANCELLING, "foreign": NOT_ONES_OWN},
    "member:requirement": OWN,
    "member:record": {"own": (with_contact("200"), with_contact("422", "401")), "foreign": NOT_ONES_OWN},
    "member:record-files": {"own": (with_contact("200"), with_contact("200", "401")), "foreign": NOT_ONES_OWN},
    "member:completion-files": {"own": (with_contact("200"), with_contact("422", "401")), "foreign": NOT_ONES_OWN},
    "member:programs": {"": (with_contact("200"), with_contact("405", "401"))},
    "member:program": {"": (with_contact("200"), with_contact("422", "401"))},
    "member:file": OWN,
    "member:registration": {
        "own": (with_contact("405"), with_contact("/", "401")),
        "foreign": (with_contact("405"), with_contact("404", "401")),
    },
    "member:waitlist": {
        "own": (with_contact("405"), with_contact("/", "401")),
        "foreign": (with_contact("405"), with_contact("404", "401")),
    },
    "member:waitlist-leaving": dict.fromkeys(("own", "foreign"), (with_contact("405"), with_contact("404", "401"))),
    "member:cart": {"": (with_contact("200"), with_contact("405", "401"))},
    "member:cart-line-removal": {"": (with_contact("405"), with_contact("/my/cart/", "401"))},
    "member:check-out": {"": (with_contact("405"), with_contact("422", "401"))},
    "member:order": OWN,
    "member:order-calendar": OWN,
    "member:registration-calendar": OWN,
    "member:registration-cancellation": {
        "own": (with_contact("200"), with_contact("422", "401")),
        "foreign": NOT_ONES_OWN,
    },
    "member:profile": {"": (signed_in("200"), signed_in("405"))},
    "member:email": {"": (signed_in("200"), signed_in("200"))},
    "member:email-confirmation": {"": (signed_in("200"), signed_in("200"))},
    "member:api-keys": {"": (signed_in("200"), signed_in("200"))},
    "member:api-key-revocation": {"": (signed_in("405"), signed_in("/", SIGN_IN))},
    "member:sign-out-elsewhere": {"": (signed_in("405"), signed_in("/my/profile/"))},
    "member:data": {"": (with_contact("405"), with_contact("200", "401"))},
    "member:transcript": {"": (with_contact("200"), with_contact("405", "401"))},
    "member:transcript-file": {"": (with_contact("200"), with_contact("405", "401"))},
    "account_login": {"": ENTRANCE},
    "account_signup": {"": (("409", *("/",) * 6), everybody("/"))},  # nobody opened it
    "sign_up_sent": {"": (everybody("200"), everybody("405"))},
    "sign_up_name": {"": (WITHOUT_CONTACT, WITHOUT_CONTACT)},
    "sign_up_confirm": {"": (everybody("200"), everybody("200"))},
    "account_reauthenticate": {"": (signed_in("200"), signed_in("200"))},
    "account_inactive": {"": (everybody("200"), everybody("405"))},
    "account_logout": {"": (("/sign-in/", *("200",) * 6), everybody("/sign-in/"))},
    "resumed": {"": (signed_in("/"), signed_in("/"))},
    "setup": {"": (everybody("404"), everybody("404"))},
    "account_change_password": {"": (signed_in("200"), signed_in("200"))},
    "account_set_password": {"": (signed_in("/password/change/"), signed_in("/password/change/"))},
    "account_reset_password": {"": (everybody("200"), everybody("200"))},
    "account_reset_password_done": {"": (everybody("200"), everybody("405"))},
    "account_reset_password_from_key_done": {"": (everybody("200"), everybody("405"))},
    "account_reset_password_from_key": {"": (everybody("200"), everybody("200"))},
    "mfa_index": {"": (signed_in("200"), signed_in("405"))},
    "mfa_authenticate": {"": (signed_in("/", SIGN_IN), signed_in("/", SIGN_IN))},
    "mfa_reauthenticate": {"": (signed_in(AGAIN), signed_in(AGAIN))},
    "mfa_activate_totp": {"": (signed_in(AGAIN), signed_in(AGAIN))},
    "mfa_deactivate_totp": {"": WITHOUT_APP},
    "mfa_list_webauthn": {"": (signed_in("200"), signed_in("405"))},
    "mfa_add_webauthn": {"": (signed_in(AGAIN), signed_in(AGAIN))},
    "mfa_reauthenticate_webauthn": {"": (signed_in(AGAIN), signed_in(AGAIN))},
    "mfa_remove_webauthn": {"": (signed_in(AGAIN), signed_in(AGAIN))},
    "mfa_view_recovery_codes": {"": (signed_in("404"), signed_in("405"))},
    "mfa_generate_recovery_codes": {"": (signed_in(AGAIN), signed_in(AGAIN))},
    "mfa_download_recovery_codes": {"": WITHOUT_APP},
}

LOGGED = {
    "member:data": "contact.data_handed_out",
    "member:sign-out-elsewhere": "account.signed_out_elsewhere",
} | {name: "list.exported" for name, ways in ROWS.items() if ways.get("") in {TO_TAKE_ALONG, of_admins("405", "200")}}
"""Which routes write down that they handed something out or ended sessions; no other writes anything unasked."""
