"""What does an entry of the log say, in words? Every kind has a label and a whole sentence.

Who did it, when and why stand beside it on the page. What was before and after is said in the words of the pages
(`rules/changed.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from conferral.rules import changed, days, entry_words_of_contacts, entry_words_of_registrations, exporting
from conferral.rules.attempts import Rejection
from conferral.rules.days import in_words, shortened
from conferral.rules.quantities import counted

Kept = Mapping[str, object]
Sentence = Callable[[Kept, Kept, str], str]

LABELS = {
    "enrollment.enrolled": "Enrolled",
    "enrollment.dates_changed": "Dates changed",
    "enrollment.cancelled": "Cancelled",
    "enrollment.extension_undone": "Extension undone",
    "enrollment.cancellation_undone": "Cancellation undone",
    "enrollment.enrolling_undone": "Enrolling undone",
    "enrollment.moved": "Moved to another version",
    "enrollment.approved": "Program completion approved",
    "enrollment.approval_undone": "Approval of the program completion undone",
    "enrollment.earned": "Earned",
    "enrollment.earning_lost": "Earning lost",
    "enrollment.tested": "Put right by Test for completion",
    "enrollment.imported_change": "Changed by an import",
    "enrollment.purged": "Purged",
    "completion.recorded": "Completion recorded",
    "completion.corrected": "Completion corrected",
    "completion.graded": "Completion graded",
    "completion.approved": "Completion approved",
    "completion.approval_undone": "Approval undone",
    "completion.rejected": "Completion rejected",
    "completion.rejection_undone": "Rejection undone",
    "completion.voided": "Completion voided",
    "completion.file_added": "File added",
    "completion.file_removed": "File removed",
    "completion.imported_change": "Completion changed by an import",
    **entry_words_of_contacts.LABELS,
    **entry_words_of_registrations.LABELS,
    "program.defined": "Program defined",
    "program.policies_changed": "Live policies changed",
    "list.exported": "List exported",
    "version.draft_saved": "Draft saved",
    "version.draft_discarded": "Draft discarded",
    "version.published": "Version published",
    "organization.founded": "Register opened",
    "organization.named": "Organization named",
    "organization.settings_changed": "Settings changed",
    "organization.logo_changed": "Logo changed",
    **{
        f"{part}.{deed}": f"{word} {done}"
        for part, word in (
            ("component", "Component"),
            ("offering", "Offering"),
            ("unit_type", "Unit type"),
            ("grade_scale", "Grade scale"),
        )
        for deed, done in (
            ("added", "added"),
            ("changed", "changed"),
            ("retired", "retired"),
            ("brought_back", "brought back"),
            ("removed", "deleted"),
        )
    },
}
"""Every kind of entry that actions write, and what it is called in a list to choose from."""

NAMES = ("title", "name", "username", "first_name", "last_name", "code", "member_number")
"""What of the contents names a thing, where nobody else says what it is called."""


def label_of(kind: str) -> str:
    """Call a kind in words; one that this version knows no more is called by its code."""
    return LABELS.get(kind, kind)


def said(kind: str, before: Kept, after: Kept, *, about: str = "") -> str:
    """Return what an entry says, as a sentence or a few.

    `about` names what it is about where the page knows: the title of the requirement that a completion meets, the name
    of a part. A kind that is not known is told by its name and by what it changed.
    """
    sentence = _SENTENCES.get(kind)
    if sentence is not None:
        return sentence(before, after, about)
    label = label_of(kind)
    named = about or _named(after) or _named(before)
    head = f"{label}: {named}." if named else f"{label}."
    return " ".join((head, *_differences(before, after)))


def erased(kind: str) -> str:
    """Return what is left to say of an entry whose contents were erased."""
    return f"{label_of(kind)}. What was before and after, and the reason, are erased."


def _enrolled(_before: Kept, after: Kept, _about: str) -> str:
    version = f" on version {after['version']}" if after.get("version") else ""
    dates = "; ".join(f"{changed.FIELDS[name]} {_day(after[name])}" for name in changed.FIELDS if _is_day(name, after))
    return f"Enrolled{version}{': ' if dates else ''}{dates}."


def _cancelled(_before: Kept, after: Kept, _about: str) -> str:
    return f"Cancelled as of {_day(after.get('cancelled_on'))}."


def _moved(before: Kept, after: Kept, _about: str) -> str:
    dates = "keeping its dates" if after.get("keeps_dates") else "with new dates"
    told = [f"Moved from version {before.get('version', '?')} to version {after.get('version', '?')}, {dates}."]
    carried, lost = _listed(after, "carried"), _listed(after, "lost")
    if carried:
        told.append(f"{counted(len(carried), 'completion')} came along.")
    told += [f"Not carried over: {str(one.get('said')).removesuffix('.')}." for one in lost]
    return " ".join(told)


def _earned(before: Kept, after: Kept, _about: str) -> str:
    if before.get("earned_on"):
        return f"Earned on {_day(after.get('earned_on'))} instead of {_day(before['earned_on'])}."
    return f"Earned on {_day(after.get('earned_on'))}."


def _earning_lost(before: Kept, _after: Kept, _about: str) -> str:
    was = f", as it was from {_day(before['earned_on'])} on" if before.get("earned_on") else ""
    return f"Not Earned any more{was}."


def _purged(_before: Kept, after: Kept, _about: str) -> str:
    counts = [
        counted(count, word)
        for word in ("completion", "file")
        if isinstance(count := after.get(f"{word}s"), int) and count
    ]
    return f"The enrollment was purged{', with ' if counts else ''}{' and '.join(counts)}."


def _recorded(_before: Kept, after: Kept, about: str) -> str:
    told = [f"A completion of {_of(after, about)} dated {_day(after.get('completed_on'))} was recorded"]
    if after.get("units"):
        told.append(f"{after['units']} units")
    if after.get("grade"):
        told.append(f"grade {after['grade']}")
    if files := _listed(after, "files"):
        told.append(counted(len(files), "file"))
    if after.get("approved_on"):
        told.append(f"approved on {_day(after['approved_on'])}")
    return f"{', '.join(told)}.{_noted(after)}"


def _rejected(_before: Kept, after: Kept, about: str) -> str:
    form = changed.FORMS.get(str(after.get("rejection")), "")
    status = " It is Rejected." if after.get("rejection") == Rejection.REJECTED.value else " It is back at No Status."
    return f"The completion of {_of(after, about)} was rejected{f' ({form})' if form else ''}.{status if form else ''}"


def _voided(_before: Kept, after: Kept, about: str) -> str:
    with_it = ", because the one it was carried over from was" if after.get("carried_from") else ""
    return f"The completion of {_of(after, about)} was voided{with_it}."


def _of_completion(verb: str) -> Sentence:
    def sentence(before: Kept, after: Kept, about: str) -> str:
        return " ".join((f"The completion of {_of(after, about)} was {verb}.", *_differences(before, after)))

    return sentence


def _plain(words: str) -> Sentence:
    return lambda before, after, _about: " ".join((words, *_differences(before, after)))


def _file(verb: str) -> Sentence:
    def sentence(before: Kept, after: Kept, about: str) -> str:
        names = {one.get("name") for one in _listed(before, "files")} ^ {
            one.get("name") for one in _listed(after, "files")
        }
        named = ", ".join(sorted(shortened(str(name)) for name in names)) or "A file"
        return f"{named} was {verb} the completion of {_of(after, about)}."

    return sentence


def _graded(_before: Kept, after: Kept, about: str) -> str:
    return f"The completion of {_of(after, about)} was graded: {after.get('grade') or 'blank'}."


def _version(verb: str) -> Sentence:
    def sentence(before: Kept, after: Kept, _about: str) -> str:
        kept = after or before
        changes = [str(one) for one in kept.get("changes") or ()]  # type: ignore[attr-defined]
        number = f" {kept['version']}" if kept.get("version") else ""
        what = "Version" if number else "The draft"
        told = f"{what}{number} of {kept.get('name') or 'the program'} was {verb}."
        return f"{told} {'; '.join(changes)}." if changes else told

    return sentence


def _founded(_before: Kept, after: Kept, _about: str) -> str:
    return f"The register of {after.get('name', '?')} was opened."


def _named_organization(before: Kept, after: Kept, _about: str) -> str:
    was = f" before: {before['name']}" if before.get("name") else ""
    return f"The organization is called {after.get('name', '?')}{f' ({was.strip()})' if was else ''}."


_SENTENCES: dict[str, Sentence] = {
    "enrollment.enrolled": _enrolled,
    "enrollment.dates_changed": _plain("The dates were changed."),
    "enrollment.cancelled": _cancelled,
    "list.exported": lambda _b, after, _about: exporting.sentence(after),
    "enrollment.extension_undone": _plain("The extension was taken back."),
    "enrollment.cancellation_undone": lambda _b, _a, _about: "The cancellation was taken back.",
    "enrollment.enrolling_undone": lambda _b, _a, _about: "The enrolment was taken back, and the enrollment removed.",
    "enrollment.moved": _moved,
    "enrollment.approved": lambda _b, after, _about: (
        f"The program completion was approved as of {_day(after.get('approved_on'))}."
    ),
    "enrollment.approval_undone": lambda _b, _a, _about: (
        "The approval of the program completion was undone, so it waits again."
    ),
    "enrollment.earned": _earned,
    "enrollment.earning_lost": _earning_lost,
    "enrollment.tested": _plain("Testing for completion put right what was kept of it."),
    "enrollment.imported_change": _plain("An import changed it."),
    "enrollment.purged": _purged,
    "completion.recorded": _recorded,
    "completion.corrected": _of_completion("corrected"),
    "completion.graded": _graded,
    "completion.approved": lambda _b, after, about: f"The completion of {_of(after, about)} was approved.",
    "completion.approval_undone": lambda _b, after, about: (
        f"The approval of the completion of {_of(after, about)} was undone, so it waits again."
    ),
    "completion.rejected": _rejected,
    "completion.rejection_undone": lambda _b, after, about: (
        f"The rejection of the completion of {_of(after, about)} was undone, so it waits again."
    ),
    "completion.voided": _voided,
    "completion.file_added": _file("added to"),
    "completion.file_removed": _file("removed from"),
    "completion.imported_change": _of_completion("changed by an import"),
    "version.draft_saved": _version("saved"),
    "version.draft_discarded": _version("discarded"),
    "version.published": _version("published"),
    "organization.founded": _founded,
    "organization.named": _named_organization,
    **entry_words_of_contacts.SENTENCES,
    **entry_words_of_registrations.SENTENCES,
}


def _differences(before: Kept, after: Kept) -> Iterator[str]:
    """Say what changed; nothing where the entry has no before, because then all of it is new."""
    if before and after and (words := changed.in_words(before, after)):
        yield f"{words}."


def _of(after: Kept, about: str) -> str:
    """Return what a completion is of: the requirement's title or, where it is not known, its code."""
    return about or str(after.get("requirement") or "a requirement")


def _noted(after: Kept) -> str:
    return f" Notes: {shortened(str(after['notes']), 200)}." if after.get("notes") else ""


def _named(kept: Kept) -> str:
    if kept.get("last_name") or kept.get("first_name"):
        name = f"{kept.get('first_name') or ''} {kept.get('last_name') or ''}".strip()
        return f"{name} ({kept['member_number']})" if kept.get("member_number") else name
    return next((str(kept[name]) for name in NAMES if kept.get(name)), "")


def _is_day(name: str, kept: Kept) -> bool:
    return name.endswith("_on") and bool(kept.get(name))


def _day(value: object) -> str:
    day = days.parse("day", str(value))
    return in_words(day) if isinstance(day, date) else "a day that is not kept"


def _listed(kept: Kept, name: str) -> list[Kept]:
    found = kept.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
