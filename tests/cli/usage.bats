#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

wrong() {
	local text=$1
	shift
	apart "$@"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	holds "$errors" "muster: $text"
	holds "$errors" $'\nusage: muster '
}

@test 'wrong usage' {
	wrong 'no command given'
	wrong 'lits: no such command (did you mean list?)' lits
	wrong '--jsno: no such option (did you mean --json?)' list things --jsno
	wrong '-x: no such option' -x
	wrong '--json: takes no value' list --json=yes things
	wrong '--match: needs a value (GLOB)' list things --match
	wrong '-c: needs a value (FILE)' -c
	wrong 'list: too few arguments' list
	wrong 'show: too many arguments' show things apple banana
	wrong '--json and --tsv: only one of them' list things --json --tsv
	wrong 'lits: no such command' help lits
}

@test 'help' {
	apart --help
	[ "$status" -eq 0 ]
	[ -z "$errors" ]
	for command in scan list show enum status explain modules config verify clear help; do
		holds "$output" $'\n'"  $command "
		[ "$(muster help "$command")" = "$(muster "$command" --help)" ]
		holds "$(muster help "$command")" "usage: muster $command "
	done
	[ "$(muster help)" = "$output" ]
	[ "$(muster -h)" = "$output" ]
}

@test 'version' {
	[[ $(muster --version) =~ ^'muster '[0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test 'options before and after the command, joined and apart' {
	mv "$folder/muster.conf" "$folder/other.conf"
	export MUSTER_CONFIG=/nonexistent
	for options in "-c $folder/other.conf" "-c$folder/other.conf" "--config=$folder/other.conf" "-qc $folder/other.conf"; do
		# shellcheck disable=SC2086
		[ "$(muster $options list things --tsv --fields key | wc -l)" -eq 4 ]
		# shellcheck disable=SC2086
		[ "$(muster list $options things --tsv --fields key | wc -l)" -eq 4 ]
	done
	[ "$(muster --json list -c "$folder/other.conf" things --match apple | jq length)" -eq 1 ]
}

@test 'after -- all are arguments' {
	printf 'x' >"$folder/things/--json.thing"
	holds "$(muster show things -- --json)" 'key         --json'
}
