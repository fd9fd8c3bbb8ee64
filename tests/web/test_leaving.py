"""Does a process that is asked to end say so at once, and end when it should?"""

from __future__ import annotations

import signal
import threading

import pytest

from conferral.web import leaving


@pytest.fixture(autouse=True)
def _as_a_new_process(monkeypatch) -> None:
    monkeypatch.setattr(leaving, "_asked", [])


def test_nobody_asked_it_to_end() -> None:
    assert not leaving.is_leaving()


def test_asked_to_end_it_is_leaving_at_once_and_ends_later() -> None:
    ended = threading.Event()
    leave = leaving.taking_leave(ended.set, after=0.3)
    leave(signal.SIGTERM, None)
    assert (leaving.is_leaving(), ended.is_set()) == (True, False)
    assert ended.wait(10)


@pytest.mark.parametrize(("after", "often"), [(600, 2), (0, 1)])
def test_asked_a_second_time_or_with_no_time_to_wait_it_ends_at_once(after, often) -> None:
    ended = threading.Event()
    leave = leaving.taking_leave(ended.set, after=after)
    for _ in range(often):
        assert not ended.is_set()
        leave(signal.SIGTERM, None)
    assert ended.is_set()


def test_it_is_not_ready_then_but_alive(client) -> None:
    leaving.taking_leave(lambda: None, after=0)(signal.SIGTERM, None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the server is about to end\n")
    assert client.get("/healthz").status_code == 200
