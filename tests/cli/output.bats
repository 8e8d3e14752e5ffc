#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'a full disk is an error' {
	for arguments in 'list things' 'list things --json' '--help' 'status'; do
		status=0
		# shellcheck disable=SC2086
		"$MUSTER_PROGRAM" $arguments >/dev/full 2>"$folder/errors" || status=$?
		[ "$status" -eq 1 ]
		holds "$(<"$folder/errors")" 'muster: standard output: cannot write: No space left on device'
	done
}

@test 'a reader that has seen enough is no error to talk of' {
	for i in {1..2000}; do printf '%0100d' "$i" >"$folder/things/n$i.thing"; done
	muster scan -q
	(trap '' PIPE; "$MUSTER_PROGRAM" list things --json 2>"$folder/errors" | head -c 10 >/dev/null)
	[ ! -s "$folder/errors" ]
	("$MUSTER_PROGRAM" list things --json 2>"$folder/errors" | head -c 10 >/dev/null)
	[ ! -s "$folder/errors" ]
}

@test 'standard output that is closed is an error' {
	status=0
	"$MUSTER_PROGRAM" list things >&- 2>"$folder/errors" || status=$?
	[ "$status" -eq 1 ]
	[ -s "$folder/errors" ]
}
