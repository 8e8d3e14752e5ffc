#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'nothing cached yet, and status does not discover' {
	apart status --json
	[ "$status" -eq 0 ]
	[ "$(jq -c '.[0] | [.module, .version, .fresh, .blob, .created]' <<<"$output")" = '["things",null,false,null,null]' ]
	apart status
	[ "$status" -eq 0 ]
	holds "$output" 'none'
	[ -z "$(find "$folder" -name '*.muster')" ]
}

@test 'JSON has the members of the design, in order' {
	muster scan -q
	apart status --json
	[ "$status" -eq 0 ]
	[ "$(jq -c '.[0] | keys_unsorted' <<<"$output")" = '["module","version","entries","groups","sources","fresh","reason","created","age_seconds","blob","blob_bytes","raw_bytes","discover_ms","load_ms","incomplete","findings"]' ]
	[ "$(jq -c '.[0] | [.module,.version,.entries,.groups,.fresh,.reason,.findings]' <<<"$output")" = \
		'["things","1.2",3,3,true,null,[]]' ]
	[[ $(jq -r '.[0].created' <<<"$output") =~ ^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$ ]]
	[ "$(jq '.[0].blob_bytes' <<<"$output")" -eq "$(stat -c %s "$(jq -r '.[0].blob' <<<"$output")")" ]
}

@test 'a row of the table: counts, sizes, and each time with its unit' {
	muster scan -q
	apart status
	time='[0-9.]+ (ms|s|min [0-9]+ s)'
	sizes=$(muster status --json | jq -r '.[0] | "\(.blob_bytes) \(.raw_bytes)"' |
		LC_ALL=C awk '{ printf "%.1f kB %.1f : 1", $1 / 1000, $2 / $1 }')
	[ "$(tr -s ' ' <<<"$output" | head -n 1)" = ' module state age entries sources blob ratio scan load' ]
	[[ $(tr -s ' ' <<<"$output" | tail -n 1) =~ ^\ things\ 1.2\ fresh\ [0-9]+\ s\ 3\ 4\ "$sizes"\ $time\ $time$ ]]
}

@test 'stale, and why' {
	muster scan -q
	holds "$(muster status | tr -s ' ')" ' things 1.2 fresh'
	rm "$folder/things/apple.thing"
	apart status
	[ "$status" -eq 0 ]
	holds "$(tr -s ' ' <<<"$output")" ' things 1.2 stale'
	[ "$(muster status --json | jq '.[0].fresh')" = false ]
	[ -n "$(muster status --json | jq -r '.[0].reason')" ]
}

@test 'findings with path and line, escaped' {
	name=$(printf 'b\nd')
	printf 'bad' >"$folder/things/$name.thing"
	muster scan -q
	holds "$(muster status)" '1 finding: muster status -v'
	holds "$(muster status -v)" "$folder/things/b\\x0ad.thing:2: a thing is not to be bad"
	[ "$(muster status --json | jq -c '.[0].findings[0]')" = \
		"$(jq -nc --arg path "$folder/things/$name.thing" '{path: $path, line: 2, text: "a thing is not to be bad"}')" ]
}

@test 'a module that cannot be used has a row, a reason and exit 1' {
	printf 'garbage' >"$folder/modules/broken.so"
	apart status
	[ "$status" -eq 1 ]
	holds "$output" 'broken'
	holds "$output" 'things'
	holds "$errors" 'broken'
	apart status --json
	[ "$(jq -c 'map([.module, .fresh, (.reason | length > 0)])' <<<"$output")" = '[["broken",false,true],["things",false,true]]' ]
}
