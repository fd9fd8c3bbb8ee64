"""Does every kind of entry of the log read as a sentence?"""

from __future__ import annotations

import pytest

from conferral.rules.entry_words import LABELS, erased, said

DATES = {"enrolled_on": "2025-03-01", "grace_begins_on": "2026-03-02", "expires_on": "2026-03-31"}


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        (
            "enrollment.enrolled",
            {},
            {"version": 2, **DATES},
            (
                "Enrolled on version 2: Enrollment date 1 March 2025; Grace period begins 2 March 2026; "
                "Expiration date 31 March 2026."
            ),
        ),
        (
            "enrollment.enrolled",
            {},
            {"enrolled_on": "2025-03-01", "grace_begins_on": None},
            "Enrolled: Enrollment date 1 March 2025.",
        ),
        ("enrollment.enrolled", {}, {}, "Enrolled."),
        (
            "enrollment.dates_changed",
            {"expires_on": "2026-03-31", "grace_begins_on": "2026-03-02"},
            {"grace_begins_on": None, "expires_on": "2026-06-30"},
            (
                "The dates were changed. Grace period begins: 2 March 2026 became blank; "
                "Expiration date: 31 March 2026 became 30 June 2026."
            ),
        ),
        (
            "enrollment.cancelled",
            {"cancelled_on": None},
            {"cancelled_on": "2026-03-02"},
            "Cancelled as of 2 March 2026.",
        ),
        (
            "enrollment.purged",
            {},
            {"completions": 2, "files": 1},
            "The enrollment was purged, with 2 completions and 1 file.",
        ),
        ("registration.attended", {}, {}, "Came to an event."),
        ("registration.no_show", {}, {}, "Did not come to an event."),
        ("offering.opened_again", {}, {}, "The roster of an event was opened again."),
        (
            "list.exported",
            {},
            {"list": "inactive", "count": 3, "form": "csv"},
            "Exported as CSV: the inactive enrollments, 3 rows.",
        ),
        (
            "list.exported",
            {},
            {"list": "another"},
            "Exported as A FILE: a list, an unknown number of rows.",
        ),
        ("enrollment.purged", {}, {"completions": 0, "files": 0}, "The enrollment was purged."),
        (
            "enrollment.moved",
            {"enrollment": 1, "version": 1, **DATES},
            {
                "version": 2,
                "keeps_dates": True,
                "carried": [{"completion": 1, "requirement": "A", "said": "kept"}],
                "lost": [{"completion": 2, "said": "Oral of 1 June 2025: not asked any more."}],
            },
            (
                "Moved from version 1 to version 2, keeping its dates. 1 completion came along. "
                "Not carried over: Oral of 1 June 2025: not asked any more."
            ),
        ),
        (
            "enrollment.moved",
            {"version": 1},
            {"version": 3, "keeps_dates": False, "carried": [{}, {}], "lost": []},
            "Moved from version 1 to version 3, with new dates. 2 completions came along.",
        ),
        (
            "enrollment.approved",
            {"approved_on": None},
            {"approved_on": "2026-03-02"},
            "The program completion was approved as of 2 March 2026.",
        ),
        (
            "enrollment.approval_undone",
            {"approved_on": "2026-03-02"},
            {"approved_on": None},
            "The approval of the program completion was undone, so it waits again.",
        ),
        ("enrollment.earned", {"earned_on": None}, {"earned_on": "2026-02-01"}, "Earned on 1 February 2026."),
        (
            "enrollment.earned",
            {"earned_on": "2026-02-01"},
            {"earned_on": "2026-03-01"},
            "Earned on 1 March 2026 instead of 1 February 2026.",
        ),
        (
            "enrollment.earning_lost",
            {"earned_on": "2026-02-01"},
            {"earned_on": None},
            "Not Earned any more, as it was from 1 February 2026 on.",
        ),
        (
            "enrollment.tested",
            {"started_on": None},
            {"started_on": "2026-02-01"},
            "Testing for completion put right what was kept of it. Started: blank became 1 February 2026.",
        ),
        (
            "enrollment.imported_change",
            {"expires_on": "2026-03-31"},
            {"expires_on": "2026-04-30"},
            "An import changed it. Expiration date: 31 March 2026 became 30 April 2026.",
        ),
        (
            "completion.recorded",
            {},
            {
                "requirement": "EX",
                "completed_on": "2026-02-01",
                "grade": "90",
                "units": "2.5",
                "notes": "By phone",
                "files": [{"name": "proof.pdf", "sha256": "x"}],
                "approved_on": "2026-02-02",
            },
            (
                "A completion of Exam dated 1 February 2026 was recorded, 2.5 units, grade 90, 1 file, "
                "approved on 2 February 2026. Notes: “By phone”."
            ),
        ),
        ("completion.graded", {"grade": ""}, {"grade": "90"}, "The completion of Exam was graded: 90."),
        ("completion.approved", {"approved_on": None}, {"approved_on": "x"}, "The completion of Exam was approved."),
        (
            "completion.rejected",
            {"rejection": ""},
            {"rejection": "notify", "note": "n"},
            "The completion of Exam was rejected (Notify contact). It is back at No Status.",
        ),
        (
            "completion.rejected",
            {"rejection": ""},
            {"rejection": "rejected", "note": "n"},
            "The completion of Exam was rejected (Set to rejected status). It is Rejected.",
        ),
        (
            "completion.voided",
            {"voided_on": None},
            {"voided_on": "2026-03-02", "carried_from": 3},
            "The completion of Exam was voided, because the one it was carried over from was.",
        ),
        ("completion.voided", {}, {"voided_on": "2026-03-02"}, "The completion of Exam was voided."),
        (
            "completion.corrected",
            {"completed_on": "2026-02-01"},
            {"completed_on": "2026-01-01"},
            "The completion of Exam was corrected. Date: 1 February 2026 became 1 January 2026.",
        ),
        (
            "completion.file_added",
            {"files": []},
            {"files": [{"name": "proof.pdf", "sha256": "x"}]},
            "“proof.pdf” was added to the completion of Exam.",
        ),
        (
            "completion.approval_undone",
            {},
            {},
            "The approval of the completion of Exam was undone, so it waits again.",
        ),
        (
            "completion.rejection_undone",
            {},
            {},
            "The rejection of the completion of Exam was undone, so it waits again.",
        ),
        (
            "version.draft_saved",
            {},
            {"name": "Care", "revision": 2, "changes": ["Grace Period: 30 days became none"]},
            "The draft of Care was saved. Grace Period: 30 days became none.",
        ),
        ("version.published", {}, {"version": 3, "name": "Care"}, "Version 3 of Care was published."),
        ("organization.founded", {}, {"name": "Guild"}, "The register of Guild was opened."),
        ("organization.named", {"name": "Gild"}, {"name": "Guild"}, "The organization is called Guild (before: Gild)."),
        (
            "contact.changed",
            {"email": "a@example.org"},
            {"email": "b@example.org"},
            "Contact changed. Email: “a@example.org” became “b@example.org”.",
        ),
        (
            "contact.added",
            {},
            {"member_number": "M-1", "first_name": "Ada", "last_name": "Byron"},
            "Contact added: Ada Byron (M-1).",
        ),
        (
            "contact.merged",
            {},
            {"merged": {"first_name": "Ada", "last_name": "Bryon", "member_number": "M-2", "enrollments": [1, 2]}},
            "Ada Bryon (M-2) was merged into this contact, and 2 enrollments came along.",
        ),
        ("contact.merged", {}, {}, "another contact was merged into this contact."),
        (
            "contact.erased",
            {},
            {"number_replaced": True},
            "Who this contact was has been erased; what certifies something stays. The member number was replaced.",
        ),
        ("contact.data_handed_out", {}, {}, "Everything that is held about this contact was handed out."),
        ("account.closed", {}, {"username": "ada"}, "The account ada of the contact merged away was closed."),
        ("account.moved", {}, {"username": "ada"}, "The account ada of the contact merged away is this contact’s now."),
        (
            "enrollment.enrolling_undone",
            {"version": 1},
            {},
            "The enrolment was taken back, and the enrollment removed.",
        ),
        ("component.removed", {"code": "EX", "title": "Exam paper"}, {}, "Component deleted: Exam paper."),
    ],
)
def test_an_entry_reads_as_sentences(kind, before, after, words) -> None:
    about = "Exam" if kind.startswith("completion.") else ""
    assert said(kind, before, after, about=about) == words


def test_a_completion_whose_requirement_is_not_known_any_more_is_told_by_its_code() -> None:
    assert "A completion of EX dated" in said(
        "completion.recorded", {}, {"requirement": "EX", "completed_on": "2026-02-01"}
    )
    assert said("completion.approved", {}, {}) == "The completion of a requirement was approved."


@pytest.mark.parametrize("kind", LABELS)
def test_every_kind_says_something_even_of_an_entry_without_contents(kind) -> None:
    sentence = said(kind, {}, {})
    assert sentence.endswith(".")
    assert "None" not in sentence
    assert "." not in LABELS[kind]
    assert erased(kind) == f"{LABELS[kind]}. What was before and after, and the reason, are erased."


def test_a_kind_nobody_has_words_for_is_told_by_its_name() -> None:
    assert said("credential.issued", {}, {"name": "EMT"}) == "credential.issued: EMT."


@pytest.mark.parametrize(
    ("kind", "before", "after", "sentence"),
    [
        (
            "order.placed",
            {},
            {"order": "000007", "total": "0", "currency": ""},
            "Order 000007 was placed, for nothing.",
        ),
        (
            "order.placed",
            {},
            {"order": "000007", "total": "45.50", "currency": "EUR"},
            "Order 000007 was placed, over 45.50 EUR, on invoice.",
        ),
        ("registration.made", {}, {"order": "000007"}, "Registered for Evening with order 000007."),
        (
            "registration.cancelled",
            {"order": "000007"},
            {},
            "The registration for Evening was cancelled. The seat came from order 000007.",
        ),
        (
            "registration.cancelled",
            {"order": "000007"},
            {"merged": True},
            (
                "The registration for Evening was cancelled. The event had another registration of the same person. "
                "The seat came from order 000007."
            ),
        ),
        ("notice.sent_again", {}, {"notice": "Earned"}, "The notice “Earned”, which had failed, is sent again."),
    ],
)
def test_what_is_said_of_orders_seats_and_notices(kind, before, after, sentence) -> None:
    assert said(kind, before, after, about="Evening") == sentence
