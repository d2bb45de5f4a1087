"""`make test-services`: the tests that matter on PostgreSQL and Redis, and two API processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.services.servers import program, stores

BACKEND = Path(__file__).resolve().parents[2]
ON_POSTGRES = [
    "test_sign_in.py",
    "test_connections.py",
    "test_jwt.py",
    "performance",
    "security/test_accounts.py",
    "security/test_database.py",
    "security/test_provider_faults.py",
    "security/test_races.py",
    "services",
]
AT_ONCE = ["--numprocesses=auto", "--dist=loadfile"]  # the tests of a file count the same rows
RACES = "races"  # a database of its own, which the servers under test keep


def main() -> int:
    try:
        program("initdb"), program("redis-server")
    except LookupError as missing:
        print(f"make test-services needs PostgreSQL and Redis here. {missing}", file=sys.stderr)
        return 1
    with stores() as (postgres, redis):
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {RACES}")
        environment = {
            **os.environ,  # noqa: TID251
            "SERVICES": "true",
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
