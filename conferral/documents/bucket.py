"""How are files kept in a bucket of an S3-compatible storage? As in a folder: private, under the same paths.

Only where `FILES_URL` names one, for it needs the extra `s3` (decision 0047). Who reads a file gets it from us, never
by an address of the bucket.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from conferral.documents.files_away import FilesAway

PATIENCE = Config(connect_timeout=5, read_timeout=20, retries={"max_attempts": 2})
"""So long a page or a worker waits for a bucket at most, each time it asks."""


def _answering(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def asked(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (ClientError, BotoCoreError, Boto3Error) as fault:
            raise FilesAway("The bucket of FILES_URL does not answer.") from fault

    return asked


class Bucket(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """django-storages' S3, which tells a file that is gone (OSError) from a bucket that does not answer (FilesAway)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config: Config = self.client_config.merge(PATIENCE)

    def url(self, *_args: Any, **_kwargs: Any) -> str:
        """Refuse: a file has no address but ours."""
        raise ValueError("A file in the bucket is handed out by Conferral alone.")

    @_answering
    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        opened: File[Any] = super()._open(name, mode)
        _ = opened.file  # fetched now: later, who reads takes every fault for one of the file
        return opened

    _save = _answering(S3Storage._save)  # noqa: SLF001 - what Django has storages write
    delete = _answering(S3Storage.delete)
    exists = _answering(S3Storage.exists)
    listdir = _answering(S3Storage.listdir)
    get_modified_time = _answering(S3Storage.get_modified_time)
