"""Do `make run` and `make demo` begin with what a person needs, and leave nothing behind when they end?"""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import stat
import time
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from tests.scripts.copied import Copy, Started, free_port

pytestmark = pytest.mark.once

ENDED_BY = {signal.SIGINT: -2, signal.SIGTERM: -15, signal.SIGHUP: -1}


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Copy:
    return Copy(tmp_path_factory.mktemp("project"))


@pytest.fixture
def start(copy):
    """Start something of the copy; nothing of it outlives the test."""
    started: list[Started] = []

    def begin(target, port=None, **variables) -> Started:
        started.append(copy.start(target, port or free_port(), **variables))
        return started[-1]

    yield begin
    for one in started:
        one.clear_away()


def end(one: Started) -> None:
    os.killpg(one.process.pid, signal.SIGINT)
    one.ended()
    assert one.left_after(1) == set()


def let_sign_in(database: Path) -> None:
    """Put an account into a register, past everything of ours."""
    columns = "username, password, email, is_superuser, is_staff, is_active, date_joined, key, closings, revision"
    values = f"'ada', '!', '', 1, 0, 1, '2026-03-02', '{uuid4().hex}', 0, 1"
    with closing(sqlite3.connect(database)) as register, register:
        register.execute(f"INSERT INTO conferral_account ({columns}) VALUES ({values})")  # noqa: S608 - columns of ours


@pytest.mark.parametrize("target", ["run", "demo"])
def test_a_taken_port_is_named_before_anything_is_done(start, tmp_path, target):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        one = start(target, port, DATABASE_URL=f"sqlite:///{tmp_path}/untouched.sqlite3")
        status, said = one.ended()
    assert status == 2, "make's own status for a command that failed"
    assert said.splitlines()[0] == (
        f"Port {port} is taken: something else answers there. Choose another one: PORT={port + 1} make {target}"
    )
    assert "Error 1" in said
    assert not (tmp_path / "untouched.sqlite3").exists()


@pytest.mark.parametrize("word", ["http", "0", "65536", "-1", ""])
def test_a_port_that_is_none_is_told_in_a_sentence(start, word):
    status, said = start("run", PORT=word).ended()
    assert status == 2
    assert said.startswith(f"PORT is “{word}”; write a whole number")


def test_a_port_taken_while_everything_was_made_ready_is_named_too(start, tmp_path):
    one = start("run", DATABASE_URL=f"sqlite:///{tmp_path}/late.sqlite3")
    one.read_until("setting it up")
    reuse = socket.socket()
    reuse.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with closing(reuse) as other:
        other.bind(("127.0.0.1", one.port))
        other.listen()
        status, said = one.ended()
    assert status == 2
    assert f"Port {one.port} is taken" in said
    assert "Traceback" not in said
    assert one.left_after(1) == set()


def test_the_first_start_prints_a_setup_code_until_somebody_can_sign_in(start, copy, tmp_path):
    url = f"sqlite:///{tmp_path}/register.sqlite3"
    first = start("run", DATABASE_URL=url)
    said = first.read_until("create its first SysAdmin.")
    assert re.search(rf"Open http://127\.0\.0\.1:{first.port}/setup/\?code=(\w{{4}}-){{4}}\w{{4}} to name", said)
    assert first.answer() == "ready\n"
    end(first)
    let_sign_in(tmp_path / "register.sqlite3")
    second = start("run", DATABASE_URL=url)
    assert "setup" not in second.read_until("Ctrl-C ends it")
    os.killpg(second.process.pid, signal.SIGINT)
    _, rest = second.ended()
    assert "setup" not in rest


def test_the_secret_key_is_made_once_and_for_nobody_elses_eyes(start, copy):
    kept = []
    for _ in range(2):
        one = start("run")
        one.read_until("Ctrl-C ends it")
        end(one)
        file = copy.var("secret-key")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        kept.append(file.read_text())
    assert kept[0] == kept[1]
    assert len(kept[0]) > 50


def test_a_secret_that_is_given_is_used_and_none_is_made(start, copy):
    copy.var("secret-key").unlink(missing_ok=True)
    one = start("run", SECRET_KEY="given: long enough to sign a session of this very test")
    one.read_until("Ctrl-C ends it")
    end(one)
    assert not copy.var("secret-key").exists()


def test_a_demo_is_filled_once_in_a_database_of_its_own_and_names_its_sign_ins(start, copy):
    first = start("demo")
    said = first.read_until("The password of each is conferral-demo.")
    assert "Filling" in said
    assert all(f" {level}@demo.example" in said for level in ("sysadmin", "admin", "manager", "staff", "member"))
    assert "setup" not in said
    end(first)
    second = start("demo")
    said = second.read_until("The password of each is conferral-demo.")
    assert "Filling" not in said
    end(second)
    assert copy.var("demo.sqlite3").exists()


def test_a_demo_is_never_poured_into_a_register_that_is_in_use(start, tmp_path):
    url = f"sqlite:///{tmp_path}/used.sqlite3"
    one = start("run", DATABASE_URL=url)
    one.read_until("Ctrl-C ends it")
    end(one)
    let_sign_in(tmp_path / "used.sqlite3")
    status, said = start("demo", DATABASE_URL=url).ended()
    assert status == 2
    assert "records that are not the demo's" in said
    assert "conferral-demo" not in said


def test_a_setting_that_makes_no_sense_ends_in_one_sentence(start):
    status, said = start("run", TIME_ZONE="Mars/Olympus").ended()
    assert status == 2
    assert "conferral: TIME_ZONE is “Mars/Olympus”" in said
    assert "Error 78" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("number", list(ENDED_BY))
def test_a_signal_from_the_terminal_ends_everything(start, number):
    one = start("run")
    one.read_until("Ctrl-C ends it")
    assert len(one.alive()) >= 6, "make, this script, gunicorn and its two processes, the worker"
    os.killpg(one.process.pid, number)
    status, said = one.ended()
    assert one.left_after(0) == set()
    assert status in {0, 2, ENDED_BY[number]}
    assert "Traceback" not in said
    with socket.create_server(("127.0.0.1", one.port)):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_when_make_alone_is_ended_nothing_outlives_it(start, number):
    one = start("run")
    one.read_until("Ctrl-C ends it")
    one.process.send_signal(number)
    one.process.wait(timeout=30)
    assert one.left_after(15) == set()


def test_ctrl_c_while_everything_is_made_ready_leaves_nothing(start, tmp_path):
    one = start("run", DATABASE_URL=f"sqlite:///{tmp_path}/early.sqlite3")
    one.read_until("setting it up")
    os.killpg(one.process.pid, signal.SIGINT)
    status, said = one.ended()
    assert status != 0
    assert "Traceback" not in said
    assert one.left_after(1) == set()


def test_a_server_that_dies_is_told_and_nothing_is_left(start):
    one = start("run")
    one.read_until("Ctrl-C ends it")
    for number in one.alive():
        with suppress(ProcessLookupError, FileNotFoundError):  # a worker may notice that the others are gone
            if b"gunicorn" in Path(f"/proc/{number}/cmdline").read_bytes():
                os.kill(number, signal.SIGKILL)
    status, said = one.ended()
    assert status == 2
    assert "The server ended by itself" in said
    assert one.left_after(1) == set()


def test_a_worker_works_beside_the_server_and_one_that_dies_is_told_and_nothing_is_left(start, tmp_path):
    one = start("run", DATABASE_URL=f"sqlite:///{tmp_path}/worked.sqlite3")
    one.read_until("Ctrl-C ends it")
    assert eventually(lambda: workers(tmp_path / "worked.sqlite3") == 1), "it gave a sign of life"
    for number in one.alive():
        with suppress(ProcessLookupError, FileNotFoundError):
            if Path(f"/proc/{number}/cmdline").read_bytes().endswith(b"manage.py\0worker\0"):
                os.kill(number, signal.SIGKILL)
    status, said = one.ended()
    assert status == 2
    assert "The worker ended by itself" in said
    assert one.left_after(1) == set()


def test_ctrl_c_lets_the_worker_say_that_it_goes(start, tmp_path):
    one = start("run", DATABASE_URL=f"sqlite:///{tmp_path}/left.sqlite3")
    one.read_until("Ctrl-C ends it")
    assert eventually(lambda: workers(tmp_path / "left.sqlite3") == 1)
    end(one)
    assert workers(tmp_path / "left.sqlite3") == 0


def workers(path: Path) -> int:
    """Count the workers that have said they are there and not that they went."""
    with closing(sqlite3.connect(path)) as register:
        return register.execute("SELECT count(*) FROM conferral_worker").fetchone()[0]


def eventually(holds, seconds=30) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
