"""How gunicorn serves the API in the image: `gunicorn --config python:config.gunicorn`.

gunicorn itself reads $PORT, $WEB_CONCURRENCY (its processes), $FORWARDED_ALLOW_IPS, and any of its
options in $GUNICORN_CMD_ARGS.
"""

from __future__ import annotations

from config.settings import LOGGING, THREADS

wsgi_app = "config.wsgi"
threads = THREADS
keepalive = 75  # seconds; longer than a proxy keeps an idle connection
graceful_timeout = 30  # seconds, for sign-ins that are waiting for their provider
worker_tmp_dir = "/dev/shm"  # noqa: S108  # the disk is read-only
control_socket_disable = True
accesslog = "-"
access_log_format = (
    "%({x-forwarded-for}i)s %(m)s %(U)s %(s)s %(b)s bytes %(M)s ms request=%({x-request-id}o)s"
)
logconfig_dict = LOGGING
