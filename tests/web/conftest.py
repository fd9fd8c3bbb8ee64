"""What do the tests of pages share? The cast of those who ask."""

from __future__ import annotations

from tests.web.matrix_cast import cast, cast_of_the_file

__all__ = ["cast", "cast_of_the_file"]
