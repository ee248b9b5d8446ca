#!/bin/sh
# Runs a command isolated from the machine, for hostile code:  sealed.sh FOLDER ADDRESSES COMMAND [ARGUMENT]...
# It must run in separate network, mount and process namespaces. Only files below the folder are writable. Only devices without data exist, the kernel's settings
# are read-only, the machine's processes and network are invisible, and the addresses are those of external hosts.
set -eu

folder=$1 addresses=$2
shift 2

ip link set lo up
for address in $addresses; do
  case $address in *:*) length=128 ;; *) length=32 ;; esac
  ip addr add "$address/$length" dev lo
done
# All users may bind the ports of name servers, as in a function's own network.
echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start

mount --bind "$folder" "$folder"
# Name queries go to one of the addresses.
printf 'nameserver 203.0.113.53\noptions timeout:1 attempts:1\n' > "$folder/resolv.conf"
mount --bind "$folder/resolv.conf" /etc/resolv.conf
# The names of this host have both kinds of addresses, so that libc sends no query for them.
printf '%s localhost '"$(uname -n)"'\n' 127.0.0.1 ::1 > "$folder/hosts"
mount --bind "$folder/hosts" /etc/hosts

devices=$folder/devices
mkdir -p "$devices"
mount -t tmpfs -o mode=755,size=1m devices "$devices"
for device in null zero full random urandom tty; do
  : > "$devices/$device"
  mount --bind "/dev/$device" "$devices/$device"
done
for link in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2 ptmx:pts/ptmx; do ln -s "${link#*:}" "$devices/${link%%:*}"; done
mkdir "$devices/shm" "$devices/pts"
mount -t devpts -o newinstance,ptmxmode=0666 terminals "$devices/pts"
mount -t tmpfs -o mode=1777,size=64m shm "$devices/shm"
umount --recursive --lazy /dev
mount --move "$devices" /dev

for settings in sys sysrq-trigger irq bus fs; do [ ! -e "/proc/$settings" ] || mount --bind "/proc/$settings" "/proc/$settings"; done
# Spaces in paths are written as octal numbers.
while read -r _ mounted _; do
  path=$(printf %b "$mounted")
  case $path in "$folder" | /proc | /dev/shm | /dev/pts) ;; *) mount -o remount,bind,ro "$path" ;; esac
done < /proc/self/mounts
TMPDIR=$folder exec "$@"
