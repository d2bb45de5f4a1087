"""`make demo`: the page with its API, and the mock providers, until Ctrl-C."""

from __future__ import annotations

import os
import shlex
import socket
import sys
from threading import Thread
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from honcho.manager import Manager  # type: ignore[import-untyped]

from demo.certificate import Certificate, certificate

LOOPBACK = "127.0.0.1"
START_SECONDS = 30


class Command(BaseCommand):
    help = "Run the demo: the page, the API and the mock providers."
    requires_system_checks = ()  # until it is known that this is development

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo is for development: set DEBUG=true in .env.")
        self.check()
        ports = {"PORT": settings.PORT}
        if settings.REST_SOCIAL_MOCK_URL:
            ports["MOCK_PROVIDERS_PORT"] = settings.MOCK_PROVIDERS_PORT
        for variable, port in ports.items():
            if is_taken(port):
                raise CommandError(f"Port {port} is taken. Set {variable} in .env to a free one.")
        call_command("migrate", verbosity=0)
        manager = Manager()
        manager.add_process("api", leashed(api_command()), cwd=settings.BASE_DIR / "backend")
        if settings.REST_SOCIAL_MOCK_URL:
            manager.add_process("mocks", leashed(mocks_command()), cwd=settings.BASE_DIR / "e2e")
        Thread(target=self.announce, args=(list(ports.values()),), daemon=True).start()
        try:
            manager.loop()
        except BrokenPipeError:  # nobody reads our output any more
            os._exit(1)  # without waiting for our child processes, which end with us
        sys.exit(manager.returncode)

    def announce(self, ports: list[int]) -> None:
        """Print where to go, once everything responds."""
        until = monotonic() + START_SECONDS
        while not all(map(is_taken, ports)) and monotonic() < until:
            sleep(0.05)
        mapped = all(map(is_this_machine, {settings.DEMO_HOST, *settings.API_HOSTS[:1]}))
        lines = [f"Ready: {settings.ORIGINS[0 if mapped else 1]}/    (Ctrl-C stops it)"]
        if not mapped:
            lines.append(
                f"To use {settings.DEMO_HOST} instead: cat hosts.example | sudo tee -a /etc/hosts"
            )
        if settings.HTTPS:
            lines.append(
                "Browsers warn until they trust the authority in this file, which vouches for "
                f"nothing but this demo: {own_certificate().authority}"
            )
        self.stdout.write("\n".join(["", *lines, ""]))
        self.stdout.flush()


def leashed(command: str) -> str:
    """Return a shell line that runs the command, and stops it when this process is gone.

    Honcho ends what it started, unless it is killed itself. `$$` is the command, which takes the
    shell's place, and `kill 0` is all of its process group, of which Honcho makes one for each.
    """
    watch = f"while kill -0 {os.getpid()} && kill -0 $$; do sleep 1; done; kill 0"
    return f"({watch}) >/dev/null 2>&1 & exec {command}"


def api_command() -> str:
    reload = "--reload" if sys.stdin.isatty() else ""
    tls = ""
    if settings.HTTPS:
        file = shlex.quote(str(own_certificate().server))
        tls = f"--certfile {file} --keyfile {file}"
    return (
        f"{sys.executable} -m gunicorn config.wsgi --bind {settings.LISTEN}:{settings.PORT}"
        f" --threads {settings.THREADS} --keep-alive 75 --no-control-socket --log-level warning"
        f" {tls} {reload}"
    )


def own_certificate() -> Certificate:
    names = settings.PAGE_HOSTS + [f"api.{host}" for host in settings.PAGE_HOSTS[:2]]
    return certificate(settings.BASE_DIR / ".https" / settings.DEMO_HOST, names)


def mocks_command() -> str:
    registered = " ".join(
        f"--redirect-uri '{origin}/popup/callback-{{provider}}.html'" for origin in settings.ORIGINS
    )
    return (
        f"{sys.executable} -m mock_providers --host {settings.LISTEN}"
        f" --port {settings.MOCK_PROVIDERS_PORT} {registered}"
    )


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def is_this_machine(host: str) -> bool:
    try:
        return socket.gethostbyname(host) == LOOPBACK
    except OSError:
        return False
