"""What does an entry say that is about a person themselves: merged, handed out, erased, their account?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conferral.rules.quantities import counted

Kept = Mapping[str, object]

LABELS = {
    "contact.added": "Contact added",
    "contact.changed": "Contact changed",
    "contact.merged": "Contacts merged",
    "contact.data_handed_out": "Personal data handed out",
    "contact.erased": "Contact erased",
    "notice.sent_again": "Notice sent again",
    "account.added": "Account added",
    "account.invited": "Account invited",
    "account.invited_again": "Invitation sent again",
    "account.signed_up": "Signed up",
    "account.connected": "Account connected",
    "account.email_changed": "Email of an account changed",
    "account.signed_out_elsewhere": "Signed out everywhere else",
    "account.key_made": "API key made",
    "account.key_revoked": "API key revoked",
    "account.level_granted": "Level given",
    "account.level_withdrawn": "Level withdrawn",
    "account.deactivated": "Account deactivated",
    "account.reactivated": "Account reactivated",
    "account.moved": "Account moved",
    "account.closed": "Account closed",
}
"""What each kind is called in a list to choose from."""


def _merged(_before: Kept, after: Kept, _about: str) -> str:
    said = after.get("merged")
    duplicate: Kept = said if isinstance(said, Mapping) else {}
    name = f"{duplicate.get('first_name') or ''} {duplicate.get('last_name') or ''}".strip()
    number = duplicate.get("member_number")
    whom = f"{name} ({number})" if name and number else name or str(number or "another contact")
    moved = duplicate.get("enrollments")
    count = len(moved) if isinstance(moved, list) else 0
    came = f", and {counted(count, 'enrollment')} came along" if count else ""
    return f"{whom} was merged into this contact{came}."


def _erased(_before: Kept, after: Kept, _about: str) -> str:
    number = " The member number was replaced." if after.get("number_replaced") else ""
    return f"Who this contact was has been erased; what certifies something stays.{number}"


def _key(after: Kept) -> str:
    return f"“{after.get('label') or '?'}” ({after.get('prefix') or '?'}…)"


SENTENCES: dict[str, Callable[[Kept, Kept, str], str]] = {
    "contact.merged": _merged,
    "contact.data_handed_out": lambda _b, _a, _about: "Everything that is held about this contact was handed out.",
    "contact.erased": _erased,
    "notice.sent_again": lambda _b, after, _about: (
        f"The notice “{after.get('notice') or '?'}”, which had failed, is sent again."
    ),
    "account.key_made": lambda _b, after, _about: f"The API key {_key(after)} was made.",
    "account.key_revoked": lambda _b, after, _about: f"The API key {_key(after)} was revoked.",
    "account.moved": lambda _b, after, _about: (
        f"The account {after.get('username') or '?'} of the contact merged away is this contact’s now."
    ),
    "account.closed": lambda _b, after, _about: (
        f"The account {after.get('username') or '?'} of the contact merged away was closed."
    ),
}
"""The sentence of each kind that says more than its label and what changed."""
