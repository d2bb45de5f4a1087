#!/bin/sh
# What PostgreSQL's image does with an empty volume, once: a role for the API that is no superuser.
# The superuser keeps no password: it gets in from inside the container only.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres --no-password --set=password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE social LOGIN PASSWORD :'password';
CREATE DATABASE social OWNER social;
ALTER ROLE postgres PASSWORD NULL;
SQL
