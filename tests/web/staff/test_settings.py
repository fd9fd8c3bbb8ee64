"""Do those who may set what holds for the whole register, and is the logo shown as a picture and nothing else?"""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from zeal import zeal_ignore

from conferral.actions import organization
from conferral.models import Event, Organization
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.logo import MOST_BYTES
from tests import make
from tests.conftest import NOW
from tests.hostile_files import HTML, SVG, gif, jpeg, png, webp
from tests.uploaded import kept
from tests.web.signed_in import said, signed_in

pytestmark = pytest.mark.django_db
PAGE, LOGO = "/staff/settings/", "/staff/settings/logo/"


@pytest.fixture
def admin():
    return signed_in(Role.ADMIN)


@pytest.fixture
@zeal_ignore()
def named():
    return organization.change(name="Society", by=COMMAND_LINE, at=NOW)


def send(client, contents: bytes, name: str = "logo.png"):
    return client.post(LOGO, {"logo": SimpleUploadedFile(name, contents)}, follow=True)


def test_name_currency_and_second_factor_are_set_and_the_log_keeps_what_they_were(admin, named):
    form = {"revision": "1", "name": "Society of Examples", "currency": "eur"}
    assert "Saved." in said(admin.post(PAGE, form, follow=True))
    row = Organization.objects.get()
    assert (row.name, row.currency, row.staff_need_second_factor, row.revision) == (
        "Society of Examples",
        "EUR",
        False,
        2,
    )
    entries = Event.objects.filter(account_id=admin.account.pk).order_by("pk").values_list("kind", "before", "after")
    assert list(entries) == [
        ("organization.named", {"name": "Society"}, {"name": "Society of Examples"}),
        ("organization.settings_changed", {"currency": ""}, {"currency": "EUR"}),
    ]
    assert "Society of Examples" in admin.get(PAGE).content.decode()
    assert 'name="currency" value="EUR"' in admin.get("/staff/certification/new/offering/").content.decode()


def test_the_name_can_be_given_where_there_is_none_yet(admin):
    assert admin.get(PAGE).status_code == 200
    admin.post(PAGE, {"revision": "0", "name": "Society", "currency": ""})
    assert Organization.objects.get().name == "Society"


@pytest.mark.parametrize(
    ("said_", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 201}, "At most 200 characters"),
        ({"currency": "euro"}, "not a code of three capital letters"),
        ({"revision": "7"}, "Somebody else changed the settings"),
    ],
)
def test_what_is_refused_is_told_and_nothing_is_saved(admin, named, said_, told):
    answer = admin.post(PAGE, {"revision": "1", "name": "Other", "currency": "", **said_})
    assert (answer.status_code, told in said(answer)) == (422, True)
    assert Organization.objects.get().name == "Society"
    assert 'name="revision" value="1"' in answer.content.decode() or "revision" not in said_


@pytest.mark.parametrize(
    ("contents", "media_type"), [(png(), "image/png"), (jpeg(), "image/jpeg"), (webp(), "image/webp")]
)
def test_a_logo_stands_above_every_page_with_its_name_and_is_a_picture_for_anybody(admin, named, contents, media_type):
    assert "This is the logo now." in said(send(admin, contents, "any name"))
    member = signed_in(Role.NONE, make.contact())
    for seen in (admin.get("/staff/contacts/"), member.get("/my/")):
        image = re.search(r'<img class="logo" src="([^"]+)" alt="Logo of Society"', seen.content.decode())
    answer = Client().get(image[1])
    assert (answer.content, answer["Content-Type"]) == (contents, media_type)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "immutable" in answer["Cache-Control"]
    assert Client().get(f"/logo/{'a' * 64}/").status_code == 404


@pytest.mark.parametrize(
    ("contents", "name", "told"),
    [
        (SVG, "logo.png", "is no picture"),
        (HTML, "logo.png", "is no picture"),
        (gif(), "logo.gif", "is no picture"),
        (b"", "logo.png", "is empty"),
        (png(before_end=b"") + bytes(MOST_BYTES), "logo.png", "is larger than 200 KB"),
    ],
)
def test_what_is_no_small_picture_is_no_logo_and_is_not_kept(admin, named, contents, name, told):
    before = kept()
    assert told in said(send(admin, contents, name))
    assert (Organization.objects.get().logo_sha256, kept()) == ("", before)


def test_another_logo_takes_the_place_of_the_one_before_and_none_is_left(
    admin, named, django_capture_on_commit_callbacks
):
    before = kept()
    for contents in (png(), png(), jpeg()):
        with django_capture_on_commit_callbacks(execute=True):
            send(admin, contents)
        assert len(kept() - before) == 1
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post(button_of(admin.get(PAGE), "Remove the logo"), follow=True)
    assert "There is no logo any more." in said(answer)
    assert kept() == before
    assert Event.objects.filter(kind="organization.logo_changed").count() == 3
    assert 'class="logo"' not in answer.content.decode()


def button_of(answer, words: str) -> str:
    form = re.search(rf'<form[^>]*action="([^"]+)"[^>]*>(?:(?!</form>).)*{words}', answer.content.decode(), re.DOTALL)
    assert form, words
    return form[1]


def test_a_logo_without_a_file_or_a_name_beside_it_is_told(admin):
    assert "no file was chosen" in said(admin.post(LOGO, follow=True))
    assert "name the organization first" in said(send(admin, png()))


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER])
def test_others_see_no_settings(role):
    refused = signed_in(role).get(PAGE)
    assert (refused.status_code, "Only a Certification Admin" in said(refused)) == (409, True)


def test_signing_up_is_closed_until_it_is_ticked_and_the_log_says_who_opened_it(admin, named):
    assert not Organization.objects.get().sign_up_is_open
    admin.post(PAGE, {"revision": "1", "name": "Society", "currency": "", "sign_up_is_open": "on"})
    assert Organization.objects.get().sign_up_is_open
    entry = Event.objects.get(account_id=admin.account.pk)
    assert (entry.kind, entry.after) == ("organization.settings_changed", {"sign_up_is_open": True})
    assert "Anybody may sign up: off became on" in said(admin.get("/staff/log/", {"kind": "organization"}))
