"""Can staff export a list too long to wait for, leave it, come back and download the file?"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from conferral.models import Contact, Event, Export
from conferral.rules import exporting
from conferral.rules.exporting import AT_ONCE
from tests import make
from tests.browser.hands import in_every_way, staff
from tests.working import work_off


@in_every_way
def test_a_long_list_is_exported_by_a_job_and_downloaded(page, signed_in, site, axe, way):
    Contact.objects.bulk_create(
        Contact(member_number=f"N-{number}", last_name=f"Name {number}", sort_name=f"{number:06}")
        for number in range(AT_ONCE + 1)
    )
    hands = staff(page, signed_in, way)
    hands.goto("/staff/contacts/")
    hands.press(hands.button("Export CSV"))
    hands.arrives("Export a list")
    hands.reads("Waiting", "0 of 5,00", "You can leave this page", "it can be downloaded here for a day")
    expect(hands.link("Download")).to_have_count(0)
    if way.javascript:
        axe(hands.page)

    work_off(most=1)
    hands.menu("Jobs")
    hands.arrives("Jobs")
    hands.reads("Running", "500 of 5,00")
    hands.reads("The contacts")
    hands.press(hands.link("Export a list"))
    hands.arrives("Export a list")
    work_off()
    if not way.javascript:
        hands.press(hands.link("Look again"))
    hands.reads("Done", "The contacts, as CSV. The file is here for you until 3 Mar 2026")
    if way.javascript:
        axe(hands.page)
    with hands.page.expect_download() as taken:
        hands.press(hands.link("Download"))
    assert taken.value.suggested_filename == "Contacts 2026-03-02.csv"
    lines = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == Contact.objects.count() + 1
    assert lines[1].startswith("N-0,")
    assert Export.objects.count() == 1


@in_every_way
def test_a_long_log_is_exported_by_a_job_too(page, signed_in, site, axe, way, monkeypatch):
    make.enrollment(make.contact("M-1", "Ada"), make.program("EMT-R"))
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    hands = staff(page, signed_in, way)
    hands.goto("/staff/log/")
    hands.press(hands.button("Export CSV"))
    hands.arrives("Export a list")
    hands.reads("Waiting", "The log, as CSV. Each step is a thousand of its entries.", "0 of 1")
    if way.javascript:
        axe(hands.page)
    work_off()
    if not way.javascript:
        hands.press(hands.link("Look again"))
    hands.reads("Done", "The log, as CSV. The file is here for you until 3 Mar 2026")
    with hands.page.expect_download() as taken:
        hands.press(hands.link("Download"))
    assert taken.value.suggested_filename == "log 2026-03-02.csv"
    lines = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert "enrollment.enrolled" in lines
    assert lines.count("contact.added") >= 1
    assert Event.objects.filter(kind="list.exported").count() == 1
