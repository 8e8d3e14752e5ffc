#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'one entry in full, with nothing for what is absent' {
	apart show things apple
	[ "$status" -eq 0 ]
	holds "$output" 'key         apple'
	holds "$output" 'identifier  APPLE'
	holds "$output" 'small       yes'
	holds "$output" 'parts       wheel, axle, none'
	holds "$output" $'extra       colour: red\n            sizes: -1, 9223372036854775807'
	holds "$output" 'raw         AP9hYg=='
	lacks "$output" never
}

@test 'maps in a list are rows of a table' {
	printf 'kit' >"$folder/things/kit.thing"
	apart show things kit
	holds "$output" $'parts\n  na\\x1bme  count  of\n  wheel        12\n  axle          6  steel, wood\nextra '
}

@test 'lines of a text stay lines, each where values begin' {
	apart show things cherry
	holds "$output" $'text        dark\\x09red\n            sour\\\n'
}

@test 'a character that is cut off, at the end of a line or of a text, is shown as its bytes' {
	printf 'some \xe2\x80\nmore \xf0\x9f\x98' >"$folder/things/date.thing"
	apart show things date
	holds "$output" $'text        some \\xe2\\x80\n            more \\xf0\\x9f\\x98\n'
	apart list things --match date --fields text --tsv
	holds "$output" 'some \xe2\x80\nmore \xf0\x9f\x98'
	apart list things --match date --fields text --json
	holds "$output" '"some \uefe2\uef80\nmore \ueff0\uef9f\uef98"'
}

@test 'JSON is one object, as in list' {
	[ "$(muster show things apple --json | jq -c .)" = "$(muster list things --match apple --json | jq -c '.[0]')" ]
}

@test 'colours: a list without a terminal, and with NO_COLOR and TERM=dumb' {
	apart show things apple
	holds "$output" $'ramp        2 colours\n            0.000  #ff00ff\n            1.000  #0000ff80'
	lacks "$output" $'\033'
	muster scan -q
	on_terminal 40 env NO_COLOR=1 TERM=xterm-256color "$MUSTER_PROGRAM" show things apple
	holds "$output" '#ff00ff'
	lacks "$output" $'\033'
	on_terminal 40 env TERM=dumb COLORTERM=truecolor "$MUSTER_PROGRAM" show things apple
	holds "$output" '#ff00ff'
	lacks "$output" $'\033'
}

@test 'colours: a bar as wide as the terminal, in true colour or 256' {
	muster scan -q
	on_terminal 40 env TERM=xterm COLORTERM=truecolor "$MUSTER_PROGRAM" show things apple
	[ "$(grep -o $'\033\[48;2;[0-9;]*m ' <<<"$(grep -m1 $'\033' <<<"$output")" | wc -l)" -eq 40 ]
	on_terminal 40 env TERM=xterm-256color "$MUSTER_PROGRAM" show things apple
	[ "$(grep -o $'\033\[48;5;[0-9]*m ' <<<"$(grep -m1 $'\033' <<<"$output")" | wc -l)" -eq 40 ]
	lacks "$output" '#ff00ff'
}

@test 'a key that is not there: exit 1, and the nearest are named' {
	apart show things aple
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "$errors" = 'muster: aple: no such entry of things (did you mean apple?)' ]
	apart show things ana
	holds "$errors" 'did you mean banana?'
	apart show things xyzzy
	holds "$errors" '(muster list things)'
}

@test 'things found under one name have keys of their own' {
	mkdir "$folder/things/more"
	printf 'green' >"$folder/things/more/apple.thing"
	apart show things 'apple#2'
	[ "$status" -eq 0 ]
	holds "$output" 'text        green'
}

@test '--cached does not look at the sources' {
	muster show things apple >/dev/null
	printf 'green' >"$folder/things/apple.thing"
	holds "$(muster show things apple --cached)" 'text        red'
	holds "$(muster show things apple)" 'text        green'
}
