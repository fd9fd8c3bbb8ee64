"""How is each constraint of the log and its seals broken, and what next to it is just lawful?"""

from __future__ import annotations

from uuid import UUID

from conferral.models import Event, LogHead, Seal
from conferral.rules.erasing import ACTOR
from tests.models.breach import Breach, not_blank
from tests.models.rows import AT

SALT = UUID(int=1)
EMPTIED = {"erased_at": AT, "salt": None}

BREACHES = {
    "event_actor_not_blank": not_blank(Event, "actor"),
    "event_kind_not_blank": not_blank(Event, "kind"),
    "event_erased_is_empty": Breach(
        Event,
        (EMPTIED, {"before": {"a": 1}, "after": {"a": 2}, "reason": "Because.", "salt": SALT}),
        ({**EMPTIED, "before": {"a": 1}}, {**EMPTIED, "after": {"a": 1}}, {**EMPTIED, "reason": "Because."}),
    ),
    "event_salted_until_erased": Breach(
        Event,
        ({"salt": SALT, "actor_salt": SALT}, EMPTIED, {"salt": SALT, "actor": ACTOR, "actor_salt": None}),
        (
            {"salt": None},
            {"salt": SALT, "erased_at": AT},
            {"salt": SALT, "actor": "Anna", "actor_salt": None},
        ),
    ),
    "log_head_only_one": Breach(LogHead, ({}, {"id": 1}), ({"id": 2}, {"id": 0})),
    "seal_number_above_zero": Breach(Seal, ({"number": 1},), ({"number": 0},)),
}
