#!/bin/sh
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# sandbox.sh FOLDER UPPER COVER WORKDIR COMMAND...: runs the command where it can do no harm. sandbox.py starts this in
# PID and mount namespaces of its own, and this stays their first process: when this process ends, the
# kernel kills all others. The command sees the whole file system, with UPPER laid over it (devices and mount points),
# but all that it writes or removes goes into memory, of a limited size, and is gone afterwards. FOLDER is any empty
# one; COVER, if not empty, is kept.
set -eu
folder=$1 upper=$2 cover=$3 workdir=$4
shift 4
mount --make-rprivate /
mount -t tmpfs -o size=1g,mode=755 tmpfs "$folder"
root=$folder/root
mkdir "$folder/work" "$root"
cp -a "$upper" "$folder/upper"
mount -t overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" overlay "$root"
mount -t proc proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,size=1g tmpfs "$root/tmp"
mkdir -m 700 "$root/tmp/home"
[ -z "$cover" ] || mount --bind "$cover" "$root/muster-cover"
set +e
env -C / chroot "$root" env -C "$workdir" "$@"
exit $?
