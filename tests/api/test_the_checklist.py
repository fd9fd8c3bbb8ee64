"""Can a program do by itself what the manual's procedures do, from adding a contact to purging?

The numbers are those of the checklist in the design: what of it has no step that only a screen has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache

from conferral.actions.programs import policies_of, set_policies
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.api.calling import Program, code, key_of, somebody
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
STAGES = (
    make.requirement("COURSE", title="Course", stage=1, enrollees_may_record=True, requires_approval=True),
    make.requirement("EXAM", title="Exam", stage=2, scale=make.POINTS),
)


@pytest.fixture
def defined():
    asked = make.definition(*STAGES, in_order=True, unit_type="CE hours", designation="EMT", units_required=Decimal(0))
    return make.program("EMT", asked)


def of(role: Role, contact=None) -> Program:
    return Program(key_of(somebody(role, contact)))


def done(answer, status: int = 200):
    assert answer.status_code == status, answer.content
    return answer.json()


def refused(answer) -> tuple[int, str]:
    return answer.status_code, code(answer)


def tally(program: Program) -> dict[str, int]:
    told = program.get_json("/programs/EMT/tally")
    return {name: told[name] for name in ("earned", "enrolled", "not_started", "grace", "expired", "total")}


def test_from_a_contact_to_what_was_earned(defined):
    staff = of(Role.STAFF)
    # S6: a missing contact is added first.
    (outcome,) = done(staff.post("/programs/EMT/enrollments", {"contacts": ["M-1"]}))["items"]
    assert (outcome["outcome"], outcome["code"]) == ("refused", "contact_unknown")
    done(staff.post("/contacts", {"member_number": "M-1", "first_name": "Ada", "last_name": "Lovelace"}), 201)
    # S17-S25: enrolled, with the date that defaults to today, and confirmed by looking.
    (outcome,) = done(staff.post("/programs/EMT/enrollments", {"contacts": ["M-1"]}))["items"]
    enrollment = outcome["enrollment"]
    assert enrollment["enrolled_on"] == "2026-03-02"
    path = f"/enrollments/{enrollment['id']}"
    assert staff.get_json(path)["status"] == "enrolled"
    # S1, S10-S15: counts of registrants, and who they are.
    assert tally(staff) == {"earned": 0, "enrolled": 1, "not_started": 1, "grace": 0, "expired": 0, "total": 1}
    assert [one["name"] for one in staff.get_json("/programs/EMT/enrollments?q=love")["items"]] == ["Ada Lovelace"]
    assert staff.get_json("/programs/EMT/enrollments?q=nobody")["items"] == []
    # S35-S38, S70, S71, S85, S90: later stages are closed, and say why.
    course, exam = staff.get_json(f"{path}/requirements")["items"]
    assert (course["status"], course["open"]) == ("no_status", True)
    assert (exam["open"], exam["why_not"]) == (False, "Exam opens when these are Complete: Course.")
    assert refused(staff.post(f"{path}/requirements/EXAM/completions", {"completed_on": "2026-03-02"})) == (
        409,
        "requirement_blocked",
    )
    # S76-S82: a date is needed, notes are optional; approval is awaited.
    assert refused(staff.post(f"{path}/requirements/COURSE/completions", {})) == (422, "field_missing")
    attempt = done(
        staff.post(f"{path}/requirements/COURSE/completions", {"completed_on": "2026-03-02", "notes": "Seen."}), 201
    )
    assert attempt["state"] == "awaiting_approval"
    # S83: no going on before it is approved; S87: staff reject, it can be submitted again; and approve.
    assert staff.get_json(f"{path}/requirements")["items"][1]["open"] is False
    done(staff.post(f"/completions/{attempt['id']}/rejection", {"form": "rejected", "note": "Unreadable."}))
    assert staff.get_json(f"{path}/requirements")["items"][0]["status"] == "rejected"
    attempt = done(staff.post(f"{path}/requirements/COURSE/completions", {"completed_on": "2026-03-01"}), 201)
    assert "before the enrollment date" in attempt["warning"]
    done(staff.post(f"/completions/{attempt['id']}/approval"))
    assert refused(staff.post(f"/completions/{attempt['id']}/approval")) == (409, "already_decided")
    # S86: a grade is waited for; one below the pass mark completes nothing, a later one does.
    for grade, state in (("60", "not_passed"), ("85", "complete")):
        attempt = done(staff.post(f"{path}/requirements/EXAM/completions", {"completed_on": "2026-03-02"}), 201)
        assert attempt["state"] == "awaiting_grade"
        assert refused(staff.post(f"/completions/{attempt['id']}/grade", {"grade": "850"}))[0] == 422
        assert done(staff.post(f"/completions/{attempt['id']}/grade", {"grade": grade}))["state"] == state
    # S5, S11, S88, S91, S92: completed, counted, read-only, and named on the transcript (S33, S34).
    assert staff.get_json(path)["status"] == "earned"
    assert tally(staff) == {"earned": 1, "enrolled": 0, "not_started": 0, "grace": 0, "expired": 0, "total": 1}
    assert refused(staff.post(f"{path}/requirements/EXAM/completions", {"completed_on": "2026-03-02"})) == (
        409,
        "enrollment_closed",
    )
    assert staff.get_json("/contacts/M-1")["designations"] == [{"designation": "EMT", "conferred_on": "2026-03-02"}]
    assert [one["status"] for one in staff.get_json("/contacts/M-1/transcript")["enrollments"]] == ["earned"]
    # S64, S97: what is completed is neither cancelled nor entered again, nor ever purged.
    manager = of(Role.MANAGER)
    assert refused(manager.post(f"{path}/cancellation")) == (409, "not_cancellable")
    (outcome,) = done(staff.post("/programs/EMT/enrollments", {"contacts": ["M-1"]}))["items"]
    assert outcome["code"] == "already_earned"
    (outcome,) = done(manager.post("/purges", {"enrollments": [enrollment["id"]]}))["items"]
    assert (outcome["outcome"], outcome["code"]) == ("refused", "earned_stays")
    said = [one["said"] for one in staff.get_json(f"{path}/events")["items"]]
    assert any("Earned on 2 March 2026" in one for one in said)
    assert said[-1].startswith("Enrolled on version 1")


def test_dates_cancelling_enrolling_again_and_purging(defined):
    staff, manager = of(Role.STAFF), of(Role.MANAGER)
    make.contact("M-1")
    sent = {"contacts": ["M-1"], "enrolled_on": "2025-02-20"}
    (outcome,) = done(staff.post("/programs/EMT/enrollments", sent))["items"]
    path = f"/enrollments/{outcome['enrollment']['id']}"
    # S13, S43: in grace, the completion deadline is the expiration date.
    told = staff.ask("GET", path)
    assert (told.json()["status"], told.json()["completion_deadline"]) == ("grace", told.json()["expires_on"])
    # S39-S42: staff edit the dates, with a reason.
    answer = staff.patch(
        path, {"grace_begins_on": "2026-04-01", "expires_on": "2026-05-01", "reason": "Ill."}, If_Match=told["ETag"]
    )
    assert (done(answer)["status"], answer.json()["completion_deadline"]) == ("enrolled", "2026-03-31")
    # S14, S45, S49: expired, purged by a Certification Manager and nobody below.
    with time_machine.travel(NOW + timedelta(days=90), tick=False):
        cache.clear()
        assert staff.get_json(path)["status"] == "expired"
        purge = {"enrollments": [outcome["enrollment"]["id"]]}
        assert refused(staff.post("/purges", purge)) == (403, "role_needed")
        assert done(manager.post("/purges", purge))["items"][0]["outcome"] == "done"
        assert refused(staff.ask("GET", path)) == (404, "not_there")
        # S47, S55: the contact is still there and can be used.
        (outcome,) = done(staff.post("/programs/EMT/enrollments", {"contacts": ["M-1"]}))["items"]
        path = f"/enrollments/{outcome['enrollment']['id']}"
        # S54: what is not inactive is not purged. S60, S67, S68: managers cancel, and the contact is enrolled again.
        (kept,) = done(manager.post("/purges", {"enrollments": [outcome["enrollment"]["id"]]}))["items"]
        assert kept["code"] == "not_inactive"
        assert refused(staff.post(f"{path}/cancellation")) == (403, "cancelling_needs_manager")
        assert done(manager.post(f"{path}/cancellation", {"reason": "Moved away."}))["status"] == "cancelled"
        (again,) = done(staff.post("/programs/EMT/enrollments", {"contacts": ["M-1"]}))["items"]
        assert again["outcome"] == "done"


def test_what_a_member_does_for_themselves(defined):
    ada, ben = make.contact("M-1", "Ada"), make.contact("M-2", "Ben")
    member = of(Role.NONE, ada)
    # S2: members enroll themselves, as of today.
    assert [one["code"] for one in member.get_json("/programs")["items"]] == ["EMT"]
    tomorrow = {"contacts": ["M-1"], "enrolled_on": "2026-03-03"}
    assert done(member.post("/programs/EMT/enrollments", tomorrow))["items"][0]["code"] == "only_today"
    items = done(member.post("/programs/EMT/enrollments", {"contacts": ["M-1", "M-2"]}))["items"]
    assert [(one["outcome"], one["code"]) for one in items] == [("done", ""), ("refused", "contact_unknown")]
    path = f"/enrollments/{items[0]['enrollment']['id']}"
    # S44: dates are for staff. S60: with the option off, cancelling is too.
    assert refused(member.patch(path, {"expires_on": "2030-01-01", "reason": "More."}, If_Match="*")) == (
        403,
        "role_needed",
    )
    assert refused(member.post(f"{path}/cancellation")) == (403, "cancelling_needs_manager")
    # S70, S82: recorded where the program lets them, and approved by others alone.
    attempt = done(member.post(f"{path}/requirements/COURSE/completions", {"completed_on": "2026-03-02"}), 201)
    assert refused(member.post(f"/completions/{attempt['id']}/approval"))[0] == 403
    assert refused(member.post(f"{path}/requirements/EXAM/completions", {"completed_on": "2026-03-02"})) == (
        403,
        "recorded_by_staff",
    )
    # Another member finds nothing of it.
    other = of(Role.NONE, ben)
    for at in (path, f"{path}/requirements", f"{path}/events", "/contacts/M-1", "/contacts/M-1/transcript"):
        assert refused(other.ask("GET", at)) == (404, "not_there")
    assert refused(other.post(f"{path}/requirements/COURSE/completions", {"completed_on": "2026-03-02"})) == (
        404,
        "not_there",
    )


def test_with_the_option_on_an_enrollee_cancels_their_own():
    """S61."""
    made = make.program("OPEN", make.definition(unit_type="CE hours"), enrollees_may_cancel=True)
    ada = make.contact("M-1")
    row = make.enrollment(ada, made, NOW.date())
    assert done(of(Role.NONE, ada).post(f"/enrollments/{row.key}/cancellation"))["status"] == "cancelled"


def enrolled(program: Program, number: str) -> tuple[str, str]:
    """Enroll a contact, and return what became of it and the key or the code."""
    (outcome,) = done(program.post("/programs/EMT/enrollments", {"contacts": [number]}))["items"]
    return outcome["outcome"], outcome["code"] or outcome["enrollment"]["id"]


def set_live(program, **policies):
    held = policies_of(program)
    set_policies(program=program, policies=replace(held, **policies), by=COMMAND_LINE, at=NOW)


def test_of_a_program_no_longer_offered_what_is_ticked_is_purged_and_nothing_else(defined):
    staff, manager = of(Role.STAFF), of(Role.MANAGER)
    for number in ("M-1", "M-2", "M-3"):
        make.contact(number)
    keys = [enrolled(staff, number)[1] for number in ("M-1", "M-2", "M-3")]
    path = f"/enrollments/{keys[0]}"
    attempt = done(staff.post(f"{path}/requirements/COURSE/completions", {"completed_on": "2026-03-02"}), 201)
    set_live(defined, is_active=False)
    # S7: nobody is enrolled any more.
    assert enrolled(staff, "M-3") == ("refused", "program_inactive")
    assert staff.get_json("/programs/EMT")["status"] == "inactive"
    # S46, S48, S53, S56: those two go with all that was recorded on them, once it is decided, and the third stays.
    (waits, _) = done(manager.post("/purges", {"enrollments": [keys[0], "0" * 8 + keys[0][8:]]}))["items"]
    assert waits["code"] == "undecided"
    done(staff.post(f"/completions/{attempt['id']}/approval"))
    items = done(manager.post("/purges", {"enrollments": keys[:2]}))["items"]
    assert [(one["enrollment"], one["outcome"]) for one in items] == [(key, "done") for key in keys[:2]]
    assert refused(staff.ask("GET", f"{path}/requirements")) == (404, "not_there")
    assert refused(staff.post(f"/completions/{attempt['id']}/approval")) == (404, "not_there")
    assert staff.get_json(f"/enrollments/{keys[2]}")["status"] == "enrolled"
    assert [one["member_number"] for one in staff.get_json("/contacts")["items"]] == ["M-1", "M-2", "M-3"]


def test_edits_are_for_whoever_is_enrolled_after_them(defined):
    staff, manager = of(Role.STAFF), of(Role.MANAGER)
    make.contact("M-1")
    _, key = enrolled(staff, "M-1")
    make.publish(defined, make.definition(make.requirement("ONLY", title="The only one"), unit_type="CE hours"))
    assert staff.get_json("/programs/EMT")["version"] == 2
    # S95: whoever is enrolled stays under what they were enrolled under.
    assert staff.get_json(f"/enrollments/{key}")["version"] == 1
    asked = staff.get_json(f"/enrollments/{key}/requirements")["items"]
    assert [one["requirement"] for one in asked] == ["COURSE", "EXAM"]
    # S98: cancelled and enrolled again, they come under the edited one.
    assert enrolled(staff, "M-1") == ("refused", "already_enrolled")
    done(manager.post(f"/enrollments/{key}/cancellation"))
    _, key = enrolled(staff, "M-1")
    path = f"/enrollments/{key}"
    assert staff.get_json(path)["version"] == 2
    assert [one["requirement"] for one in staff.get_json(f"{path}/requirements")["items"]] == ["ONLY"]
    # S96, S97: what is completed is entered again while Maintenance program is on, and not while it is off.
    done(staff.post(f"{path}/requirements/ONLY/completions", {"completed_on": "2026-03-02"}), 201)
    assert staff.get_json(path)["status"] == "earned"
    assert enrolled(staff, "M-1") == ("refused", "already_earned")
    set_live(defined, is_maintenance=True)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        cache.clear()
        assert enrolled(staff, "M-1")[0] == "done"
