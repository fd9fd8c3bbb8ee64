"""How is Conferral served on a machine of one's own? `make demo` has made-up people, `make run` nobody.

Runs in .venv. Reserves the port, makes the secret key, the database and the static files ready, serves until it is
asked to end, with a worker beside the server for what is done in the background, and leaves no process behind. A
second start finds everything ready.
"""

from __future__ import annotations

import http.client
import importlib
import json
import os
import socket
import sys

import port
import static_files
from children import KILLED_BY, Children, Ended, children
from port import HERE, NoPort
from surroundings import OWN_DATABASES, ROOT, alone, is_given, one_time_code, surroundings

LEVELS = ("sysadmin", "admin", "manager", "staff", "member")
PASSWORD = "conferral-demo"  # noqa: S105 - it is printed for everybody: the people of the demo are made up
WAIT_SECONDS = 60
WORKER = [sys.executable, str(ROOT / "manage.py"), "worker"]
READY = 200


def main() -> int:
    """Serve until asked to end; returns the exit status."""
    purpose = sys.argv[1] if sys.argv[1:] else "run"
    if purpose not in OWN_DATABASES:
        sys.exit("Say what to serve: serve.py demo, or serve.py run.")
    is_serving = False
    with children() as own:
        try:
            with port.reserved(port.wanted()) as at:
                with alone():
                    env = surroundings(purpose)
                    accounts = prepare(own, purpose, env)
                setup_code = None if accounts or purpose == "demo" or is_given("SETUP_CODE") else one_time_code()
                if setup_code:
                    env["SETUP_CODE"] = setup_code
                port.listening(at)
                number = at.getsockname()[1]
                if not is_given("SITE_URL"):
                    env["SITE_URL"] = f"http://{HERE}:{number}"
                # Nobody stands before a server of one's own who would have to learn that it ends.
                own.start("server", server(at), {**env, "DRAIN_SECONDS": "0"}, sockets=[at.fileno()])
                own.start("worker", WORKER, env)
            is_serving = True
            wait_until_ready(own, number, env)
            print(greeting(purpose, number, setup_code), flush=True)
            name, status = own.first_gone()
            sys.exit(f"The {name} ended by itself, with status {status}.")
        except NoPort as taken:
            sys.exit(str(taken))
        except Ended as asked:
            return 0 if is_serving else KILLED_BY + asked.number


def prepare(own: Children, purpose: str, env: dict[str, str]) -> bool:
    """Make database and static files ready, both at once; return whether anybody can sign in."""
    whose = "given" if is_given("DATABASE_URL") else "own"
    own.start("records", [sys.executable, str(ROOT / "scripts" / "records.py"), purpose, whose], env, answers=True)
    wanted = static_files.key()
    collects = not static_files.are_current(wanted)
    if collects:
        own.start("static files", static_files.COLLECT, env)
    said = own.finished("records")
    if collects:
        own.finished("static files")
        static_files.STAMP.write_text(wanted, encoding="utf-8")
    return bool(json.loads(said)["accounts"])


def server(at: socket.socket) -> list[str]:
    """Return the command that serves on this socket: two processes of four threads, on one machine's own address."""
    settings = importlib.import_module("gunicorn.config").KNOWN_SETTINGS
    knows_control = any(setting.name == "control_socket_disable" for setting in settings)
    return [
        *(sys.executable, "-m", "gunicorn", "conferral.wsgi:application"),
        *("--bind", f"fd://{at.fileno()}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--limit-request-line", "8190"),
        *("--graceful-timeout", "5", "--log-level", "warning"),
        *(["--no-control-socket"] if knows_control else []),
    ]


def wait_until_ready(own: Children, number: int, env: dict[str, str]) -> None:
    """Return when /readyz says so; a connection waits until the server takes it."""
    names = [name.strip().lstrip(".") for name in env.get("ALLOWED_HOSTS", HERE).split(",")]
    host = HERE if HERE in names or "*" in names else names[0]
    asking = http.client.HTTPConnection(HERE, number, timeout=WAIT_SECONDS)
    try:
        asking.request("GET", "/readyz", headers={"Host": host})
        answer = asking.getresponse()
        is_plain = answer.getheader("Content-Type", "").startswith("text/plain")
        said = answer.read().decode(errors="replace").strip() if is_plain else f"{answer.status} {answer.reason}"
    except OSError:
        sys.exit(f"The {own.gone() or 'server'} did not start; what stands above says why.")
    finally:
        asking.close()
    if answer.status != READY:
        sys.exit(f"The server is not ready: {said}.")


def greeting(purpose: str, number: int, setup_code: str | None) -> str:
    """Return what a person needs to begin."""
    address = f"http://{HERE}:{number}"
    lines = [f"Conferral answers at {address} (Ctrl-C ends it)."]
    if purpose == "demo":
        lines += ["", *(f"    {level}@demo.example" for level in LEVELS), "", f"The password of each is {PASSWORD}."]
    if setup_code:
        lines += [f"Open {address}/setup/?code={setup_code} to name the organization and create its first SysAdmin."]
    return "\n".join(lines)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
