#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'sound blobs' {
	muster scan -q
	apart verify
	[ "$status" -eq 0 ]
	holds "$output" '1 sound file, 0 bad'
	[ "$(muster verify things --json | jq -c 'map([.ok, .reason])')" = '[[true,null]]' ]
}

@test 'a bad blob: exit 1 and why' {
	muster scan -q
	blob=$(find "$folder/store" "$folder/system" -name '*.muster')
	truncate -s -1 "$blob"
	apart verify
	[ "$status" -eq 1 ]
	holds "$output" "$blob"
	holds "$output" '1 bad'
	apart verify --json
	[ "$status" -eq 1 ]
	[ "$(jq -c 'map([.path, .ok, (.reason | length > 0)])' <<<"$output")" = "[[\"$blob\",false,true]]" ]
	apart verify -q
	holds "$output" "$blob"
}

@test 'nothing cached, and an unknown module' {
	[ "$(muster verify --json)" = '[]' ]
	apart verify thongs
	[ "$status" -eq 1 ]
	holds "$errors" 'thongs: no such module'
}
