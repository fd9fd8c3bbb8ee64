"""Is the replica there, how far behind is it, and does it have what somebody did? Asked as seldom as may be.

A position is where a database has come in the log of what was written (PostgreSQL's LSN). Each process marks now and
then where the primary is; a replica that has not come to a mark some seconds later is not read from until it has.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, Error, connections

REPLICA = "replica"
BEHIND_SECONDS = 10
"""So far behind a replica may be that is read from."""
LOOK_SECONDS = 5
"""So long it is believed that the replica is close."""
AGAIN_SECONDS = 1
"""So soon a replica that was not is looked at again."""
REST_SECONDS = 10
"""So long a replica that did not answer is left alone."""

# What the primary will have written once what was committed so far is on its disk; what a replica shows. A server that
# is no replica any more has none: others may have written to it.
_POSITIONS = {
    DEFAULT_DB_ALIAS: "SELECT pg_current_wal_insert_lsn()::text",
    REPLICA: "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END",
}
logger = logging.getLogger("conferral.replica")


def position(of: str) -> str | None:
    """Return where a database has come, as PostgreSQL writes it."""
    with connections[of].cursor() as cursor:
        cursor.execute(_POSITIONS[of])
        found: str | None = cursor.fetchone()[0]
    return found


class Watch:
    """What one process knows of the replica."""

    def __init__(
        self, now: Callable[[], float] = time.monotonic, position: Callable[[str], str | None] = position
    ) -> None:
        self._now, self._position = now, position
        self._lock = threading.Lock()
        self._mark: tuple[int, float] | None = None
        self._believed_until = 0.0
        self._is_close = False

    def allows(self, done: str | None) -> bool:
        """Whether somebody may read from the replica who has done what the primary had written up to `done`."""
        now = self._now()
        is_known = now < self._believed_until
        if is_known and (not self._is_close or done is None):
            return self._is_close
        try:
            if not is_known:
                self._look(now)
            return self._is_close and (done is None or _number(self._position(REPLICA)) >= _number(done))
        except Error:
            self.failed()
            return False

    def failed(self) -> None:
        """Leave the replica alone for a while: it did not answer, or broke off."""
        logger.warning("The replica does not answer; lists are read from the primary.")
        if REPLICA in connections.settings:
            connections[REPLICA].close()
        self._seen(is_close=False, until=self._now() + REST_SECONDS)

    def _look(self, now: float) -> None:
        """See whether the replica has come to the last mark, and set a new one; if not, it may still come to it."""
        mark, since = self._mark or (_number(self._position(DEFAULT_DB_ALIAS)), now)
        replayed = _number(self._position(REPLICA))
        if replayed >= mark:
            is_close, self._mark = True, (_number(self._position(DEFAULT_DB_ALIAS)), now)
        else:
            is_close, self._mark = self._is_close and replayed > 0 and now - since < BEHIND_SECONDS, (mark, since)
        if self._is_close and not is_close:
            logger.warning("The replica is too far behind; lists are read from the primary.")
        self._seen(is_close=is_close, until=now + (LOOK_SECONDS if is_close else AGAIN_SECONDS))

    def _seen(self, *, is_close: bool, until: float) -> None:
        with self._lock:
            self._is_close, self._believed_until = is_close, until


def _number(written: str | None) -> int:
    """Return a position (16/B374D848) as a number, to be compared; 0 where there is none."""
    high, _, low = (written or "0/0").partition("/")
    return (int(high, 16) << 32) | int(low, 16)


watch = Watch()
