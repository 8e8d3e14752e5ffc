# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Files read side by side: the result is that of one process, and so is what is said where the module fails. The first
# file is as large as it takes to start more than one.

load common

setup_large() {
	truncate -s 9M "$folder/things/aaa.thing"
	for i in $(seq 50); do printf 'thing %s' "$i" >"$folder/things/more-$i.thing"; done
	sleep 0.1 # stamps of what was just written are racy
}

# scanned JOBS: what a first scan says of it, in $errors, and the blob in $folder/blob-JOBS.
scanned() {
	rm -rf "$folder"/store/things "$folder"/system/things
	status=0
	errors=$(SOURCE_DATE_EPOCH=1 muster -q -o "muster.jobs=$1" -o things.timeout=2s scan 2>&1) || status=$?
	find "$folder/store" "$folder/system" -name '*.muster' -exec cp {} "$folder/blob-$1" ';'
}

@test 'the blob is that of one process, byte for byte' {
	setup_large
	printf 'bad' >"$folder/things/bad.thing"
	sleep 0.1
	scanned 1
	scanned 2
	scanned 5
	cmp "$folder/blob-1" "$folder/blob-2"
	cmp "$folder/blob-1" "$folder/blob-5"
	[ "$(muster list things --json | jq length)" -eq 54 ]
}

@test 'a crash is told as that of one process' {
	setup_large
	printf 'crash' >"$folder/things/more-7.thing"
	scanned 1
	[ "$status" -eq 1 ]
	alone=$errors
	holds "$alone" 'SIGABRT'
	scanned 4
	[ "$status" -eq 1 ]
	[ "$errors" = "$alone" ]
}

@test 'what hangs is ended at the deadline' {
	setup_large
	printf 'hang' >"$folder/things/more-7.thing"
	scanned 3
	[ "$status" -eq 1 ]
	holds "$errors" 'not done after 2.0 s'
}

@test 'the host is never copied' {
	setup_large
	if ! command -v strace >/dev/null; then skip 'no strace'; fi
	if ldd "$MUSTER_PROGRAM" | grep -q libasan; then skip 'strace does not go with AddressSanitizer'; fi
	strace -f -qq -e trace=clone,clone3,fork,vfork -o "$folder/trace" true 2>/dev/null || skip 'strace cannot trace here'
	strace -f -qq -e trace=clone,clone3,fork,vfork -o "$folder/trace" \
		"$MUSTER_PROGRAM" -o muster.jobs=4 -o things.isolation=none scan
	run ! grep -q 'exit_signal=SIGCHLD\|flags=.*SIGCHLD' "$folder/trace"
}
