"""Are files the same whether a folder keeps them or a bucket? Everything that is done with one, on both.

The bucket is one of moto's server, which speaks what Amazon's S3 speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.core.management import call_command

from conferral.actions import attachments
from conferral.actions.stray_files import remove_strays
from conferral.documents.attachments import contents_of, stored
from conferral.documents.bucket import Bucket
from conferral.documents.files_away import FilesAway
from conferral.documents.verification import disagreements
from conferral.models import Attachment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.refusals import Refusal
from tests import make
from tests.uploaded import PDF, added, kept
from tests.web.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A storage that speaks S3, at an address of this machine's."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(endpoint, monkeypatch) -> Bucket:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    made = Bucket(bucket_name="register", location="here", endpoint_url=endpoint, region_name="eu-central-1", addressing_style="path", file_overwrite=False)  # fmt: skip
    with suppress(made.connection.meta.client.exceptions.BucketAlreadyOwnedByYou):
        made.connection.create_bucket(
            Bucket="register", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
    made.bucket.objects.all().delete()
    return made


@pytest.fixture(params=["a folder", "a bucket"])
def storage(request, tmp_path, monkeypatch) -> Storage:
    chosen = FileSystemStorage(tmp_path) if request.param == "a folder" else request.getfixturevalue("bucket")
    monkeypatch.setattr(default_storage, "_wrapped", chosen)
    return chosen


def proof() -> Attachment:
    program = make.program("P", make.definition(make.requirement("EXAM", requires_approval=True)))
    return added(make.completion(make.enrollment(make.contact("M-1"), program)))


def test_a_file_comes_back_byte_for_byte_and_is_gone_once_it_is_removed(
    storage, django_capture_on_commit_callbacks
) -> None:
    file = proof()
    assert kept() == {file.path}
    assert contents_of(file) == PDF
    assert stored(file.path) == (file.sha256, file.size)
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(file=file.pk, by=COMMAND_LINE, at=make.noon(make.date(2026, 3, 2)))
    assert kept() == set()


def test_it_is_handed_out_as_an_attachment_of_ours(storage) -> None:
    file = proof()
    answer = signed_in().get(f"/staff/certification/files/{file.key}/")
    assert answer.status_code == 200
    assert answer.content == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


def test_contents_that_are_gone_or_others_are_told_and_verify_names_them(storage) -> None:
    file = proof()
    assert list(disagreements()) == []
    storage.delete(file.path)
    storage.delete(file.path)  # gone is gone
    assert isinstance(contents_of(file), Refusal)
    assert stored(file.path) is None
    assert str(file.key) in str(list(disagreements()))
    storage.save(file.path, ContentFile(b"forged"))
    assert isinstance(contents_of(file), Refusal)
    assert str(file.key) in str(list(disagreements()))


def test_nothing_is_ever_written_over(storage) -> None:
    first = storage.save("files/aa/one", ContentFile(b"1"))
    second = storage.save("files/aa/one", ContentFile(b"2"))
    assert first != second
    with storage.open(first) as opened:
        assert opened.read() == b"1"


def test_what_no_file_names_leaves_after_a_day(storage) -> None:
    assert remove_strays(before=datetime.now(UTC)) == 0, "nothing was ever stored"
    file = proof()
    for name in ("files/zz/stray", "files/aa/stray", "logo/zz/stray"):
        storage.save(name, ContentFile(b"?"))
    assert remove_strays(before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert remove_strays(before=datetime.now(UTC) + timedelta(minutes=1)) == 3
    assert kept() == {file.path}


def test_a_bucket_is_private_and_gives_nobody_an_address(bucket) -> None:
    path = bucket.save("files/aa/one", ContentFile(PDF))
    grants = bucket.bucket.Object(f"here/{path}").Acl().grants
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"]
    assert all("URI" not in grant["Grantee"] for grant in grants)
    with pytest.raises(ValueError, match="handed out by Conferral alone"):
        bucket.url(path)


def test_a_bucket_that_does_not_answer_is_not_a_file_that_is_gone(bucket, monkeypatch, capsys) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", bucket)
    file = proof()
    away = Bucket(bucket_name="no-such-bucket", endpoint_url=bucket.endpoint_url, region_name="eu-central-1", addressing_style="path")  # fmt: skip
    monkeypatch.setattr(default_storage, "_wrapped", away)
    for asked in (lambda: away.save("a", ContentFile(b"1")), lambda: away.listdir("files")):
        with pytest.raises(FilesAway):
            asked()
    nowhere = Bucket(bucket_name="register", endpoint_url="http://127.0.0.1:1", region_name="eu-central-1", addressing_style="path")  # fmt: skip
    monkeypatch.setattr(default_storage, "_wrapped", nowhere)
    with pytest.raises(FilesAway):
        contents_of(file)
    with pytest.raises(SystemExit) as ended:
        call_command("verify")
    assert ended.value.code == 2
    assert "does not answer" in capsys.readouterr().err
    answer = signed_in().get(f"/staff/certification/files/{file.key}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The storage that keeps them does not answer." in answer.content.decode()
