#!/bin/sh
# `make rollout`: update a running docker-compose.yml without an outage.
#
# It builds, migrates, starts as many new replicas beside the old ones, waits until they are ready
# and only then stops the old ones, which finish their current requests first. Until then both
# versions use the migrated tables. If anything fails, the old replicas keep running.
set -eu
compose=${COMPOSE:-docker compose}

replicas() { $compose ps --quiet api; }

new_ones() {
  for id in $(replicas); do
    case " $old " in *" $id "*) ;; *) echo "$id" ;; esac
  done
}

give_up() {
  echo 'The new replicas did not become ready; the old ones keep running.' >&2
  $compose logs --tail 20 api >&2
  for id in $(new_ones); do docker rm --force "$id" >/dev/null; done
  exit 1
}

old=$(echo $(replicas)) # on one line
count=$(echo "$old" | wc -w)
[ "$count" -gt 0 ] || { echo 'Nothing is running yet: docker compose up --build --wait' >&2; exit 1; }

$compose build
$compose run --rm --no-deps migrations
$compose up --detach --wait --no-deps --no-recreate --scale "api=$((count * 2))" api || give_up
docker stop --time 35 $old >/dev/null
docker rm $old >/dev/null
$compose up --detach --no-deps cleanup
echo "$count new replicas have taken over."
