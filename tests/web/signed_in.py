"""How does a test of a page sign somebody in, and read what a page says?"""

from __future__ import annotations

import html
import re

from django.contrib.auth.models import Group
from zeal import zeal_ignore

from conferral.models import Account, Contact
from conferral.rules.actors import Role
from tests.web.at_the_entrance import Browser

BACKEND = "conferral.web.sign_in.SignIn"


@zeal_ignore()
def signed_in(role: Role = Role.STAFF, contact: Contact | None = None, name: str = "") -> Browser:
    """Return a client signed in as an account of that level."""
    account = Account.objects.create(username=name or f"{role.name.lower()}-{Account.objects.count()}", contact=contact)
    if role is not Role.NONE:
        account.groups.add(Group.objects.get_or_create(name=role.label)[0])
    client = Browser()
    client.force_login(account, backend=BACKEND)
    client.account = account  # type: ignore[attr-defined]
    return client


def said(answer) -> str:
    """Return the words of a page in their order, without its tags."""
    body = answer.content.decode()
    body = body[body.find("<main") :] if "<main" in body else body
    without_tags = re.sub(r"<[^>]+>", " ", body)
    words = re.sub(r"\s+", " ", html.unescape(without_tags)).strip()
    return re.sub(r" ([.,;:])", r"\1", words)


def links(answer) -> list[tuple[str, str]]:
    """Return every link of a page's content: its words and its address."""
    body = answer.content.decode()
    body = body[body.find("<main") :] if "<main" in body else body
    found = re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', body, re.DOTALL)
    words = [(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip(), address) for address, text in found]
    return [(html.unescape(text), html.unescape(address)) for text, address in words]


def button(answer, words: str) -> str:
    """Return where a button with these words sends its form."""
    tags = re.findall(r"<button\b([^>]*)>(.*?)</button>", answer.content.decode(), re.DOTALL)
    found = {
        html.unescape(at[1]) for tag, text in tags if text == words and (at := re.search(r'formaction="([^"]*)"', tag))
    }
    assert len(found) == 1, (words, tags)
    return found.pop()


def link(answer, words: str) -> str:
    """Return where the one link with these words leads."""
    found = {address for text, address in links(answer) if text == words}
    assert len(found) == 1, (words, links(answer))
    return found.pop()
