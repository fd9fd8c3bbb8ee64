"""Which files may prove a completion, what are they called, and who may add or remove one?

What contents hold is found elsewhere and judged here. A name is for people only: it is cleaned and
kept, and where its ending does not say what the contents are, the right one is put behind it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.attempts import Attempt, AttemptState, state_of
from conferral.rules.days import in_words, shortened
from conferral.rules.definition import Requirement
from conferral.rules.recording import may_act
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_FILES = 10
LONGEST_NAME = 255
LONGEST_SAID = 80
ALLOWED = "PDF, PNG, JPEG, GIF, WebP, TIFF, plain text, CSV, Word, Excel, PowerPoint, OpenDocument"
WAITING = (AttemptState.AWAITING_GRADE, AttemptState.AWAITING_APPROVAL)


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of files that is taken: what people call it, its media type, and how its names end."""

    label: str
    media_type: str
    endings: tuple[str, ...]


_WORD = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
TYPES = (
    FileType("PDF", "application/pdf", ("pdf",)),
    FileType("PNG", "image/png", ("png",)),
    FileType("JPEG", "image/jpeg", ("jpg", "jpeg")),
    FileType("GIF", "image/gif", ("gif",)),
    FileType("WebP", "image/webp", ("webp",)),
    FileType("TIFF", "image/tiff", ("tif", "tiff")),
    FileType("plain text", "text/plain", ("txt", "text")),
    FileType("CSV", "text/csv", ("csv",)),
    FileType("Word", f"{_WORD}wordprocessingml.document", ("docx",)),
    FileType("Excel", f"{_WORD}spreadsheetml.sheet", ("xlsx",)),
    FileType("PowerPoint", f"{_WORD}presentationml.presentation", ("pptx",)),
    FileType("OpenDocument", f"{_OPEN}text", ("odt",)),
    FileType("OpenDocument", f"{_OPEN}spreadsheet", ("ods",)),
    FileType("OpenDocument", f"{_OPEN}presentation", ("odp",)),
)
ENDINGS = tuple(f".{ending}" for one in TYPES for ending in one.endings)
_BY_MEDIA_TYPE = {one.media_type: one for one in TYPES}
# Names that Windows keeps for devices, with whatever ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\s|$)", re.IGNORECASE)
# Both keep letters and emoji together or apart; every other sign of that kind hides or turns what is read.
_JOINERS = "\u200c\u200d"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Found:
    """What contents were found to be: the media type of a type that is taken, or else why not.

    `fault` completes "File: name ...", and says what is wrong and what would be right.
    """

    media_type: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is taken: the name to show and the media type to hand it out with."""

    name: str
    media_type: str


def check_size(name: str, size: int) -> Refusal | None:
    """Refuse an empty file, and one of more than 10 MB."""
    if size == 0:
        return Refusal("file_empty", f"File: {said(name)} is empty; choose the file that holds the proof.")
    if size <= MOST_BYTES:
        return None
    return Refusal(
        "file_too_large",
        f"File: {said(name)} is larger than {MOST_BYTES // MEGABYTE} MB; make it smaller, for example as a PDF of "
        "fewer pages.",
    )


def check_count(held: int) -> Refusal | None:
    """Refuse one more file where there are as many as a completion may have."""
    if held < MOST_FILES:
        return None
    return Refusal("too_many_files", f"File: a completion has at most {MOST_FILES} files; remove one first.")


def judged(name: str, found: Found) -> Taken | Refusal:
    """Take a file by what its contents are, or refuse it."""
    if not found.media_type:
        return Refusal("file_not_taken", f"File: {said(name)} {found.fault}")
    media_type = found.media_type
    if media_type == "text/plain" and _ending(cleaned_name(name)) == "csv":
        media_type = "text/csv"
    return Taken(shown_name(name, media_type), media_type)


def shown_name(name: str, media_type: str) -> str:
    """Return the name as it is kept: cleaned, ending as files of that type do, at most 255 characters long."""
    endings = _BY_MEDIA_TYPE[media_type].endings
    clean = cleaned_name(name)
    stem, dot, ending = clean.rpartition(".")
    if not dot or ending.lower() not in endings:
        stem, ending = ("", clean) if clean.lower() in endings else (clean, endings[0])
    room = LONGEST_NAME - len(ending) - 1
    stem = stem if len(stem) <= room else f"{stem[: room - 1]}…"
    return f"{stem or 'File'}.{ending}"


def cleaned_name(name: str) -> str:
    """Return a name without a path, without what cannot be seen or turns the order of letters, on one line."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign if _is_seen(sign) else " " if sign.isspace() else "" for sign in last)
    line = " ".join(unicodedata.normalize("NFC", seen).split()).strip(f". {_JOINERS}")
    return f"_{line}" if _DEVICE.match(line) else line


def said(name: str) -> str:
    """Return a name as a sentence says it: cleaned, shortened in the middle, never blank."""
    clean = cleaned_name(name) or "the file"
    if len(clean) <= LONGEST_SAID:
        return clean
    half = LONGEST_SAID // 2
    return f"{clean[:half]}…{clean[1 - half :]}"


def may_attach(
    actor: Actor, *, contact: int, facts: Facts, requirement: Requirement, attempt: Attempt, on: date
) -> Refusal | None:
    """Refuse to change the files of a completion that does not wait: what was decided stays as it was decided upon.

    Staff may; an enrollee may where they may record it themselves.
    """
    if refusal := may_act(actor, contact, requirement) or permits.takes_no_more(facts):
        return refusal
    if takes_files(requirement, attempt, facts, on):
        return None
    if facts.cancelled_on is not None and facts.cancelled_on <= on:
        return Refusal(
            "enrollment_cancelled",
            f"The enrollment was cancelled on {in_words(facts.cancelled_on)}; its files stay as they are.",
        )
    return Refusal(
        "already_decided",
        f"This completion of {requirement.title} is {state_of(requirement, attempt).label}, so its files stay as they "
        "are; files are added while it waits for a grade or an approval.",
    )


def takes_files(requirement: Requirement, attempt: Attempt, facts: Facts, on: date) -> bool:
    """Whether files can be added: it waits for a grade or an approval, and nothing closed the enrollment to them."""
    is_cancelled = facts.cancelled_on is not None and facts.cancelled_on <= on
    return state_of(requirement, attempt) in WAITING and not is_cancelled and not facts.is_erased


def may_remove(actor: Actor, *, added_by: int | None, is_saved: bool) -> Refusal | None:
    """Refuse somebody else's file: of a form that is not saved to everybody, of a completion to all but staff."""
    if actor.is_command_line or actor.is_account(added_by) or (is_saved and actor.is_staff):
        return None
    return Refusal("not_your_file", "File: it was added by somebody else; whoever added it may remove it.")


def changes(before: object, after: object) -> str:
    """Say how the files that the log keeps (by name and hash) changed: one exchanged under its name is both."""
    was, now = ({(one["name"], one["sha256"]) for one in kept or ()} for kept in (before, after))  # type: ignore[attr-defined]
    both = (("added", now - was), ("removed", was - now))
    words = [f"{verb} {', '.join(sorted(shortened(name) for name, _ in some))}" for verb, some in both if some]
    return f"Files: {', '.join(words) or 'as they were'}"


def _is_seen(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
