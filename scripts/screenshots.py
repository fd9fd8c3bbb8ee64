"""What does Conferral look like? Takes the pictures of docs/pictures from a demo of its own, which is thrown away.

Runs in .venv. Each picture is a row of PICTURES: to show another page, add a row.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import browser
from browser import NoBrowser
from port import HERE, NoPort, reserved
from serve import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parent.parent
OWN = ("DATABASE_URL", "MEDIA_ROOT", "FILES_URL")
FOLDER = ROOT / "docs" / "pictures"
MANAGER = "manager@demo.example"
MEMBER = "member@demo.example"
SIGN_IN = "/sign-in/"
READY = f"The password of each is {PASSWORD}."
DESK, PHONE = 1280, 360
HEIGHTS = {DESK: 800, PHONE: 740}


class Picture(NamedTuple):
    """One picture: the file's name, the page, how wide the window is, its colours, and who looks.

    `follow` names what is clicked one after the other to get there from `path`.
    """

    name: str
    path: str
    width: int = DESK
    scheme: Literal["light", "dark"] = "light"
    who: str | None = MANAGER
    follow: tuple[str, ...] = ()


PROGRAMS = "/staff/certification/enrollments/programs/"
IN_GRACE = f"{PROGRAMS}ECI-R/?tracker=grace"
FIRST_NAMED = ".listing .register tbody th a"
PICTURES = (
    Picture("sign-in", SIGN_IN, who=None),
    Picture("by-program", PROGRAMS),
    Picture("program", f"{PROGRAMS}EMT-R/"),
    Picture("program-dark", f"{PROGRAMS}ECI-R/", scheme="dark"),
    Picture("program-phone", f"{PROGRAMS}EMT-R/", PHONE),
    Picture("transcript", "/my/transcript/", who=MEMBER),
    Picture("inactive-enrollments", "/staff/certification/enrollments/inactive/"),
    Picture("enroll", f"{PROGRAMS}ECI/enrollees/", follow=("tbody input:not(:disabled)",)),
    Picture("enrollment", IN_GRACE, follow=(FIRST_NAMED,)),
    Picture("requirement", IN_GRACE, follow=(FIRST_NAMED, ".requirements a")),
    Picture("requirement-completions", "/staff/certification/approvals/requirements/"),
    Picture("my-certifications-phone", "/my/", PHONE, who=MEMBER),
)


def main() -> None:
    """Take every picture, or those whose names are given."""
    wanted = [picture for picture in PICTURES if not sys.argv[1:] or picture.name in sys.argv[1:]]
    from playwright.sync_api import sync_playwright

    path = browser.found() or browser.installed()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        try:
            for picture in wanted:
                take(chromium, address, picture)
        finally:
            chromium.close()


def take(chromium: Browser, address: str, picture: Picture) -> None:
    """Open the page in a window of its own and keep what it shows."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": picture.width, "height": HEIGHTS[picture.width]},
        device_scale_factor=1,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    if picture.who:
        sign_in(context, picture.who)
    page = context.new_page()
    answer = page.goto(picture.path)
    if answer is None or not answer.ok:
        sys.exit(f"{picture.path} does not answer with a page ({answer.status if answer else 'nothing'}).")
    for step in picture.follow:
        page.locator(step).first.click()
    page.wait_for_load_state("networkidle")
    file = FOLDER / f"{picture.name}.png"
    page.screenshot(path=file)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KB", flush=True)
    context.close()


def sign_in(context: BrowserContext, who: str) -> None:
    """Sign in by the form, with the password of the demo."""
    page = context.new_page()
    page.goto(SIGN_IN)
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: SIGN_IN not in url)
    page.close()


@contextmanager
def demo() -> Iterator[str]:
    """Serve a demo with a database and files of its own on a free port; give its address."""
    with reserved(0) as free:
        port = free.getsockname()[1]
    given = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    with tempfile.TemporaryDirectory(prefix="conferral-pictures-") as folder:
        own = {"DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3", "MEDIA_ROOT": f"{folder}/media"}
        env = {**given, **own, "PORT": str(port)}
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / "serve.py"), "demo"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            if server.stdout is None or not any(line.strip() == READY for line in server.stdout):
                sys.exit("The demo did not start; what stands above says why.")
            yield f"http://{HERE}:{port}"
        finally:
            server.terminate()
            server.communicate()


if __name__ == "__main__":
    try:
        main()
    except (NoBrowser, NoPort) as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        sys.exit("Taking the pictures was interrupted.")
