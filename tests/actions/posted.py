"""How does a test let what is in the outbox go, at an instant it says?"""

from __future__ import annotations

from datetime import datetime

from conferral.actions import messages
from conferral.actions.messages import Went


def post(*, at: datetime, by: str = "tested", most: int = 1000) -> list[Went]:
    """Send what is due until nothing is, or the mail server is away; return what became of each."""
    went: list[Went] = []
    with messages.connected() as connection:
        while len(went) < most and (one := messages.send_next(worker=by, at=at, connection=connection)) is not None:
            went.append(one)
            if one is Went.NO_SERVER:
                break
    return went
