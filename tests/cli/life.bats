# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The life of a registry: discovered once, kept, renewed after what change and after no other, each with its reason.

load common

# How many files the last scan of MODULE read.
changed() {
	muster scan "$1" --json | jq '.[0].changed'
}

# explained MODULE WORDS: explain says that it is stale, and WORDS.
explained() {
	output=$(muster explain "$1")
	holds "$output" "stale"
	holds "$output" "$2"
}

# AddressSanitizer wants to be the first library, and its leak checker the only tracer.
not_with_sanitizers() {
	if ldd "$MUSTER_PROGRAM" | grep -q libasan; then skip "$1 does not go with AddressSanitizer"; fi
}

# The lines of strace for a command: what it opens and which programs it starts.
traced() {
	not_with_sanitizers strace
	strace -f -qq -e trace=open,openat,openat2,execve -o "$folder/trace" true 2>/dev/null ||
		skip 'strace cannot trace here'
	strace -f -qq -e trace=open,openat,openat2,execve -o "$folder/trace" "$MUSTER_PROGRAM" "$@" >/dev/null
	trace=$(<"$folder/trace")
}

@test 'a warm run opens no module and starts no worker' {
	muster scan
	for command in 'list things' 'show things apple' 'status things' 'explain things' 'scan'; do
		traced $command
		holds "$trace" '.muster'
		lacks "$trace" 'things.so'
		lacks "$trace" 'muster-worker'
	done
}

@test 'the trace would show a module that is opened' {
	traced scan
	holds "$trace" 'things.so'
	holds "$trace" 'muster-worker'
}

@test 'nothing changed: nothing is read' {
	[ "$(changed things)" -eq 3 ]
	[ "$(changed things)" -eq 0 ]
}

@test 'one file touched: one file is read' {
	muster scan
	touch "$folder/things/banana.thing"
	explained things "$folder/things/banana.thing"
	[ "$(changed things)" -eq 1 ]
	holds "$(muster explain things)" fresh
}

@test 'a file added, a file gone' {
	muster scan
	printf 'green' >"$folder/things/lime.thing"
	rm "$folder/things/apple.thing"
	explained things 'apple.thing'
	holds "$output" "$folder/things"
	muster list things --tsv >"$folder/list"
	holds "$(<"$folder/list")" lime
	lacks "$(<"$folder/list")" apple
}

@test 'a file where a wildcard expects folders is watched, and no change by itself' {
	mkdir -p "$folder/trees/one/leaves"
	cp "$folder/things"/* "$folder/trees/one/leaves"
	ln -s "$folder/things/apple.thing" "$folder/trees/link"
	sed -i "s|^paths = .*|paths = $folder/trees/*/leaves $folder/trees/*/l*|" "$folder/muster.conf"
	[ "$(changed things)" -eq 3 ]
	holds "$(muster explain things)" fresh
	rm "$folder/trees/link"
	mkdir -p "$folder/trees/link/leaves"
	printf 'green' >"$folder/trees/link/leaves/lime.thing"
	[ "$(changed things)" -eq 1 ]
}

@test 'past max_age everything is read again' {
	muster scan
	sleep 1.1
	export MUSTER_CONFIG=$folder/old.conf
	{ cat "$folder/muster.conf"; echo 'max_age = 1s'; } >"$MUSTER_CONFIG"
	explained things 'age'
	[ "$(changed things)" -eq 3 ]
}

@test 'a blob from the future is not believed' {
	command -v faketime >/dev/null || skip 'faketime is not installed'
	not_with_sanitizers faketime
	faketime '+2 days' "$MUSTER_PROGRAM" scan -o things.isolation=none
	explained things 'clock'
	[ "$(changed things)" -eq 3 ]
}

@test 'another version of one module: that one is discovered, the others are not' {
	cp "$OTHERS" "$folder/modules/others.so"
	printf '[others]\npaths = %s\n' "$folder/things" >>"$MUSTER_CONFIG"
	muster scan
	cp "$THINGS_2" "$folder/modules/new" && mv "$folder/modules/new" "$folder/modules/things.so"
	explained things 'module file changed'
	holds "$(muster explain others)" fresh
	[ "$(muster scan --json | jq -c 'map([.module, .changed])')" = '[["others",0],["things",3]]' ]
	holds "$(muster explain things)" 'things 2.0: fresh'
	[ "$(find "$folder/store/things" "$folder/system/things" -name '*.muster' 2>/dev/null | wc -l)" -eq 1 ]
}

@test 'other options have a blob of their own' {
	muster scan
	mkdir "$folder/more"
	printf 'round' >"$folder/more/ball.thing"
	muster list things -o things.paths="$folder/more" --tsv >"$folder/list"
	holds "$(<"$folder/list")" ball
	[ "$(changed things)" -eq 0 ]
}

@test 'check_mtimes: no, dirs, content' {
	muster scan
	printf 'RED' >"$folder/things/apple.thing"
	holds "$(muster explain things -o things.check_mtimes=no)" fresh
	holds "$(muster explain things -o things.check_mtimes=dirs)" fresh
	holds "$(muster explain things -o things.check_mtimes=yes)" stale
	holds "$(muster explain things -o things.check_mtimes=content)" 'without content hashes'
	muster scan -o things.check_mtimes=content
	sleep 0.1
	touch "$folder/things/apple.thing"
	holds "$(muster explain things -o things.check_mtimes=content)" fresh
}

@test 'a failure is kept with its reason, and tried again when it is asked for' {
	muster scan
	printf 'crash' >"$folder/things/crash.thing"
	apart scan
	holds "$errors" 'SIGABRT'
	apart scan -v
	holds "$errors" 'failure number 1'
	lacks "$errors" 'discovering'
	explained things 'SIGABRT'
	apart scan --retry
	holds "$errors" 'SIGABRT'
	apart list things
	holds "$errors" 'failure number 2'
	[ "$(muster list things --cached --json | jq length)" -eq 3 ]
	rm "$folder/things/crash.thing"
	muster scan --retry
	holds "$(muster explain things)" fresh
}

@test 'a failure is tried again under more generous limits' {
	printf 'crash' >"$folder/things/crash.thing"
	apart scan -o things.timeout=20s -o things.memory_limit=1G
	holds "$errors" 'SIGABRT'
	apart list things -o things.timeout=10s -o things.memory_limit=512M
	holds "$errors" 'failure number 1'
	apart scan -o things.timeout=21s -o things.memory_limit=1G
	lacks "$errors" 'failure number'
	apart scan -o things.timeout=21s -o things.memory_limit=0
	lacks "$errors" 'failure number'
	apart list things -o things.timeout=21s -o things.memory_limit=2G
	holds "$errors" 'failure number 3'
}

@test 'a hang ends at the deadline' {
	printf 'hang' >"$folder/things/hang.thing"
	apart scan -o things.timeout=1s
	[ "$status" -eq 1 ]
	holds "$errors" 'raise timeout'
	lacks "$(ls -l /proc/[0-9]*/fd 2>/dev/null || true)" "$folder/modules/things.so" # which the worker has open
}

@test 'stale = serve: the old registry at once, a new one soon' {
	muster scan
	printf 'green' >"$folder/things/lime.thing"
	[ "$(muster list things -o things.stale=serve --json | jq length)" -eq 3 ]
	for _ in $(seq 100); do
		holds "$(muster explain things)" fresh >/dev/null && break
		sleep 0.1
	done
	[ "$(muster list things --cached --json | jq length)" -eq 4 ]
}

@test 'sixty-four cold starts at once make one discovery' {
	export MUSTER_PROGRAM
	seq 64 | xargs -P 64 -I{} sh -c '"$MUSTER_PROGRAM" -v list things --tsv >"$1/out.{}" 2>"$1/err.{}"' sh "$folder"
	[ "$(cat "$folder"/err.* | grep -c discovering)" -eq 1 ]
	[ "$(md5sum "$folder"/out.* | cut -d' ' -f1 | sort -u | wc -l)" -eq 1 ]
	[ "$(wc -l <"$folder/out.1")" -eq 4 ]
}

@test 'a store that cannot be written: the result all the same, and why it is not kept' {
	apart list things --tsv -o muster.store=/proc/nowhere -o muster.system_store=/proc/nowhere
	[ "$status" -eq 0 ]
	[ "$(wc -l <<<"$output")" -eq 4 ]
	holds "$errors" '/proc'
}

@test 'a damaged blob is a miss with a reason' {
	muster scan
	blob=$(find "$folder/store" "$folder/system" -name '*.muster')
	printf 'x' | dd of="$blob" bs=1 seek=300 conv=notrunc status=none
	muster list things --tsv >"$folder/list"
	[ "$(wc -l <"$folder/list")" -eq 4 ]
	truncate -s 100 "$blob"
	holds "$(muster explain things)" 'damaged'
	[ "$(changed things)" -eq 3 ]
}

@test 'isolation = none finds the same' {
	muster list things --json >"$folder/worker"
	muster clear
	muster list things --json -o things.isolation=none >"$folder/none"
	cmp "$folder/worker" "$folder/none"
}

@test 'isolation = none does not count for a module that wants a process for itself' {
	cp "$OTHERS" "$folder/modules/others.so"
	printf '[others]\npaths = %s\n' "$folder/things" >>"$folder/muster.conf"
	apart scan -o muster.isolation=none -o muster.worker=/nonexistent
	[ "$status" -eq 1 ]
	holds "$errors" 'others'
	lacks "$errors" 'things:'
	muster scan others -o muster.isolation=none
}
