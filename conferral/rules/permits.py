"""Who may do what to a program, an enrollment or the register itself?

Keeps the rules of cancelling, purging and who may do what. Every `may_...` returns a Refusal or None.
"""

from __future__ import annotations

from datetime import date

from conferral.rules import terms
from conferral.rules.actors import Actor, Role
from conferral.rules.days import in_words
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status, standing
from conferral.rules.succession import place
from conferral.rules.terms import Dates

LONGEST_REASON = 10_000
CANCELLABLE = (Status.ENROLLED, Status.GRACE, Status.AWAITING_APPROVAL)

CHANGE_DATES = "change the dates of an enrollment"
WHY_DATES = Refusal("reason_missing", "Reason: say why the dates change; it is kept in the log.")
ERASED = Refusal(
    "contact_erased",
    "This contact was erased: what was certified stays as it is, and nothing is added to it or changed. "
    "Whoever comes back gets a new number.",
)
NOT_EXTENDED = Refusal(
    "enrollment_replaced", "A later enrollment in this program has replaced this one, so it cannot be extended."
)


def needs(actor: Actor, role: Role, what: str) -> Refusal | None:
    """Refuse an actor below a level; `what` completes "... may ": "purge enrollments"."""
    if actor.at_least(role):
        return None
    return Refusal("role_needed", f"Only {role.and_up} may {what}.")


def check_reason(reason: str, *, missing: Refusal | None = None) -> Refusal | None:
    """Refuse a reason that no log could keep; a blank one only where `missing` says what to write."""
    if not reason.strip():
        return missing
    if "\0" in reason:
        return Refusal("reason_with_nul", "Reason: there is a NUL character in it; take it out.")
    if len(reason) > LONGEST_REASON:
        return Refusal("reason_too_long", f"Reason: at most {LONGEST_REASON} characters, not {len(reason)}.")
    return None


def may_see_progress(actor: Actor, *, contact: int) -> Refusal | None:
    """Staff see everyone's progress and transcript, an enrollee their own."""
    if actor.is_staff or actor.is_contact(contact):
        return None
    return Refusal("not_yours", "You can see only your own progress.")


def may_test(actor: Actor) -> Refusal | None:
    """Any staff test enrollees for completion; it decides nothing, so also themselves."""
    return needs(actor, Role.STAFF, "test for completion")


def may_export(actor: Actor) -> Refusal | None:
    """Any staff take lists along as files: they hold what the pages show."""
    return needs(actor, Role.STAFF, "export lists")


def may_hand_out(actor: Actor, *, contact: int) -> Refusal | None:
    """Any staff hand out all that is held about somebody, and everybody what is held about themselves."""
    return None if actor.is_contact(contact) else may_export(actor)


def may_define(actor: Actor) -> Refusal | None:
    """Any staff define, publish and switch programs, components and offerings."""
    return needs(actor, Role.STAFF, "define programs, components and offerings")


def may_keep_contacts(actor: Actor) -> Refusal | None:
    """Any staff add and change contacts."""
    return needs(actor, Role.STAFF, "add or change contacts")


def may_merge(actor: Actor) -> Refusal | None:
    """Merging two contacts moves what certifies people, so it needs a Certification Manager."""
    return needs(actor, Role.MANAGER, "merge contacts")


def may_erase(actor: Actor) -> Refusal | None:
    """Erasing who a contact was cannot be undone, so it needs a Certification Manager, as purging does."""
    return needs(actor, Role.MANAGER, "erase contacts")


def may_set_policies(actor: Actor) -> Refusal | None:
    """Unit types, grade scales, retention and separation of duties need a Certification Manager."""
    return needs(actor, Role.MANAGER, "change unit types, grade scales, retention or separation of duties")


def may_purge(actor: Actor) -> Refusal | None:
    """ "You must log on as a user with the role of Certification Manager to purge"."""  # noqa: D210
    return needs(actor, Role.MANAGER, "purge enrollments")


def may_manage_users(actor: Actor) -> Refusal | None:
    """Users, roles and settings need a Certification Admin."""
    return needs(actor, Role.ADMIN, "manage users, roles and settings")


def may_change_dates(actor: Actor, *, facts: Facts, to: Dates, reason: str | None, on: date) -> Refusal | None:
    """Staff may edit the three dates, with a reason; nobody may extend a replaced enrollment.

    A cancelled enrollment keeps its dates: it is history, and re-enrolling gives new ones. So does that of an erased
    contact. `reason` is None while it is
    only looked at what would be.
    """
    if refusal := needs(actor, Role.STAFF, CHANGE_DATES) or dates_stay(facts, on) or terms.check_dates(to):
        return refusal
    if facts.replaced_on is not None and to.expires_on > facts.expires_on:
        return NOT_EXTENDED
    return None if reason is None else check_reason(reason, missing=WHY_DATES)


def takes_no_more(facts: Facts) -> Refusal | None:
    """Refuse whatever adds to the enrollment of an erased contact or changes what it says.

    What waits is still decided, what was wrongly certified voided, and what is not over cancelled: that tells nobody
    more about the person, and the register could not be kept right without.
    """
    return ERASED if facts.is_erased else None


def dates_stay(facts: Facts, on: date) -> Refusal | None:
    """Refuse to change any date of what is cancelled, or of an erased contact."""
    if refusal := takes_no_more(facts):
        return refusal
    if facts.cancelled_on is None or facts.cancelled_on > on:
        return None
    return Refusal(
        "enrollment_cancelled",
        f"This enrollment was cancelled on {in_words(facts.cancelled_on)}, so its dates stay; "
        "enroll the contact again.",
    )


def may_cancel(actor: Actor, *, contact: int, facts: Facts, enrollees_may_cancel: bool, on: date) -> Refusal | None:
    """Refuse to cancel unless the role and the program's option allow it and it is not completed.

    "If the Allow enrollees to cancel enrollment option is not selected, then only SysAdmins and
    non-SysAdmin staff that are part of the Certification Manager or Certification Admin groups
    can cancel": with it on, the enrollee (own) and any staff. "Select a certification program in
    which a user is already enrolled but not yet completed."
    """
    own = actor.is_contact(contact)
    if not actor.is_staff and not own:
        return Refusal("not_yours", "You can cancel only your own enrollment.")
    return may_cancel_in(actor, enrollees_may_cancel=enrollees_may_cancel) or _not_cancellable(facts, on)


def may_cancel_in(actor: Actor, *, enrollees_may_cancel: bool) -> Refusal | None:
    """Refuse to cancel anything in a program whose option is off, below Certification Manager."""
    if not enrollees_may_cancel and not actor.at_least(Role.MANAGER):
        return Refusal(
            "cancelling_needs_manager",
            "This program does not allow enrollees to cancel; only Certification Manager, "
            "Certification Admin and SysAdmin may cancel an enrollment in it.",
        )
    return None


def _not_cancellable(facts: Facts, on: date) -> Refusal | None:
    """Refuse what is not enrolled or is completed already, whoever asks."""
    now = standing(facts, on)
    if now is None:
        return Refusal("not_begun", f"This enrollment begins on {in_words(facts.begins_on)}.")
    if facts.cancelled_on is not None:
        return Refusal("already_cancelled", f"This enrollment is cancelled as of {in_words(facts.cancelled_on)}.")
    if facts.replaced_on is not None and facts.replaced_on <= on:
        return Refusal("enrollment_replaced", "A later enrollment in this program has replaced this one.")
    if now.status not in CANCELLABLE:
        return Refusal(
            "not_cancellable",
            f"An enrollment that is {now.status.label} since {in_words(now.since)} cannot be cancelled.",
        )
    return None


def check_cancellation(*, begins_on: date, cancelled_on: date) -> Refusal | None:
    """Refuse a cancellation before the enrollment begins."""
    if cancelled_on >= begins_on:
        return None
    return Refusal(
        "cancelled_before_begin",
        f"cancelled_on {cancelled_on} is before the enrollment begins ({begins_on}); it has to be that day or later.",
    )


def place_of(facts: Facts) -> date:
    """Return the day that decides an enrollment's place among those of its contact and program."""
    return place(facts.enrolled_on, facts.cancelled_on)
