#!/bin/sh
# Runs a command in a root like Lambda's, and keeps its files in /tmp:  in-root.sh KEPT ROOT.SH ROOT LANGUAGE TASK OPT RUNTIME ETC RIE LAUNCHER [NAME=value]... COMMAND [ARGUMENT]...
# It must run in a separate mount and process namespace.
kept=$1 script=$2 root=$3
shift 2

sh "$script" "$@"
status=$?
# Its child processes may need a moment to end; this process is one of those listed.
rounds=0
while [ $rounds -lt 10 ] && set -- "$root"/proc/[0-9]* && [ $# -gt 1 ]; do
  sleep 0.05
  rounds=$((rounds + 1))
done
cp -a "$root/tmp/." "$kept"
exit $status
