#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

@test 'a table has the key and the fields that the schema shows' {
	apart list things
	[ "$status" -eq 0 ]
	[ -z "$errors" ]
	[ "$(sed -n 1p <<<"$output" | tr -s ' ')" = ' key text size small parts' ]
	[ "$(sed -n 2p <<<"$output" | tr -s ' ')" = ' apple red 3 yes wheel, axle, none' ]
	[ "$(wc -l <<<"$output")" -eq 4 ]
}

@test 'JSON is one array, key and identifier first, then the schema in order, null for what is absent' {
	apart list things --json
	[ "$status" -eq 0 ]
	[ "$(jq -c 'map(.key)' <<<"$output")" = '["apple","banana","cherry"]' ]
	[ "$(jq -c '.[0] | keys_unsorted' <<<"$output")" = \
		'["key","identifier","text","size","share","small","raw","parts","extra","ramp","never"]' ]
	holds "$output" '{"key":"apple","identifier":"APPLE","text":"red","size":3,"share":0.1,"small":true,"raw":"AP9hYg==",'
	holds "$output" '"parts":["wheel","axle",null],"extra":{"colour":"red","sizes":[-1,9223372036854775807]},'
	holds "$output" '"ramp":[[0,1,0,1,1],[1,0,0,1,0.5]],"never":null}'
}

@test 'reals are as short as they can be, floats as floats' {
	apart list things --json --fields key,share
	holds "$output" '{"key":"apple","share":0.1}'
	holds "$output" '{"key":"banana","share":0.1}'
}

@test 'an empty list is an empty array, and a line of names' {
	apart list things --match 'nothing*' --json
	[ "$status" -eq 0 ]
	[ "$output" = '[]' ]
	apart list things --match 'nothing*' --tsv --fields key,size
	[ "$output" = $'key\tsize' ]
}

@test 'TSV escapes tabs, newlines and backslashes' {
	apart list things --tsv --fields key,text,parts
	[ "$status" -eq 0 ]
	[ "$(sed -n 1p <<<"$output")" = $'key\ttext\tparts' ]
	[ "$(sed -n 4p <<<"$output")" = $'cherry\tdark\\tred\\nsour\\\\\t["wheel","axle",null]' ]
}

@test '--match and --where, several at once, and in lists' {
	[ "$(muster list things --match '*an*' --tsv --fields key)" = $'key\nbanana' ]
	[ "$(muster list things --where 'small=no' --tsv --fields key | tail -n +2 | xargs)" = 'banana cherry' ]
	[ "$(muster list things --where 'small=false' --where 'size=6' --tsv --fields key)" = $'key\nbanana' ]
	[ "$(muster list things --where 'parts=ax*' --tsv --fields key | wc -l)" -eq 4 ]
	[ "$(muster list things --where 'parts=axe' --tsv --fields key | wc -l)" -eq 1 ]
	[ "$(muster list things --where 'identifier=APPLE' --tsv --fields key)" = $'key\napple' ]
	[ "$(muster list things --where 'never=' --tsv --fields key | wc -l)" -eq 4 ]
}

@test 'an unknown field is wrong usage, and the nearest one is named' {
	apart list things --where txt=a
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	holds "$errors" 'muster: txt: no such field of things (did you mean text?)'
	apart list things --fields key,siez
	[ "$status" -eq 2 ]
	holds "$errors" 'did you mean size'
	apart list things --where text
	[ "$status" -eq 2 ]
}

@test 'control characters and bytes that are no UTF-8 do not reach people' {
	printf 'a\033[31mb\xc2\x9bc\xe2\x80\xaed' >"$folder/things/$(printf 'od\xff\nd').thing"
	apart list things
	[ "$status" -eq 0 ]
	holds "$output" 'od\xff\x0ad'
	holds "$output" 'a\x1b[31mb\xc2\x9bc\xe2\x80\xaed'
	lacks "$output" $'\033'
	[ "$(wc -l <<<"$output")" -eq 5 ]
}

@test 'of all characters, those that control a terminal, break lines or turn the writing are escaped' {
	cat >"$folder/escape.py" <<-'END'
		import sys, unicodedata
		TURN = set('\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
		BY_NAME = {'\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\'} if sys.argv[1] == 'tsv' else {}
		def escaped(c):
		    harmful = c in TURN or unicodedata.category(c) in ('Cc', 'Zl', 'Zp')
		    return BY_NAME.get(c) or (''.join('\\x%02x' % byte for byte in c.encode()) if harmful else c)
		text = ''.join(map(chr, range(1, 0x3000)))
		if sys.argv[1] != 'text':
		    text = ''.join(map(escaped, text))
		sys.stdout.buffer.write(b'text ' + text.encode())
	END
	python3 "$folder/escape.py" text >"$folder/things/apple.thing"
	apart list things --fields text --match apple
	holds "$output" "$(python3 "$folder/escape.py" table)"
	apart list things --fields text --match apple --tsv
	[ "$(tail -n 1 <<<"$output")" = "$(python3 "$folder/escape.py" tsv)" ]
}

@test 'JSON is UTF-8 whatever the strings are, and loses nothing' {
	printf 'x\xffy\xee\xbe\xa0z' >"$folder/things/$(printf 'od\xff').thing"
	muster list things --json >"$folder/list.json"
	python3 - "$folder/list.json" <<-'END'
		import json, re, sys
		entries = json.loads(open(sys.argv[1], 'rb').read().decode('utf-8', 'strict'))
		raw = lambda s: b''.join(bytes([ord(c) - 0xef00]) if '\uef80' <= c <= '\uefff' else c.encode() for c in s)
		entry = entries[-1]
		assert raw(entry['key']) == b'od\xff', entry
		assert raw(entry['text']) == b'x\xffy\xee\xbe\xa0z', entry
	END
}

@test 'JSON has no control character, and gives each back' {
	PYTHONUTF8=1 python3 -c 'print("text " + "".join(map(chr, range(1, 0xa1))), end="")' >"$folder/things/apple.thing"
	muster list things --json --fields text --match apple >"$folder/list.json"
	python3 - "$folder/list.json" <<-'END'
		import json, sys, unicodedata
		written = open(sys.argv[1], encoding='utf-8', newline='').read()
		assert {c for c in written if unicodedata.category(c) == 'Cc'} == {'\n'}, written
		assert json.loads(written)[0]['text'] == 'text ' + ''.join(map(chr, range(1, 0xa1))), written
	END
}

@test 'a stale registry is made fresh first; --cached takes what is there' {
	apart list things --cached
	[ "$status" -eq 1 ]
	holds "$errors" 'muster scan things'
	muster list things >/dev/null
	printf 'x' >"$folder/things/date.thing"
	[ "$(muster list things --cached --tsv --fields key | wc -l)" -eq 4 ]
	[ "$(muster list things --tsv --fields key | wc -l)" -eq 5 ]
}

@test 'an unknown module: exit 1, nothing on standard output' {
	apart list thongs --json
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'muster: thongs: no such module'
	[ "$(wc -l <<<"$errors")" -eq 1 ]
}

@test 'on a terminal long columns are cut, and never in a pipe' {
	printf 'long %.0s' {1..60} >"$folder/things/long.thing"
	muster scan -q
	on_terminal 60 env LC_ALL=C "$MUSTER_PROGRAM" list things
	while IFS= read -r line; do [ "${#line}" -le 60 ]; done <<<"$output"
	holds "$output" 'long lo~'
	on_terminal 60 env LC_ALL=C.UTF-8 "$MUSTER_PROGRAM" list things
	holds "$output" 'long lo…'
	apart list things
	holds "$output" "$(printf 'long %.0s' {1..60})"
}

# So much that the blob is not read as a whole when it is opened.
@test 'a large blob whose entries turn out to be damaged: an error with --cached, else it is made anew' {
	head -c 3000000 /dev/urandom | base64 -w 0 | split -a 4 -b 4000 --additional-suffix=.thing - "$folder/things/n"
	muster scan -q
	damage_entries
	apart list things --tsv --fields key
	[ "$status" -eq 0 ]
	diff <(sed 1d <<<"$output") <(cd "$folder/things" && LC_ALL=C ls | sed 's/\.thing$//')
	damage_entries
	apart list things --cached --tsv
	[ "$status" -eq 1 ]
	holds "$errors" 'muster: things: not all entries could be read'
}

@test "another module's blob under this one's name is never taken, nor called readable" {
	cp "$OTHERS" "$folder/modules/others.so"
	muster scan -q -o others.paths="$folder/things"
	mine=$(find "$folder/store" "$folder/system" -path '*/things/*.muster')
	cp "$(find "$folder/store" "$folder/system" -path '*/others/*.muster')" "$mine"
	apart list things --cached
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'the blob is of another module'
	holds "$(muster explain things)" 'the blob is of another module'
	[ "$(muster status things --json | jq -c '.[0] | [.fresh, .blob]')" = '[false,null]' ]
	[ "$(muster list things --json | jq length)" -eq 3 ]
}

@test "a host's cache under a module's name is never taken, nor a module's blob under a host's" {
	"$HOST" "$folder/things" >/dev/null
	muster scan -q
	things=$(find "$folder/store" "$folder/system" -path '*/things/*.muster')
	host=$(find "$folder/store" "$folder/system" -path '*/example-files/*.muster')
	cp "$things" "$folder/kept"
	cp "$host" "$things"
	apart list things --cached
	[ "$status" -eq 1 ]
	holds "$errors" 'the blob is of another module'
	rm -f "$(dirname "$host")"/*.journal
	cp "$folder/kept" "$host"
	apart list example-files --cached
	[ "$status" -eq 1 ]
	holds "$errors" 'the blob is of another cache'
}

@test 'a blob that is refused or damaged in the second store is reported with its reason' {
	muster scan -q
	mkdir -p "$folder/system/things"
	blob=$(find "$folder/store" "$folder/system" -name '*.muster')
	second=$folder/system/things/$(basename "$blob")
	[ "$blob" = "$second" ] || mv "$blob" "$second"
	chmod 666 "$second"
	apart list things --cached
	[ "$status" -eq 1 ]
	holds "$errors" 'others may write to it'
	lacks "$errors" 'there is none'
	holds "$(muster explain things)" 'others may write to it'
	chmod 644 "$second"
	printf 'damaged' >"$second"
	apart list things --cached
	lacks "$errors" 'there is none'
	holds "$errors" 'blob is damaged'
}

@test "a host's cache that is refused is reported with its reason" {
	"$HOST" "$folder/things" >/dev/null
	chmod 666 "$(find "$folder/store" "$folder/system" -name '*.muster')"
	apart list example-files --cached
	[ "$status" -eq 1 ]
	holds "$errors" 'others may write to it'
}
