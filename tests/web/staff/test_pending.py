"""Do the queues show what waits, decide what is ticked, and tell what became of each?"""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from conferral.actions import completions, enrollments
from conferral.actions.approvals import approve_many
from conferral.models import Completion, Enrollment, Event, Job
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from tests import make
from tests.actions.queue import AT, looked, met, program, waiting
from tests.conftest import TODAY
from tests.web.signed_in import link, said, signed_in

pytestmark = pytest.mark.django_db

LIST = "/staff/certification/approvals/requirements/"
PROGRAMS = "/staff/certification/approvals/programs/"


def form_of(answer) -> dict[str, str]:
    """Return the hidden fields of a queue."""
    body = answer.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(key|position|sort)" value="([^"]*)"', body))


def pick(row) -> str:
    return f"{row.key.hex}.{row.revision}"


def post(browser, name: str, at: str = LIST, **fields):
    """Press a button of the queue as it was opened."""
    return browser.post(reverse(f"staff:{name}"), {**form_of(browser.get(at)), **fields})


def rows_of(answer) -> list[str]:
    """Return the words of each row of a queue."""
    body = answer.content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", body[body.find("<tbody>") :], re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


def test_the_oldest_comes_first_with_the_columns_of_the_manual(staff) -> None:
    ours = program(scale=make.POINTS)
    late = make.completion(make.enrollment(make.contact("L", "Late", "Comer"), ours), today=date(2026, 3, 1))
    make.completion(make.enrollment(make.contact("E", "Early", "Bird"), ours), grade="90", today=date(2026, 2, 1))
    answer = staff.get(LIST)
    heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<button[^>]*>)?([^<]+)", answer.content.decode())
    assert [head.strip() for head in heads] == [
        "Program", "Requirement", "Requires Grade", "Grade", "Contact", "Date", "Location", "Units", "Files",
        "Waiting since",
    ]  # fmt: skip
    first, second = rows_of(answer)
    assert re.search(r"Exam Yes 90 Early Bird E 1 Jun 2025 – 0 – 1 Feb 2026 29 days ago", first), first
    assert "Late Comer" in second
    assert "Save" in second
    assert "2 completions wait" in said(answer)
    assert link(answer, "Decided in the last 30 days").endswith("?show=decided")
    assert late.pk


def test_a_search_and_filters_leave_what_they_name(staff) -> None:
    exam, other = program(scale=make.POINTS), program()
    make.completion(make.enrollment(make.contact("A", "Ada", "Byron"), exam))
    make.completion(make.enrollment(make.contact("B", "Grace", "Hopper"), exam), grade="90")
    make.completion(make.enrollment(make.contact("C", "Mary", "Ross"), other))
    for query, names in {
        "": ["Ada Byron", "Grace Hopper", "Mary Ross"],
        "?q=hopper": ["Grace Hopper"],
        f"?program={exam.code}": ["Ada Byron", "Grace Hopper"],
        f"?program={exam.code}&requirement=EXAM&needs=grade": ["Ada Byron"],
        "?needs=grade": ["Ada Byron"],
        "?program=NOWHERE": [],
        "?sort=-contact": ["Mary Ross", "Grace Hopper", "Ada Byron"],
        "?q=%00&after=spoilt&sort=nonsense": ["Ada Byron", "Grace Hopper", "Mary Ross"],
    }.items():
        answer = staff.get(LIST + query)
        found = [
            next((name for name in ("Ada Byron", "Grace Hopper", "Mary Ross") if name in row), row)
            for row in rows_of(answer)
        ]
        assert found == names, query
        assert f"{len(names)} completion" in said(answer)


def test_what_is_ticked_survives_searching_sorting_and_paging(staff) -> None:
    first, second = waiting(2)
    answer = staff.post(LIST, {"q": "nobody", "sort": "date", "pick": [pick(first), pick(second), "spoilt"], "all": ""})
    assert answer.status_code == 302
    assert answer["Location"] == f"{LIST}?q=nobody&sort=date&pick={pick(first)}&pick={pick(second)}"
    answer = staff.get(answer["Location"])
    assert "2 more are ticked on other pages." in said(answer)
    many = [f"{uuid4().hex}.1" for _ in range(200)]
    answer = staff.post(LIST, {"q": "", "pick": many})
    assert answer.status_code == 200
    assert "200 more are ticked on other pages." in said(answer)


def test_approve_selected_approves_what_is_ticked_and_tells_of_each(staff) -> None:
    ours = program()
    ticked, other = waiting(2, ours)
    answer = post(staff, "completions-approval", pick=[pick(ticked)])
    outcome = staff.get(answer["Location"])
    assert "Approve completions" in said(outcome)
    assert f"{ticked.enrollment.contact.member_number} · Exam · {ours.code}" in said(outcome)
    assert "Approved" in said(outcome)
    ticked.refresh_from_db()
    other.refresh_from_db()
    assert (ticked.approved_by_id, other.approved_on) == (staff.account.pk, None)
    batch = Event.objects.get(kind="completion.approved").batch
    assert batch == Job.objects.get().key


def test_a_double_click_decides_once_and_another_selection_of_the_same_page_is_another_job(staff) -> None:
    first, second = waiting(2)
    form = form_of(staff.get(LIST))
    ask = [staff.post(f"{LIST}approval/", {**form, "pick": pick(row)})["Location"] for row in (first, first, second)]
    assert ask[0] == ask[1] != ask[2]
    assert Event.objects.filter(kind="completion.approved").count() == 2


def test_what_changed_since_the_page_was_opened_is_refused_with_the_difference(staff) -> None:
    (row,) = waiting(1, program(scale=make.POINTS), grade="90")
    form = form_of(staff.get(LIST))
    Completion.objects.filter(pk=row.pk).update(notes="Other notes.", revision=2)
    Event.objects.create(
        at=AT, actor="grace", kind="completion.corrected", completion_id=row.pk,
        before={"notes": ""}, after={"notes": "Other notes."},
    )  # fmt: skip
    outcome = staff.get(staff.post(f"{LIST}approval/", {**form, "pick": pick(row)})["Location"])
    assert "This was changed by grace" in said(outcome)
    assert "Notes: blank became “Other notes.”" in said(outcome)
    row.refresh_from_db()
    assert row.approved_on is None


def test_approve_all_takes_what_the_filter_showed_when_the_page_was_opened_and_tells_of_the_rest(staff) -> None:
    ours, theirs = program(), program()
    shown, elsewhere = waiting(2, ours), waiting(1, theirs)
    form = form_of(staff.get(f"{LIST}?program={ours.code}"))
    came = waiting(3, ours)
    answer = staff.post(f"{LIST}approval/", {**form, "program": ours.code, "all": "1"}, follow=True)
    assert "3 came or changed since you opened the page." in said(answer)
    approved = set(Completion.objects.exclude(approved_on=None).values_list("pk", flat=True))
    assert approved == {row.pk for row in shown}
    assert came
    assert elsewhere
    form = form_of(staff.get(LIST))
    assert form["position"] == str(Event.objects.latest("pk").pk)
    staff.post(f"{LIST}approval/", {**form, "all": "1", "pick": pick(came[0])})
    assert not Completion.objects.waiting(on=date(2026, 3, 2)).exists()


def test_approve_all_where_nothing_is_left_leads_back(staff) -> None:
    answer = staff.post(f"{LIST}approval/", {"all": "1", "position": "spoilt"}, follow=True)
    assert "Nothing waits." in said(answer)
    answer = staff.post(f"{LIST}approval/", {"program": "X"}, follow=True)
    assert "Nothing is ticked. Tick at least one." in said(answer)
    assert not Job.objects.exists()


def test_reject_selected_asks_for_the_form_and_the_note_and_rejects(staff) -> None:
    row, other = waiting(2)
    asked = post(staff, "completions-rejection", pick=[pick(row)])
    assert "Incomplete" in asked.content.decode()
    assert all(
        words in said(asked) for words in ("Notify contact", "Set to rejected status", "1 completion is rejected")
    )
    fields = {"pick": pick(row), "reject": "1", "form": "rejected", "key": str(uuid4())}
    blank = staff.post(f"{LIST}rejection/", {**fields, "note": " "})
    assert blank.status_code == 422
    assert "Say what is missing; the enrollee reads it." in said(blank)
    outcome = staff.get(staff.post(f"{LIST}rejection/", {**fields, "note": "No signature."})["Location"])
    assert "Reject completions" in said(outcome)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.rejection, row.rejection_note, other.rejection) == ("rejected", "No signature.", "")
    assert "Nothing is ticked" in said(staff.post(f"{LIST}rejection/", follow=True))


def test_a_grade_is_entered_in_its_row(staff) -> None:
    ours = program(scale=make.POINTS)
    (row,) = waiting(1, ours)
    address = f"{LIST}{row.key}/grade/?program={ours.code}"
    back = staff.post(address, {"grade": "80", "revision": "1"})
    assert back["Location"] == f"{LIST}?program={ours.code}"
    assert "is saved; Exam is Awaiting Approval." in said(staff.get(back["Location"]))
    row.refresh_from_db()
    assert (row.grade, row.graded_by_id) == ("80", staff.account.pk)
    staff.post(address, {"grade": "80", "revision": "1"})
    assert "since you opened it" in said(staff.get(LIST))
    assert staff.post(f"{LIST}{uuid4()}/grade/").status_code == 404


def test_a_grade_that_is_none_or_does_not_pass_is_told(staff) -> None:
    one, other = waiting(2, program(scale=make.POINTS))
    staff.post(f"{LIST}{one.key}/grade/", {"grade": "excellent", "revision": "1"})
    assert "is not a number of points" in said(staff.get(LIST))
    staff.post(f"{LIST}{other.key}/grade/", {"grade": "10", "revision": "1"})
    assert "Exam is Not passed." in said(staff.get(LIST))


def test_ones_own_is_shown_with_the_reason_and_cannot_be_ticked(db) -> None:
    herself = signed_in(Role.STAFF, make.contact("ME", "Mia", "Mine"))
    make.completion(make.enrollment(herself.account.contact, program()))
    answer = herself.get(LIST)
    assert "Nobody may approve their own completion; ask a colleague." in said(answer)
    assert re.search(r'name="pick"[^>]* disabled', answer.content.decode())


def test_what_one_recorded_is_marked_and_may_still_be_rejected(staff) -> None:
    ours = program(separates_duties=True)
    (row,) = waiting(1, ours, by=staff.account.as_actor(TODAY))
    answer = staff.get(LIST)
    assert "who recorded or taught a completion may not approve it; ask a colleague. You may reject it." in said(answer)
    outcome = staff.get(post(staff, "completions-approval", pick=[pick(row)])["Location"])
    assert "This program separates duties" in said(outcome)
    post(staff, "completions-rejection", pick=[pick(row)], reject="1", form="notify", note="No.")
    row.refresh_from_db()
    assert row.rejection == "notify"


def test_what_was_decided_lately_is_listed_with_who_and_when(staff) -> None:
    approved, rejected, old = waiting(3)
    for row, by, on in (
        (old, COMMAND_LINE, date(2026, 1, 20)),
        (approved, staff.account.as_actor(TODAY), date(2026, 2, 20)),
    ):
        approve_many(completions=looked([row]), by=by, at=make.noon(on))
    completions.reject(
        completion=rejected.pk, form=Rejection.NOTIFY, note="No signature.", by=COMMAND_LINE,
        at=make.noon(date(2026, 2, 21)),
    )  # fmt: skip
    answer = staff.get(f"{LIST}?show=decided")
    first, second = rows_of(answer)
    assert re.search(r"Exam Rejected Notify contact No signature\. command-line 21 Feb 2026", first)
    assert re.search(rf"Exam Approved {staff.account.username} 20 Feb 2026", second)
    assert "2 decisions" in said(answer)
    assert "No decision in the last 30 days matches." in said(staff.get(f"{LIST}?show=decided&q=nobody&program=X"))


def test_undo_is_offered_to_its_author_and_takes_back(staff) -> None:
    rows = waiting(2)
    answer = post(staff, "completions-approval", pick=[pick(row) for row in rows])
    outcome = staff.get(answer["Location"])
    undo = re.search(r'action="([^"]*/undoing/[^"]*)"', outcome.content.decode()).group(1)
    assert "/undoing/" not in signed_in(Role.STAFF).get(answer["Location"]).content.decode()
    assert "/undoing/" in signed_in(Role.MANAGER).get(answer["Location"]).content.decode()
    stranger = signed_in(Role.STAFF)
    stranger.post(undo)
    assert "may undo it" in said(stranger.get(LIST))
    undone = staff.post(undo)
    assert staff.post(undo)["Location"] == undone["Location"]
    assert "Undone" in said(staff.get(undone["Location"]))
    assert link(staff.get(undone["Location"]), "What was undone") == answer["Location"]
    assert link(staff.get(answer["Location"]), "It was undone") == undone["Location"]
    assert Completion.objects.waiting(on=date(2026, 3, 2)).count() == 2
    assert staff.post(reverse("staff:job-undo", args=[uuid4()])).status_code == 404


def test_program_completions_are_listed_approved_and_taken_back(staff) -> None:
    first, second = met(2)
    answer = staff.get(PROGRAMS)
    assert "2 program completions wait" in said(answer)
    assert len(rows_of(answer)) == 2
    assert "1 Jun 2025 274 days ago" in rows_of(answer)[0]
    outcome = staff.get(post(staff, "programs-approval", PROGRAMS, pick=[pick(first)])["Location"])
    assert "Approve program completions" in said(outcome)
    first.refresh_from_db()
    assert first.earned_on == date(2026, 3, 2)
    post(staff, "programs-approval", PROGRAMS, all="1")
    second.refresh_from_db()
    assert second.earned_on == date(2026, 3, 2)
    assert "Nothing waits." in said(staff.get(PROGRAMS))
    undo = re.search(r'action="([^"]*/undoing/[^"]*)"', outcome.content.decode()).group(1)
    staff.post(undo)
    first.refresh_from_db()
    assert (first.approved_on, first.earned_on) == (None, None)
    assert "Nothing is ticked" in said(staff.post(f"{PROGRAMS}approval/", follow=True))


def test_what_came_after_program_completions_were_opened_is_told(staff) -> None:
    met(1)
    form = form_of(staff.get(PROGRAMS))
    came = met(1)
    answer = staff.post(f"{PROGRAMS}approval/", {**form, "all": "1"}, follow=True)
    assert "1 came or changed since you opened the page." in said(answer)
    assert list(Enrollment.objects.exclude(approved_on=None).values_list("pk")) != [(came[0].pk,)]


def test_the_search_of_program_completions_and_its_ticks(staff) -> None:
    first, second = met(2)
    assert len(rows_of(staff.get(f"{PROGRAMS}?program={first.program.code}&q={second.contact.member_number}"))) == 1
    answer = staff.post(PROGRAMS, {"q": "nobody", "pick": pick(first)}, follow=True)
    assert "1 more is ticked on other pages." in said(answer)
    assert "Nothing that waits matches." in said(answer)
    assert [row for row in rows_of(staff.get(f"{PROGRAMS}?sort=-met")) if row]


def test_a_program_completion_is_sent_back_by_naming_completions(staff) -> None:
    (row,) = met(1)
    address = f"{PROGRAMS}{row.key}/sending-back/"
    answer = staff.get(address)
    assert "Once it is sent back, this enrollment is Grace period" in said(answer)
    done = row.completions.get()
    fields = {"revision": "1", "form": "notify", "note": "Do it again."}
    assert "Tick at least one completion" in said(staff.post(address, fields))
    answer = staff.post(address, {**fields, "pick": pick(done)}, follow=True)
    assert "is sent back." in said(answer)
    row.refresh_from_db()
    assert row.requirements_met_on is None
    assert "There is nothing to send back" in said(staff.get(address))
    assert staff.get(f"{PROGRAMS}{uuid4()}/sending-back/").status_code == 404


def test_who_would_expire_is_warned_of_beforehand(staff) -> None:
    into = make.program(None, make.definition(requires_approval=True))
    row = make.enrollment(None, into, date(2024, 1, 1))
    make.completion(row, completed_on=date(2024, 6, 1))
    answer = staff.get(f"{PROGRAMS}{row.key}/sending-back/")
    assert "Once it is sent back, this enrollment is Expired" in said(answer)


def test_the_menu_says_how_much_waits(staff, monkeypatch) -> None:
    waiting(2)
    met(1)
    (gone,) = waiting(1)
    enrollments.cancel(enrollment=gone.enrollment_id, by=COMMAND_LINE, at=AT)
    body = staff.get("/staff/contacts/new/").content.decode()
    assert re.findall(r'class="count"[^>]*>(\d+)', body) == ["2", "1"]
    monkeypatch.setattr("conferral.models.waiting.MOST", 2)
    body = staff.get("/staff/contacts/new/").content.decode()
    assert re.findall(r'class="count"[^>]*>([\d+]+)', body) == ["1+", "1"]


def test_keys_that_are_spoilt_are_no_ticks(staff) -> None:
    (row,) = waiting(1)
    for spoilt in (
        "",
        "x",
        f"{row.key}.1",
        f"{row.key.hex}",
        f"{row.key.hex}.x",
        f"{row.key.hex}.{10**40}",
        f"{row.key.hex}.{2**31}",
        f"{row.key.hex}.{'0' * 11}{10**14}",
        "z" * 32 + ".1",
    ):
        assert "Nothing is ticked" in said(staff.post(f"{LIST}approval/", {"pick": spoilt}, follow=True)), spoilt
    assert isinstance(row.key, UUID)


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 5000])
def test_a_grade_for_a_revision_that_is_spoilt_is_not_taken(staff, revision) -> None:
    (row,) = waiting(1, program(scale=make.POINTS))
    answer = staff.post(f"{LIST}{row.key}/grade/", {"grade": "90", "revision": revision}, follow=True)
    assert "This form is incomplete; open it anew. Nothing was changed." in said(answer)
    row.refresh_from_db()
    assert (row.grade, row.revision) == ("", 1)
