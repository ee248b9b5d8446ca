#!/bin/sh
# Runs a command in a root like Lambda's:  root.sh FOLDER LANGUAGE TASK OPT RUNTIME ETC RIE LAUNCHER [NAME=value]... COMMAND [ARGUMENT]...
# It must run in separate mount and process namespaces. When these end, everything that it created is removed.
set -eu
umask 022

root=$1 language=$2 task=$3 opt=$4 runtime=$5 etc=$6 rie=$7 launcher=$8
shift 8

# Makes a file or folder visible in the root, read-only.
show() {
  if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$root${2%/*}" && : > "$root$2"; fi
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro,nosuid,nodev "$root$2"
}

mount -t tmpfs -o mode=755,size=1m lambda "$root"

# Of the system, only programs and libraries are visible.
for folder in bin lib lib64; do
  if [ -h "/$folder" ]; then cp -P "/$folder" "$root/$folder"; elif [ -d "/$folder" ]; then show "/$folder" "/$folder"; fi
done
for folder in bin lib lib64; do [ ! -d "/usr/$folder" ] || show "/usr/$folder" "/usr/$folder"; done
show "$etc" /etc
show "$language" /var/lang
show "$task" /var/task
show "$opt" /opt
show "$runtime" /var/runtime
show "$rie" /usr/local/bin/aws-lambda-rie
show "$launcher" /var/rapid/launcher
for file in bootstrap bootstrap.py; do show "${0%/*}/$file" "/var/rapid/$file"; done

mkdir -p "$root/proc" "$root/dev" "$root/tmp"
mount -t proc proc "$root/proc"
for device in null zero full random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
for link in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2; do ln -s "${link#*:}" "$root/dev/${link%%:*}"; done
mount -t tmpfs -o mode=700,uid=993,gid=990,size=512m,nosuid,nodev tmp "$root/tmp"
mount -o remount,ro "$root"

exec chroot "$root" /usr/bin/env -i --chdir=/var/task "$@"
