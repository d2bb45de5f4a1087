#!/usr/bin/env python
"""Django's command line, started from anywhere: `python backend/manage.py check`."""

from __future__ import annotations

import sys
from os import environ

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
