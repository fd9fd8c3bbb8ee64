"""How does the organization get a logo, and lose it? Its contents lie where those of all files lie."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from conferral.actions.contents import contents_kept
from conferral.actions.log import Log
from conferral.documents.file_type import found_in
from conferral.documents.stray_files import LOGOS
from conferral.models import Organization
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.logo import check_logo
from conferral.rules.refusals import Refusal, Refused

FOLDER = LOGOS
NAMELESS = Refusal("organization_missing", "Logo: name the organization first; the logo is shown beside the name.")


def put(*, name: str, contents: bytes, by: Actor, at: datetime) -> Organization:
    """Show a picture as the logo instead of the one before, whose contents leave once that is committed.

    Raises Refused: `role_needed`, `organization_missing`, those of `check_logo`.
    """
    found = found_in(contents)
    if refusal := permits.may_manage_users(by) or check_logo(name, len(contents), found):
        raise Refused(refusal)
    with contents_kept(contents, FOLDER, _is_named) as path, transaction.atomic(durable=True):
        return _changed(path, found.media_type, hashlib.sha256(contents).hexdigest(), Log(by, at))


@transaction.atomic
def remove(*, by: Actor, at: datetime) -> Organization:
    """Show no logo any more. Raises Refused: `role_needed`, `organization_missing`."""
    if refusal := permits.may_manage_users(by):
        raise Refused(refusal)
    return _changed("", "", "", Log(by, at))


def _changed(path: str, media_type: str, digest: str, log: Log) -> Organization:
    row = Organization.objects.select_for_update().first()
    if row is None:
        raise Refused(NAMELESS)
    if row.logo_sha256 == digest:
        return row  # the same picture again: what was written just now goes
    if row.logo_path:
        transaction.on_commit(partial(default_storage.delete, row.logo_path), robust=True)
    log.add("organization.logo_changed", before={"logo": row.logo_sha256}, after={"logo": digest})
    row.logo_path, row.logo_media_type, row.logo_sha256 = path, media_type, digest
    row.save(update_fields=["logo_path", "logo_media_type", "logo_sha256"])
    log.write()
    return row


def _is_named(path: str) -> bool:
    return Organization.objects.filter(logo_path=path).exists()
