"""`make test-services`: the tests that need PostgreSQL, Redis and two API processes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.services.servers import program, stores

BACKEND = Path(__file__).resolve().parents[2]
ON_POSTGRES = [
    "test_sign_in.py",
    "test_connections.py",
    "test_jwt.py",
    "test_jwt_cookies.py",
    "test_sign_out.py",
    "test_commands.py",
    "performance",
    "security/test_accounts.py",
    "security/test_database.py",
    "security/test_provider_faults.py",
    "security/test_races.py",
    "security/test_nul.py",
    "security/test_random_bodies.py",
    "services",
]
AT_ONCE = ["--numprocesses=auto", "--dist=loadfile"]  # the tests of a file count the same rows
RACES = "races"  # a database of its own, which the servers under test keep


# Mounts, processes and a network without the world, none of which outlives the command.
ISOLATED = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]


def isolate() -> None:
    """Restart in our own namespaces, if this user may create them."""
    loopback = ["ip", "link", "set", "lo", "up"]
    with suppress(FileNotFoundError):
        if not subprocess.run([*ISOLATED, *loopback], capture_output=True).returncode:
            os.environ["SERVICES"] = "isolated"  # noqa: TID251
            # sh stays, for the first process has to await those whose parents did not.
            up = ["sh", "-c", f'{shlex.join(loopback)}; "$@"; exit', "sh"]
            again = [sys.executable, "-m", "tests.services.run", *sys.argv[1:]]
            os.execvp(ISOLATED[0], [*ISOLATED, *up, *again])  # noqa: S606


def main() -> int:
    if "SERVICES" not in os.environ:  # noqa: TID251
        isolate()
    try:
        program("initdb"), program("redis-server")
    except LookupError as missing:
        print(f"make test-services needs PostgreSQL and Redis here. {missing}", file=sys.stderr)
        return 1
    with stores() as (postgres, redis):
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {RACES}")
        environment = {
            "SERVICES": "",
            **os.environ,  # noqa: TID251
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "TEST_DATABASE_URL": postgres.url.rpartition("/")[0] + f"/{RACES}",
        }
        tests = [str(BACKEND / "tests" / each) for each in ON_POSTGRES]
        command = [sys.executable, "-m", "pytest", *AT_ONCE, *tests, *sys.argv[1:]]
        done = subprocess.run(command, cwd=BACKEND.parent, env=environment)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
