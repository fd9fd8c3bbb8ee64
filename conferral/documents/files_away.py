"""What if the place where files are kept does not answer? Then nothing is known about any of them."""

from __future__ import annotations


class FilesAway(Exception):  # noqa: N818 - what it says is that they are away
    """The place of the files does not answer, or lets us do nothing: not the same as a file that is gone."""
