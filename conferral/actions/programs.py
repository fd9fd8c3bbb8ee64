"""How is a program defined, published and switched?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from conferral.actions import drafts, examples, revisions
from conferral.actions.log import Log, changes
from conferral.actions.parts import lock_parts, refuse_retired
from conferral.actions.prerequisites import refuse_circle
from conferral.actions.version_parts import write_parts
from conferral.models import Program, Version
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.contacts import check_line
from conferral.rules.days import shortened
from conferral.rules.definition import Definition, is_out_of_reach, problems
from conferral.rules.differences import differences
from conferral.rules.program_file import MOST_RETENTION_YEARS
from conferral.rules.program_file_examples import check_examples
from conferral.rules.program_file_versions import LONGEST_CODE
from conferral.rules.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The live policies of a program: in force at once for everyone, whatever version they are on."""

    is_active: bool = True
    is_maintenance: bool = False
    enrollees_may_cancel: bool = False
    separates_duties: bool = False
    retention_years: int = 0
    examples: list[object] = field(default_factory=list)


GUARDED = frozenset({"separates_duties", "retention_years"})
"""Separation of duties and retention are not every staff member's to set."""

UNFINISHED = frozenset({"requirements_missing", "units_unreachable", "category_unreachable", "prerequisite_itself"})
"""What a draft may still lack; with any other problem it could not even be stored."""


@transaction.atomic
def define(*, code: str, policies: Policies, by: Actor, at: datetime) -> Program:
    """Create a program without a version yet; nobody can enroll in it before one is published.

    Raises Refused: `role_needed`, `code_missing`, `code_taken`, `retention_out_of_range`, and what is wrong with
    examples that cannot be read.
    """
    refusal = permits.may_define(by) or _check_code(code) or _check_policies(by, Policies(), policies)
    refusal = refusal or check_examples(policies.examples)
    if refusal:
        raise Refused(refusal)
    return _created(code, policies, by, at)


@transaction.atomic
def begin(*, code: str, policies: Policies, definition: Definition, by: Actor, at: datetime) -> Program:
    """Begin a program: it and its first draft, both or neither.

    Raises Refused as `define` and `save_draft` do.
    """
    program = define(code=code, policies=policies, by=by, at=at)
    _saved(program, None, definition, by, at)
    return program


@transaction.atomic
def copy(*, program: Program, code: str, name: str, by: Actor, at: datetime) -> Program:
    """Create a program that begins as another one: its version in force, or else its draft, as the draft.

    The live policies come along, those too that only a Certification Manager may change: a copy
    loosens nothing. Nobody is enrolled in it. Raises Refused as `begin` does, and `nothing_to_copy`.
    """
    held = _locked(program)
    draft = Version.objects.whole().filter(program=held, number=None).first()
    begun = drafts.begins_from(held) or (draft.definition() if draft else None)
    if refusal := permits.may_define(by) or _check_code(code):
        raise Refused(refusal)
    if begun is None:
        raise Refused(Refusal("nothing_to_copy", f"{held.code} has neither a version nor a draft to copy."))
    made = _created(code, policies_of(held), by, at, copied_from=held.code)
    _saved(made, None, replace(begun, name=name), by, at)
    return made


@transaction.atomic
def set_policies(
    *, program: Program, policies: Policies, by: Actor, at: datetime, revision: int | None = None
) -> Program:
    """Switch live policies, with effect at once. Returns the program, untouched when nothing differs.

    Raises Refused: `role_needed`, `stale`, `retention_out_of_range`, and for examples that change `example_fails` or
    what is wrong with one that cannot be read.
    """
    row = _locked(program)
    held = policies_of(row)
    before, after = changes(asdict(held), asdict(policies))
    if refusal := permits.may_define(by):
        raise Refused(refusal)
    if not after:
        return row  # a second click too, whatever revision it saw
    revisions.check(row, revision)
    if refusal := _check_policies(by, held, policies):
        raise Refused(refusal)
    if "examples" in after:
        examples.refuse_unlawful(row, policies.examples)
    for name, value in after.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    log = Log(by, at)
    log.add("program.policies_changed", program=row.pk, before=before, after=after)
    log.write()
    return row


@transaction.atomic
def save_draft(
    *,
    program: Program,
    definition: Definition,
    by: Actor,
    at: datetime,
    revision: int | None = None,
    titles: Mapping[str, str] | None = None,
) -> Version:
    """Save the program's one draft, creating it when there is none; a draft may be incomplete.

    `revision` is that of the draft looked at, 0 when there was none; `titles` are those of components that are new
    (else their requirement's). Raises Refused: `role_needed`, `stale` with what was changed meanwhile and by whom,
    `prerequisite_unknown`, `draft_incomplete` for what could not even be stored, those of `refuse_retired`.
    """
    _locked(program)
    if refusal := permits.may_define(by):
        raise Refused(refusal)
    draft = Version.objects.whole().filter(program=program, number=None).first()
    drafts.check(program, draft, revision)
    return _saved(program, draft, definition, by, at, titles=titles)


@transaction.atomic
def discard_draft(*, program: Program, by: Actor, at: datetime, revision: int | None = None) -> None:
    """Throw the draft away; the version in force, if there is one, stays as it is.

    Raises Refused: `role_needed`, `stale`, `draft_missing`.
    """
    _locked(program)
    if refusal := permits.may_define(by):
        raise Refused(refusal)
    draft = Version.objects.whole().filter(program=program, number=None).first()
    drafts.check(program, draft, revision)
    if draft is None:
        raise Refused(Refusal("draft_missing", f"{program.code} has no draft to discard."))
    held = drafts.begins_from(program)
    said = [str(one) for one in differences(held, draft.definition())] if held else []
    log = Log(by, at)
    log.add(
        drafts.DISCARDED, program=program.pk, before={"name": draft.name, "revision": draft.revision, "changes": said}
    )
    log.write()
    draft.requirements.all().delete()  # its categories cannot go before them
    draft.delete()


@transaction.atomic
def publish(*, program: Program, by: Actor, at: datetime, revision: int | None = None) -> Version:
    """Publish the draft: it gets the next number and is current for new enrollees.

    Current enrollees keep their version. Raises Refused: `role_needed`, `draft_missing`, `stale`,
    the first of the draft's `problems`, `prerequisite_circular`, and `example_fails`.
    """
    _locked(program)
    if refusal := permits.may_define(by):
        raise Refused(refusal)
    draft = Version.objects.whole().filter(program=program, number=None).first()
    drafts.check(program, draft, revision)
    if draft is None:
        raise Refused(Refusal("draft_missing", f"{program.code} has no draft to publish."))
    return _publish(draft, draft.definition(), by, at)


@transaction.atomic
def publish_definition(
    *, program: Program, definition: Definition, by: Actor, at: datetime, is_history: bool = False
) -> Version:
    """Publish a whole definition as the program's next version, leaving a draft under way alone.

    `is_history` takes a version that nobody can meet, as files of the past may have one, and asks no examples: they
    are about the last version of a file. Raises Refused: `role_needed`, `prerequisite_unknown`, the first of its
    `problems`, and `example_fails`.
    """
    locked = _locked(program)
    if refusal := permits.may_define(by):
        raise Refused(refusal)
    _refuse_problems(definition, program, is_history=is_history)
    if not is_history:
        examples.refuse_failing(definition, locked.examples)
    # Written with its number from the start: a draft under way keeps its place as the one draft.
    version = write_parts(Version(program=program, number=_next_number(program)), definition, by)
    version.published_at = at
    version.save()
    return _announce(version, by, at)


def policies_of(program: Program) -> Policies:
    """Return the live policies a program has now."""
    return Policies(
        is_active=program.is_active,
        is_maintenance=program.is_maintenance,
        enrollees_may_cancel=program.enrollees_may_cancel,
        separates_duties=program.separates_duties,
        retention_years=program.retention_years,
        examples=list(program.examples),
    )


def _saved(
    program: Program,
    draft: Version | None,
    definition: Definition,
    by: Actor,
    at: datetime,
    *,
    titles: Mapping[str, str] | None = None,
) -> Version:
    held = draft.definition() if draft else drafts.begins_from(program)
    if draft is not None and held == definition:
        return draft
    for refusal in problems(definition, program=program.code):
        if refusal.code not in UNFINISHED:
            raise Refused(Refusal("draft_incomplete", refusal.message))
    if held:
        refuse_retired(definition, held)
    draft = write_parts(
        draft or Version(program=program, revision=drafts.first_revision(program)), definition, by, titles=titles
    )
    said = [str(one) for one in differences(held, definition)] if held else []
    log = Log(by, at)
    log.add(
        drafts.SAVED,
        program=program.pk,
        after={"name": definition.name, "revision": draft.revision, "changes": said},
    )
    log.write()
    return draft


def _created(code: str, policies: Policies, by: Actor, at: datetime, **more: str) -> Program:
    try:
        with transaction.atomic():
            program = Program.objects.create(code=code, **asdict(policies))
    except IntegrityError as taken:
        raise Refused(
            Refusal("code_taken", f"code: {shortened(code)} is the code of another program; choose another one.")
        ) from taken
    log = Log(by, at)
    log.add("program.defined", program=program.pk, after={"code": code, **asdict(policies), **more})
    log.write()
    return program


def _publish(draft: Version, definition: Definition, by: Actor, at: datetime) -> Version:
    _refuse_problems(definition, draft.program)
    refuse_circle(definition, draft.program)
    lock_parts(draft)
    examples.refuse_failing(definition, draft.program.examples)
    draft.number = _next_number(draft.program)
    draft.published_at = at
    draft.save()
    return _announce(draft, by, at)


def _announce(version: Version, by: Actor, at: datetime) -> Version:
    log = Log(by, at)
    log.add("version.published", program=version.program_id, after={"version": version.number, "name": version.name})
    log.write()
    return version


def _next_number(program: Program) -> int:
    newest = Version.objects.filter(program=program).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def _refuse_problems(definition: Definition, program: Program, *, is_history: bool = False) -> None:
    for refusal in problems(definition, program=program.code):
        if not (is_history and is_out_of_reach(refusal)):
            raise Refused(refusal)


def _locked(program: Program) -> Program:
    return Program.objects.select_for_update(no_key=True).get(pk=program.pk)


def _check_code(code: str) -> Refusal | None:
    if not code.strip():
        return Refusal("code_missing", "code: every program needs a code; it is blank.")
    if code != code.strip():
        return Refusal("code_has_blanks", f"code: {shortened(code)} begins or ends with a blank; take it away.")
    return check_line("code", code, LONGEST_CODE)


def _check_policies(by: Actor, held: Policies, wanted: Policies) -> Refusal | None:
    guarded = [name for name in GUARDED if getattr(held, name) != getattr(wanted, name)]
    if guarded and (refusal := permits.may_set_policies(by)):
        return refusal
    if not 0 <= wanted.retention_years <= MOST_RETENTION_YEARS:
        return Refusal(
            "retention_out_of_range",
            f"retention_years: a whole number of years from 0 to {MOST_RETENTION_YEARS}, not {wanted.retention_years}.",
        )
    return None
