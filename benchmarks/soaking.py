"""What do people and programs do all day? Clients that read pages and write through the API, and retry what broke off.

Whatever is written goes under an Idempotency-Key, and is asked again under it until it is answered.
"""

from __future__ import annotations

import http.client
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock, Thread
from uuid import uuid4

PATIENCE_SECONDS = 60
BREATH_SECONDS = 0.2


@dataclass(slots=True)
class Seen:
    """What all clients saw: milliseconds by kind of request, what was acknowledged, and what should not be."""

    took: dict[str, list[float]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, str] = field(default_factory=dict)
    """By the mark that was written, the kind of write."""
    asked: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def add(self, kind: str, milliseconds: float) -> None:
        """Remember one answer."""
        with self.lock:
            self.took.setdefault(kind, []).append(milliseconds)
            self.counts[kind] += 1

    def count(self, what: str) -> None:
        """Count what happened beside the answers."""
        with self.lock:
            self.counts[what] += 1


@dataclass(frozen=True, slots=True)
class World:
    """What there is to ask for; `people` are contacts nobody has enrolled yet, handed out one by one."""

    port: int
    cookie: str
    pages: Sequence[str]
    keys: Sequence[str]
    enrollments: Sequence[str]
    requirement: str
    program: str
    people: list[str]
    today: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request, of a kind, and the statuses that are right for an answer."""

    kind: str
    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: str | None = None
    right: frozenset[int] = frozenset({HTTPStatus.OK})


class Busy(Thread):
    """One client: reads mostly, writes now and then, until the time is over."""

    def __init__(self, world: World, seen: Seen, *, number: int, until: float) -> None:
        """Begin with chance of its own."""
        super().__init__(daemon=True)
        self.world, self.seen, self.until = world, seen, until
        self.chance = random.Random(number)  # noqa: S311 - what to ask for next
        self.key = world.keys[number % len(world.keys)]
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Ask one thing after the other."""
        while time.monotonic() < self.until:
            drawn = self.chance.random()
            if drawn < 0.6:  # noqa: PLR2004 - three in five
                self.read("page", self.chance.choice(self.world.pages), {"Cookie": self.world.cookie})
            elif drawn < 0.75:  # noqa: PLR2004 - three in twenty
                path = f"/api/v1/enrollments/{self.chance.choice(self.world.enrollments)}"
                self.read("API: an enrollment", path, self.bearer())
            elif drawn < 0.95 or not self.world.people:  # noqa: PLR2004 - one in five
                self.record()
            else:
                self.enroll()

    def bearer(self) -> dict[str, str]:
        """Return the header with the key."""
        return {"Authorization": f"Bearer {self.key}"}

    def read(self, kind: str, path: str, headers: Mapping[str, str]) -> None:
        """Ask for a page; anything but the page, or to come again, is wrong."""
        self.asked(Wanted(kind=kind, path=path, headers=headers))

    def record(self) -> None:
        """Record a completion whose notes name it."""
        mark = str(uuid4())
        path = f"/api/v1/enrollments/{self.chance.choice(self.world.enrollments)}"
        path += f"/requirements/{self.world.requirement}/completions"
        self.write("API: a completion", path, mark, {"completed_on": self.world.today, "units": 1, "notes": mark})

    def enroll(self) -> None:
        """Enroll somebody new, whose number names it."""
        with self.seen.lock:
            if not self.world.people:
                return
            number = self.world.people.pop()
        self.write(
            "API: an enrollment made",
            f"/api/v1/programs/{self.world.program}/enrollments",
            number,
            {"contacts": [number]},
        )

    def write(self, kind: str, path: str, mark: str, body: Mapping[str, object]) -> None:
        """Write under a key of its own, and remember that it was acknowledged."""
        with self.seen.lock:
            self.seen.asked.add(mark)
        headers = {**self.bearer(), "Content-Type": "application/json", "Idempotency-Key": mark}
        right = frozenset({HTTPStatus.OK, HTTPStatus.CREATED})
        done = self.asked(
            Wanted(kind=kind, path=path, headers=headers, method="POST", body=json.dumps(body), right=right)
        )
        if done:
            with self.seen.lock:
                self.seen.acknowledged[mark] = kind

    def asked(self, wanted: Wanted) -> bool:
        """Ask until it is answered; return whether it was answered as it should be."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                status, said, after = self.once(wanted)
            except (OSError, http.client.HTTPException):
                self.connection = None
                self.seen.count("broken off")
                time.sleep(BREATH_SECONDS)
                continue
            if status == HTTPStatus.SERVICE_UNAVAILABLE and after:
                self.seen.count("503 with Retry-After")
                time.sleep(min(float(after), 2))
                continue
            self.seen.add(wanted.kind, (time.perf_counter() - began) * 1000)
            if status not in wanted.right:
                self.seen.wrong.append(f"{status} {wanted.method} {wanted.path}: {said[:200]}")
            return status in wanted.right
        self.seen.wrong.append(f"no answer in {PATIENCE_SECONDS} s: {wanted.method} {wanted.path}")
        return False

    def once(self, wanted: Wanted) -> tuple[int, str, str]:
        """Ask once over the connection of this client."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.world.port, timeout=30)
        headers = {"Host": "testserver", **wanted.headers}
        self.connection.request(wanted.method, wanted.path, body=wanted.body, headers=headers)
        answer = self.connection.getresponse()
        said = answer.read().decode(errors="replace")
        return answer.status, said, answer.headers.get("Retry-After", "")
