#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'the table, then nothing changed' {
	apart scan
	[ "$status" -eq 0 ]
	[ "$(sed -n 1p <<<"$output" | tr -s ' ')" = ' module entries sources changed time blob' ]
	[[ $(sed -n 2p <<<"$output" | tr -s ' ') =~ ^' things 3 '[0-9]+' 3 '[0-9.]+' ms '[0-9.]+' '(k?B)' ('[0-9.]+' : 1)'$ ]]
	apart scan
	[[ $(sed -n 2p <<<"$output" | tr -s ' ') =~ ^' things 3 '[0-9]+' 0 ' ]]
}

@test 'JSON' {
	apart scan --json
	[ "$status" -eq 0 ]
	[ "$(jq -c '.[0] | [.module, .done, .reason, .discovered, .entries, .changed, .findings]' <<<"$output")" = \
		'["things",true,null,true,3,3,0]' ]
	[ "$(muster scan --json | jq '.[0].discovered')" = false ]
	[ "$(muster scan --json --force | jq '.[0].discovered')" = true ]
}

@test 'findings are counted' {
	printf 'bad' >"$folder/things/bad.thing"
	apart scan
	[ "$status" -eq 0 ]
	holds "$output" '1 finding: muster status -v'
	printf 'bad' >"$folder/things/worse.thing"
	holds "$(muster scan)" '2 findings: muster status -v'
}

@test '-q says nothing where all is well' {
	apart scan -q
	[ "$status" -eq 0 ]
	[ -z "$output$errors" ]
}

@test 'a module that fails has a row, an error, and exit 1' {
	printf 'crash' >"$folder/things/crash.thing"
	apart scan
	[ "$status" -eq 1 ]
	holds "$output" 'things'
	holds "$errors" 'muster: things: '
	apart scan --json -q
	[ "$status" -eq 1 ]
	[ "$(jq -c '.[0] | [.done, (.reason | length > 0)]' <<<"$output")" = '[false,true]' ]
	rm "$folder/things/crash.thing"
	apart scan --retry
	[ "$status" -eq 0 ]
}

@test 'an unknown module' {
	apart scan thongs
	[ "$status" -eq 1 ]
	holds "$errors" 'thongs: no such module'
}

@test 'progress is drawn on a terminal that can, and leaves nothing behind' {
	on_terminal 80 env TERM=dumb "$MUSTER_PROGRAM" scan --force
	lacks "$output" $'\033'
	on_terminal 80 env TERM=xterm "$MUSTER_PROGRAM" scan --force
	last=${output##*$'\033[J'}
	[ "$(grep -c 'things' <<<"$last")" -eq 1 ]
}

@test 'one folder in any spelling is one key, one scan, one blob' {
	muster scan -q -o things.paths="$folder/things"
	for spelling in "$folder/things/" "/$folder//things" "$folder/./things/." "\"$folder/things/\""; do
		[ "$(muster scan --json -o things.paths="$spelling" | jq '.[0].changed')" -eq 0 ]
		holds "$(muster explain things -o things.paths="$spelling")" fresh
	done
	[ "$(find "$folder/store" "$folder/system" -name '*.muster' | wc -l)" -eq 1 ]
}
