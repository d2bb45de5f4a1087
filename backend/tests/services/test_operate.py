"""docs/operate.md's backup works: after a dump, a drop and a restore, the same people are there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg

from tests.services.documented import commands
from tests.services.replicas import Replica
from tests.services.servers import program

# `docker compose exec -T database …` on the PostgreSQL of the tests; the rest needs an engine.
DOCKER = """
set -eu
docker() {
  case "$2" in
    exec) shift 4; "$@" ;;
    stop | up) ;;
    *) echo "not expected: $*" >&2; exit 1 ;;
  esac
}
"""


def test_a_dump_restores_every_user(own, tmp_path: Path):
    postgres, redis = own
    server = f"host=127.0.0.1 port={postgres.port}"
    with psycopg.connect(f"{server} user=social dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        connection.execute("CREATE DATABASE social OWNER social")
    url = postgres.url.replace("/postgres", "/social")
    Replica("", url, redis.url).manage("migrate", "--verbosity=0")
    with psycopg.connect(f"{server} user=social dbname=social") as connection:
        connection.execute(
            "INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email,"
            " is_staff, is_active, date_joined) SELECT 'person' || n, '', false, 'Zoë', '', '',"
            " false, true, now() FROM generate_series(1, 333) n"
        )

    def people() -> list:
        query = "SELECT id, username, first_name FROM auth_user ORDER BY id"
        with psycopg.connect(f"{server} user=social dbname=social") as connection:
            return connection.execute(query).fetchall()

    def run(script: str) -> None:
        path = f"{Path(program('pg_dump')).parent}:{os.defpath}"
        given = {"PATH": path, "PGHOST": "127.0.0.1", "PGPORT": str(postgres.port)}
        subprocess.run(["bash", "-c", DOCKER + script], check=True, cwd=tmp_path, env=given)

    before = people()
    backup, restore = commands("Back up and restore")
    run(backup)
    with psycopg.connect(f"{server} user=social dbname=social") as connection:
        connection.execute("TRUNCATE auth_user CASCADE")
    run(restore)

    assert len(before) == 333
    assert people() == before
