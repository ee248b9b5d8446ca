#!/bin/sh
# Runs a command in a root like Lambda's, and keeps what it leaves in /tmp:  in-root.sh KEPT ROOT.SH ROOT LANGUAGE TASK OPT RUNTIME ETC RIE LAUNCHER [NAME=value]... COMMAND [ARGUMENT]...
# It has to be in a mount namespace and a process namespace of its own.
kept=$1 script=$2 root=$3
shift 2

sh "$script" "$@"
status=$?
# What it has started may take a moment; this process is one of them.
rounds=0
while [ $rounds -lt 10 ] && set -- "$root"/proc/[0-9]* && [ $# -gt 1 ]; do
  sleep 0.05
  rounds=$((rounds + 1))
done
cp -a "$root/tmp/." "$kept"
exit $status
