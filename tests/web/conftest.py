"""What do the tests of pages share? The cast of those who ask."""

from __future__ import annotations

from tests.web.matrix_cast import cast

__all__ = ["cast"]
