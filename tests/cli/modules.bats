#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'the table, and what cannot be used with its reason' {
	printf 'garbage' >"$folder/modules/broken.so"
	apart modules
	[ "$status" -eq 0 ]
	holds "$(tr -s ' ' <<<"$output")" " things 1.2 Things for tests $folder/modules/things.so"
	[[ $(grep ' broken ' <<<"$output") =~ broken.+[a-z] ]]
}

@test 'with -v options and fields' {
	apart modules -v
	[ "$status" -eq 0 ]
	holds "$output" "things 1.2: Things for tests"
	holds "$output" "paths = $folder/things"
	holds "$output" $'  options in [things:NAME]:\n    colour = red\n        Of such a thing\n    shape =\n'
	holds "$output" $'size: integer\n        Bytes in the file'
}

@test 'JSON' {
	apart modules --json
	[ "$(jq -c '.[] | [.module, .version, .summary, .usable, .reason, (.fields | length), .options[0].name]' <<<"$output")" = \
		'["things","1.2","Things for tests",true,null,9,"paths"]' ]
	[ "$(jq -c '.[0].fields[0]' <<<"$output")" = \
		'{"name":"text","type":"string","shown":true,"help":"What the file says"}' ]
	[ "$(jq -c '.[0].section_options[0]' <<<"$output")" = \
		'{"name":"colour","value":"red","origin":"default","help":"Of such a thing"}' ]
}
