#!/usr/bin/env python
"""Entry point for the management commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command. What is wrong in the environment is said in one sentence (`--traceback` shows where)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twenterand.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))


if __name__ == "__main__":
    main()
