"""What is a browser called, of all that it says of itself?"""

from __future__ import annotations

from collections.abc import Sequence

# The first that occurs: most browsers also say that they are others.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "A browser"


def name(said: str) -> str:
    """Say in a few words what signed in: "Firefox, Windows"; what is not known is a browser."""
    found = [word for word in (_first(said, _BROWSERS), _first(said, _MACHINES)) if word]
    return ", ".join(found) or UNKNOWN


def _first(said: str, words: Sequence[tuple[str, str]]) -> str:
    return next((name for sign, name in words if sign in said), "")
