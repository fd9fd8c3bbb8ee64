#!/usr/bin/env python
"""What can be asked of Conferral from the command line? `manage.py help` lists it."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command; settings that make no sense end it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conferral.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        print(f"conferral: {fault}", file=sys.stderr)  # noqa: T201 - a person or a supervisor reads it
        sys.exit(os.EX_CONFIG)


if __name__ == "__main__":
    main()
