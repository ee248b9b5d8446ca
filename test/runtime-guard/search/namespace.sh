#!/bin/sh
# Runs a command where calls with any arguments can be made:  namespace.sh FOLDER ADDRESSES COMMAND [ARGUMENT]...
# It has to be in namespaces of network, mounts and processes of its own. Of the machine's files only those below the folder can be changed; its processes and
# its network are not in sight, and the addresses are those of hosts outside.
set -eu

folder=$1 addresses=$2
shift 2

ip link set lo up
for address in $addresses; do
  case $address in *:*) length=128 ;; *) length=32 ;; esac
  ip addr add "$address/$length" dev lo
done
mount --bind "$folder" "$folder"
# Questions about names go to one of them.
echo 'nameserver 203.0.113.53' > "$folder/resolv.conf"
mount --bind "$folder/resolv.conf" /etc/resolv.conf
mount -t tmpfs -o mode=1777,size=64m shm /dev/shm
mount -o remount,bind,ro /
TMPDIR=$folder exec "$@"
