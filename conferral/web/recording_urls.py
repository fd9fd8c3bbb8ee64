"""Which addresses has the recording of completions, on either site?"""

from __future__ import annotations

from django.urls import URLPattern

from conferral.web import recording, recording_files, waiting_files
from conferral.web.sites import Site


def paths(site: Site, *, requirement: str, within: str = "") -> list[URLPattern]:
    """Return the addresses of a site; `requirement` is that of a requirement's page, `within` begins all others.

    **Record Completion**, **File Upload** on the way to **Save**, and files for a completion that still waits.
    """
    return [
        site.at(f"{requirement}completions/", recording.record, "record"),
        site.at(f"{requirement}completions/files/", recording_files.files, "record-files"),
        site.at(f"{within}completions/<uuid:key>/files/", waiting_files.files, "completion-files"),
    ]
