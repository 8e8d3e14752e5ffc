#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'removes blobs and says how many' {
	muster scan -q
	apart clear
	[ "$status" -eq 0 ]
	[ "$output" = '1 file removed' ]
	[ -z "$(find "$folder/store" "$folder/system" -name '*.muster')" ]
	[ "$(muster clear)" = '0 files removed' ]
	[ "$(muster clear --json | jq -c .)" = '{"removed":0}' ]
	[ -z "$(muster clear -q)" ]
}

@test 'of one module' {
	muster scan -q
	apart clear thing
	[ "$status" -eq 1 ]
	[ "$errors" = 'muster: thing: no such module (did you mean things?)' ]
	[ "$(muster clear things)" = '1 file removed' ]
}

@test 'what cannot be cleared is an error with its reason' {
	muster scan -q
	blob=$(find "$folder/store" "$folder/system" -name '*.muster')
	chmod o+w "$(dirname "$blob")"
	for module in '' things; do
		apart clear $module
		[ "$status" -eq 1 ]
		holds "$errors" "$(dirname "$blob"): others may write to it"
		[ "$output" = '0 files removed' ]
		[ -e "$blob" ]
	done
}
