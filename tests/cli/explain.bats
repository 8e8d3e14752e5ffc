#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'fresh: every rule passed' {
	muster scan -q
	apart explain things
	[ "$status" -eq 0 ]
	[ "$(head -n 1 <<<"$output")" = 'things 1.2: fresh' ]
	lacks "$output" '  no  '
	[ "$(muster explain things --json | jq -c '[.module, .version, .fresh, .reason, (.checks | map(.passed) | all), .changes]')" = \
		'["things","1.2",true,null,true,[]]' ]
}

@test 'stale: the sources that changed, and how' {
	muster scan -q
	printf 'green apple' >"$folder/things/apple.thing"
	rm "$folder/things/banana.thing"
	apart explain things
	[ "$status" -eq 0 ]
	[ "$(head -n 1 <<<"$output")" = 'things 1.2: stale' ]
	holds "$output" '  no  '
	holds "$output" "$folder/things/apple.thing"
	holds "$output" "$folder/things/banana.thing"
	lacks "$output" cherry
	[ "$(muster explain things --json | jq -c '.changes | map(select(.path | endswith("banana.thing")) | .what)')" = '["gone"]' ]
}

@test 'twenty changes, with -v all' {
	for i in {1..30}; do printf 'a' >"$folder/things/t$i.thing"; done
	muster scan -q
	rm "$folder"/things/t*.thing
	[ "$(muster explain things | grep -c 'gone .*thing$')" -lt 21 ]
	holds "$(muster explain things)" 'more: muster explain -v'
	[ "$(muster explain things -v | grep -c 'gone .*thing$')" -eq 30 ]
}

@test 'nothing cached' {
	apart explain things
	[ "$status" -eq 0 ]
	[ "$(head -n 1 <<<"$output")" = 'things: nothing cached' ]
}
