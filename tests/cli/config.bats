#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'what holds, with its origin' {
	apart config -o things.paths=/elsewhere
	[ "$status" -eq 0 ]
	holds "$output" $'[things]\n'
	[[ $output =~ paths' '*=' '/elsewhere' '+\;' command line' ]]
	[[ $output =~ worker' '*=' '"$MUSTER_WORKER"' '+\;' '"$folder/muster.conf:5" ]]
}

@test 'a section only' {
	apart config things
	[ "$(grep -c '^\[' <<<"$output")" -eq 1 ]
	apart config nothing
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'muster: nothing: '
}

@test 'what is shown can be read back' {
	muster config >"$folder/again.conf"
	[ "$(muster -c "$folder/again.conf" config --json | jq -c 'map([.section, .key, .value])')" = \
		"$(muster config --json | jq -c 'map([.section, .key, .value])')" ]
}

@test 'JSON' {
	[ "$(muster config --json | jq -r '.[] | select(.section == "things" and .key == "paths") | .value, .origin')" = \
		"$folder/things"$'\n'"$folder/muster.conf:7" ]
}

@test 'a wrong setting is said, the rest goes on, and the exit status tells' {
	apart list things -o muster.colour=red
	[ "$status" -eq 1 ]
	holds "$errors" 'colour'
	holds "$output" 'apple'
}

@test 'a configuration that is not there' {
	apart -c "$folder/none.conf" list things
	[ "$status" -eq 1 ]
	holds "$errors" "$folder/none.conf"
}

@test '-c /dev/null is a configuration with nothing in it' {
	apart -c /dev/null config
	[ "$status" -eq 0 ]
	[ -z "$errors" ]
	lacks "$output" "$folder"
}
