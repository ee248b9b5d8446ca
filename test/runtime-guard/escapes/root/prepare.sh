#!/bin/sh
# Lays out /tmp of the root for a run, and starts the run:  prepare.sh COMMAND [ARGUMENT]...
set -eu
cp /var/runtime/programs/* /tmp
mkdir /tmp/out
printf 'as it was' > /tmp/victim.txt
chown 993:990 /tmp/out /tmp/victim.txt
exec "$@"
