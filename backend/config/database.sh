#!/bin/sh
# PostgreSQL's image runs this once, with an empty volume: it creates a role for the API that is not
# a superuser. The superuser has no password, so it can only connect from inside the container.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres --no-password --set=password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE social LOGIN PASSWORD :'password';
CREATE DATABASE social OWNER social;
ALTER ROLE postgres PASSWORD NULL;
SQL
