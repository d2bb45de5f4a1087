from __future__ import annotations

import os
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

if not settings.DEBUG:  # a server runs no checks itself, and must not start if it is unsafe
    call_command("check", deploy=True, tags=["security"], stdout=StringIO())
