#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

blobs() {
	find "$folder/store" "$folder/system" -name '*.muster' -o -name '*.journal' | wc -l
}

# age DAYS FILE...: as if nobody had used them since.
age() {
	touch -d "-$1 days" "${@:2}"
}

@test 'what is in use is spared, however old' {
	muster scan -q
	age 200 "$(find "$folder/store" "$folder/system" -name '*.muster')"
	apart gc
	[ "$status" -eq 0 ]
	holds "$output" '0 files (0 B) removed, 1 file'
	[ "$(blobs)" -eq 1 ]
}

@test 'a blob of other options goes once nobody used it for long' {
	muster scan -q
	muster scan -q -o things.paths="$folder/nowhere"
	[ "$(blobs)" -eq 2 ]
	[ "$(muster gc --json | jq -c .removed)" = '[]' ]
	age 91 $(find "$folder/store" "$folder/system" -name '*.muster')
	apart gc -n
	holds "$output" 'not used for 91 days'
	holds "$output" '1 file ('
	holds "$output" ') to remove, 1 file ('
	[ "$(blobs)" -eq 2 ]
	apart gc --json
	[ "$status" -eq 0 ]
	[ "$(jq -c '[.dry_run, .left, (.removed | length), .removed_bytes == .removed[0].bytes]' <<<"$output")" = '[false,1,1,true]' ]
	[ "$(blobs)" -eq 1 ]
	[ "$(muster status --json | jq '.[0].fresh')" = true ]
	[ "$(find "$folder" -name '*.lock' | wc -l)" -eq 1 ]
}

@test 'a limit of size takes what is not in use first, unused longest first' {
	muster scan -q
	used=$(find "$folder/store" "$folder/system" -name '*.muster')
	for i in 1 2 3; do
		muster scan -q -o things.paths="$folder/nowhere$i"
		age "$i" $(find "$folder/store" "$folder/system" -name '*.muster' -newer "$used" -mmin -5)
		touch "$used"
	done
	[ "$(blobs)" -eq 4 ]
	sizes=$(($(find "$folder/store" "$folder/system" -name '*.muster' -printf '%s+')0))
	apart gc -o muster.gc_max_size=$((sizes - 1))
	holds "$output" 'over the limit of size'
	[ "$(blobs)" -eq 3 ]
	muster gc -q -o muster.gc_max_size=$(stat -c %s "$used")
	[ "$(find "$folder/store" "$folder/system" -name '*.muster')" = "$used" ]
	muster gc -q -o muster.gc_max_size=1
	[ "$(blobs)" -eq 0 ]
	[ -z "$(find "$folder/store" "$folder/system" -name things)" ]
}

@test 'what is being made anew is left alone, and what a killed writer left is not' {
	muster scan -q
	touch "$(dirname "$(find "$folder/store" "$folder/system" -name '*.muster')")/.tmp-0123456789abcdef"
	muster gc -q
	[ "$(find "$folder" -name '.tmp-*' | wc -l)" -eq 1 ]
	age 1 $(find "$folder" -name '.tmp-*')
	apart gc
	holds "$output" 'left behind'
	[ "$(find "$folder" -name '.tmp-*' | wc -l)" -eq 0 ]
	python3 - "$(find "$folder" -name '*.lock')" "$MUSTER_PROGRAM" <<-'END'
		import fcntl, struct, subprocess, sys
		with open(sys.argv[1], 'r+b') as lock:
		    fcntl.fcntl(lock, 37, struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 0, 0))  # F_OFD_SETLK
		    subprocess.run([sys.argv[2], 'gc', '-q', '-o', 'muster.gc_max_size=1'], check=True)
	END
	[ "$(blobs)" -eq 1 ]
}

@test 'no lock goes with a file whose name has no key' {
	muster scan -q
	within=$(dirname "$(find "$folder/store" "$folder/system" -name '*.muster')")
	for name in 1.2-short 1.2-such-a-key-is-none 1.2-0123456789ABCDEF; do
		touch "$within/$name.muster"
		age 91 "$within/$name.muster"
	done
	locks=(.lock 0123456789ABCDEF.lock ch-a-key-is-none.lock short.lock)
	(cd "$within" && touch "${locks[@]}")
	[ "$(muster gc --json | jq '.removed | length')" -eq 3 ]
	(cd "$within" && ls "${locks[@]}")
}

@test 'no limits' {
	muster scan -q
	muster scan -q -o things.paths="$folder/nowhere"
	age 4000 $(find "$folder/store" "$folder/system" -name '*.muster')
	muster gc -q -o muster.gc_max_age=0 -o muster.gc_max_size=0
	[ "$(blobs)" -eq 2 ]
	apart gc things
	[ "$status" -eq 2 ]
}

@test 'caches of hosts' {
	"$HOST" "$folder/things" >/dev/null
	[ "$("$HOST" "$folder/things" | grep -c looked)" -eq 0 ]
	holds "$(muster status)" 'example-files 1 (host)  fresh'
	[ "$(muster status --json | jq -c '.[1] | [.module, .entries, .host]')" = '["example-files",4,true]' ]
	holds "$(muster explain example-files)" 'example-files 1 (host): fresh'
	holds "$(muster explain example-files)" "a host's own cache, of version 1"
	[ "$(muster list example-files --cached --json | jq -c '.[0]')" = '{"key":"added by hand","identifier":"ADDED_BY_HAND","length":13}' ]
	apart list example-files
	[ "$status" -eq 1 ]
	touch "$folder/things/new"
	holds "$(muster explain example-files)" 'names added or removed'
	holds "$(muster verify)" '2 sound files, 0 bad'
	[ "$(blobs)" -eq 2 ]
	muster gc -q
	[ "$(blobs)" -eq 2 ]
	age 91 $(find "$folder/store" "$folder/system" -name '*.muster' -o -name '*.journal')
	muster gc -q
	[ "$(blobs)" -eq 0 ]
	"$HOST" "$folder/things" >/dev/null
	[ "$(muster clear example-files)" = '1 file removed' ]
	[ "$(blobs)" -eq 0 ]
}
