#!/bin/sh
# Run once by the database's image, for a new volume: the role that the application works with, which owns nothing.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --set=password="$TRAPLINE_DB_PASSWORD" <<'SQL'
create role trapline login password :'password';
SQL
