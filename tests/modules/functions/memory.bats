# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Functions of Python packages, with each of the module's allocations refused in turn.

bats_require_minimum_version 1.5.0

setup() {
	[ -n "$MUSTER_PROGRAM" ] || skip 'meson test runs this'
	umask 022
	folder=$(mktemp -d "${TMPDIR:-/tmp}/muster-functions.XXXXXX")
	mkdir -p "$folder/modules" "$folder/packages"
	cp "$FUNCTIONS" "$folder/modules/functions.so"
	printf 'Name: One\nVersion: 1\n' >"$folder/packages/one.egg-info"
	printf 'def f(): pass\nf.contract = "A"\ndef g(image, size: int): pass\nclass C:\n  contract = "A"\nh = g\n' \
		>"$folder/packages/one.py"
	cat >"$folder/worker" <<-END
		#!/bin/sh
		exec env LD_PRELOAD='$REFUSE_LIBRARY' REFUSED='$folder/refused' REFUSE=\$(cat '$folder/number') '$MUSTER_WORKER' "\$@"
	END
	chmod 755 "$folder/worker"
	cat >"$folder/muster.conf" <<-END
		[muster]
		modules = $folder/modules
		store = $folder/store
		system_store = $folder/store
		worker = $folder/worker
		[functions]
		paths =
		packages = $folder/packages
		[functions:10-marked]
		contract = MARKED
		attribute = contract = "A"
		[functions:20-nothing]
		contract = NOTHING
		takes = ()
	END
	export MUSTER_CONFIG=$folder/muster.conf
}

teardown() {
	rm -rf "$folder"
}

@test 'memory that is refused is said, and nothing wrong is kept' {
	echo -1 >"$folder/number"
	"$MUSTER_PROGRAM" list functions --json >"$folder/right"
	jq -e 'map(select(.contract == "MARKED")) | length == 2' "$folder/right"
	for ((number = 0; number < 100000; number += 1 + number / 10)); do
		rm -rf "$folder/store" "$folder/refused"
		echo "$number" >"$folder/number"
		run "$MUSTER_PROGRAM" list functions --json
		[ -e "$folder/refused" ] || break
		echo "allocation $number: $output" >&2
		if [ "$status" -eq 0 ]; then
			diff "$folder/right" - <<<"$output" # it could do without
		else
			[[ $output == *memory* || $output == *'killed by signal'* ]] # CPython does not always bear it
		fi
	done
	[ "$number" -gt 20 ]
	[ "$number" -lt 100000 ]
	[ "$status" -eq 0 ]
	diff "$folder/right" - <<<"$output"
}
