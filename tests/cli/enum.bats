#!/usr/bin/env bats
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
load common

# Compilers that are here, each with its language and standard.
compilers() {
	local line
	for line in 'gcc -xc -std=c11' 'g++ -xc++ -std=c++17' 'clang -xc -std=c11' 'clang++ -xc++ -std=c++17'; do
		! command -v "${line%% *}" >/dev/null || echo "$line"
	done
}

# try_header HEADER BASE: compiled without a warning by each compiler, and both look-ups lead back for every member.
# Its values, each ended by NUL, are then in $folder/values.
try_header() {
	local command
	cat >"$folder/try.c" <<-END
		#include "$1"
		#include "$1"
		#include <stdio.h>
		#ifdef __cplusplus /* in which no enum can have a value outside its range */
		#define OUTSIDE
		#else
		#define OUTSIDE || $2_value((enum $2_entry)$2_count)
		#endif
		int main(void)
		{
			for (size_t i = 0; i < $2_count; i++) {
				const char *value = $2_value((enum $2_entry)i);
				enum $2_entry found;
				if (!$2_find(value, &found) || found != (enum $2_entry)i)
					return 1;
				fwrite(value, 1, strlen(value) + 1, stdout);
			}
			enum $2_entry none;
			return $2_find("not there", &none) || $2_find("", &none) OUTSIDE;
		}
	END
	[ -n "$(compilers)" ]
	while read -r command; do
		# shellcheck disable=SC2086
		$command -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror "-I$folder" -o "$folder/try" "$folder/try.c"
		"$folder/try" >"$folder/values"
		# by itself too, where nothing uses what is in it
		# shellcheck disable=SC2086
		$command -Wall -Wextra -Wpedantic -Werror -fsyntax-only - <"$folder/$1"
	done < <(compilers)
}

# try_module MODULE CLASS: imported, pickled, and both look-ups lead back for every member. $2.values are then, as
# bytes each ended by NUL, in $folder/values.
try_module() {
	(cd "$folder" && python3 -B -W error - "$1" "$2" >"$folder/values") <<-'END'
		import enum, importlib, keyword, os, pickle, sys
		module = importlib.import_module(sys.argv[1])
		members = getattr(module, sys.argv[2])
		assert module.__all__ == [sys.argv[2]] and issubclass(members, enum.Enum)
		for name, member in members.__members__.items():
		    assert member.name == name and name.isidentifier() and not keyword.iskeyword(name), name
		    assert members(member.value) is member and members[name] is member and getattr(members, name) is member
		    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
		        assert pickle.loads(pickle.dumps(member, protocol)) is member
		    sys.stdout.buffer.write(os.fsencode(str(member.value)) + b'\0')
	END
}

# values_are WORD...: $folder/values holds these, in any order.
values_are() {
	diff <(printf '%s\0' "$@" | LC_ALL=C sort -z | tr '\0' '\1') <(LC_ALL=C sort -z "$folder/values" | tr '\0' '\1')
}

# things NAME...: these things, and no other.
things() {
	local name
	rm -f "$folder"/things/*.thing
	for name; do
		printf '%s' "$name" >"$folder/things/$name.thing"
	done
}

is_ascii() {
	[ -z "$(LC_ALL=C grep '[^[:print:][:space:]]' "$1")" ]
}

identifier_of() {
	muster enum things --lang json -q | jq -r --arg key "$1" '.[] | select(.key == $key) | .identifier'
}

@test 'C: a header with the enum, its values, and both look-ups' {
	things tab20b viridis gray
	apart enum things --lang c
	[ "$status" -eq 0 ]
	[ -z "$errors" ]
	holds "$output" $'enum things_entry {\n\tTHINGS_GRAY,\n\tTHINGS_TAB20B,\n\tTHINGS_VIRIDIS,\n};'
	printf '%s\n' "$output" >"$folder/things.h"
	try_header things.h things
	values_are gray tab20b viridis
}

@test 'Python: a module with an Enum that imports and pickles' {
	things tab20b viridis 20b
	apart enum things --lang python
	[ "$status" -eq 0 ]
	[ -z "$errors" ]
	holds "$output" $'class Things(enum.Enum):\n'
	holds "$output" "    TAB20B = 'tab20b'"
	holds "$output" "    _20B = '20b'"
	printf '%s\n' "$output" >"$folder/things.py"
	try_module things Things
	values_are 20b tab20b viridis
}

@test 'JSON: identifier, value and key; --json is --lang json' {
	things tab20b gray
	apart enum things --lang json
	[ "$status" -eq 0 ]
	[ "$(jq -c . <<<"$output")" = '[{"identifier":"GRAY","value":"gray","key":"gray"},{"identifier":"TAB20B","value":"tab20b","key":"tab20b"}]' ]
	[ "$(muster enum things --json)" = "$output" ]
	[ "$(muster enum things --json | jq -c 'map([.key, .identifier])')" = \
		"$(muster list things --json | jq -c 'map([.key, .identifier])')" ]
}

@test '--prefix, in front of digits too' {
	things 20b gray
	apart enum things --lang c --prefix MY_MAP_
	holds "$output" $'enum my_map_entry {\n\tMY_MAP_20B,\n\tMY_MAP_GRAY,\n};'
	printf '%s\n' "$output" >"$folder/my_map.h"
	try_header my_map.h my_map
	values_are 20b gray
	holds "$(muster enum things --lang c --prefix cm)" $'\tcm20B,\n\tcmGRAY,'
	holds "$(muster enum things --lang python --prefix MAP_)" "    MAP_20B = '20b'"
	[ "$(muster enum things --json --prefix P | jq -c 'map(.identifier)')" = '["P20B","PGRAY"]' ]
	for prefix in '' _A 9 'a b' $'a\n' 'é'; do
		apart enum things --lang c --prefix "$prefix"
		[ "$status" -eq 2 ]
		[ -z "$output" ]
	done
}

@test 'names that clash get numbers that stay, and it is said' {
	things gray Gray GRAY other
	apart enum things --lang c
	[ "$status" -eq 0 ]
	[ "$(wc -l <<<"$errors")" -eq 2 ]
	holds "$errors" 'muster: warning: things: "Gray" is GRAY_3118: the name without a number is that of "gray"'
	printf '%s\n' "$output" >"$folder/things.h"
	muster enum things --lang python -q >"$folder/things.py" 2>"$folder/errors"
	[ ! -s "$folder/errors" ]
	try_header things.h things
	values_are gray Gray GRAY other
	try_module things Things
	values_are gray Gray GRAY other
	[ "$(identifier_of gray)" = GRAY ]
	before=$(muster enum things --json -q | jq -c '.[] | [.key, .identifier]')
	things gray Gray GRAY other 'gr ay' GRaY gray_ '!gray' aaa zzz Other
	after=$(muster enum things --json -q | jq -c '.[] | [.key, .identifier]')
	while IFS= read -r member; do
		# the only one that a name behind it in order takes the plain identifier from
		[[ $member == '["gray",'* ]] || holds "$after" "$member"
	done <<<"$before"
	[ "$(jq -s 'map(.[1]) | unique | length' <<<"$after")" -eq 11 ]
}

@test 'of many names that clash only the first are said' {
	mapfile -t names < <(python3 -c 'print(*{"".join(c.upper() if i >> b & 1 else c for b, c in enumerate("abcdef")) for i in range(64)}, sep="\n")')
	things "${names[@]}"
	apart enum things --lang json
	[ "$(jq 'map(.identifier) | unique | length' <<<"$output")" -eq 64 ]
	[ "$(wc -l <<<"$errors")" -eq 21 ]
	holds "$errors" 'muster: warning: things: 43 more identifiers have a number'
}

@test 'no keyword, and nothing that a language keeps for itself' {
	# all of C11 and C++17, Python's by itself, what <stddef.h>, <string.h> and <stdbool.h> define, and Enum's own
	read -r -d '' -a words <<-'END' || true
		auto break case char const continue default do double else enum extern float for goto if inline int long register
		restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Alignas
		_Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local alignas alignof and
		and_eq asm bitand bitor bool catch char16_t char32_t class compl constexpr const_cast decltype delete
		dynamic_cast explicit export false friend mutable namespace new noexcept not not_eq nullptr operator or or_eq
		private protected public reinterpret_cast static_assert static_cast template this thread_local throw true try
		typeid typename using virtual wchar_t xor xor_eq asm linux unix NULL null EOF offsetof size_t ptrdiff_t
		max_align_t strcmp strlen main value name mro names _missing_ _ignore_ _order_ __init__ __members__ __x _x x_
		_x_ __x__ _ __ things_count things_value entry find count
	END
	mapfile -t -O "${#words[@]}" words < <(python3 -c 'import keyword; print(*keyword.kwlist, sep="\n")')
	things "${words[@]}"
	mapfile -t words < <(printf '%s\n' "${words[@]}" | LC_ALL=C sort -u)
	muster enum things --lang c -q >"$folder/things.h"
	try_header things.h things
	values_are "${words[@]}"
	muster enum things --lang python -q >"$folder/things.py"
	try_module things Things
	values_are "${words[@]}"
	[ "$(muster enum things --json -q | jq 'map(select(.identifier | test("^([A-Z]|_[0-9])([A-Z0-9]|_[A-Z0-9])*$") | not)) | length')" -eq 0 ]
}

@test 'every byte in keys comes back in each language' {
	python3 - "$folder/things" <<-'END'
		import os, sys
		os.chdir(os.fsencode(sys.argv[1]))
		for name in os.listdir(b'.'):
		    os.unlink(name)
		names = [bytes([b]) for b in range(1, 256) if b not in b'/.'] + [b'x%cy' % b for b in range(1, 256) if b != 0x2f]
		names += ['é', 'Ünï', '日本', '\U0001f600', '\u202e', '\ufeff', '\uef80', '\u2028'.encode().decode()]
		names += [b'??=', b'a??=b', b'??\\', b'"', b"'''", b'"""', b'\\', b'\\x41', b'\\101', b'*]', b'%s%n', b'a\nb', b'\x001'[1:]]
		names += [b'7\x017', b'\xff\xfe', b'\xed\xa0\x80', b'\xc0\x80', b'{}', b'$HOME', b'`id`', b'#define', b'\t']
		names += [b'k' * 200]
		for name in names:
		    with open((name.encode() if isinstance(name, str) else name) + b'.thing', 'wb') as file:
		        file.write(b'x')
		with open(b'../expected', 'wb') as file:
		    file.write(b''.join(sorted(os.path.splitext(n)[0] + b'\0' for n in os.listdir(b'.'))))
	END
	muster enum things --lang c -q >"$folder/things.h"
	is_ascii "$folder/things.h"
	try_header things.h things
	LC_ALL=C sort -z "$folder/values" | cmp - <(LC_ALL=C sort -z "$folder/expected")
	muster enum things --lang python -q >"$folder/things.py"
	is_ascii "$folder/things.py"
	try_module things Things
	LC_ALL=C sort -z "$folder/values" | cmp - <(LC_ALL=C sort -z "$folder/expected")
	muster enum things --lang json -q >"$folder/things.json"
	python3 - "$folder/things.json" >"$folder/values" <<-'END'
		import json, sys
		raw = lambda s: b''.join(bytes([ord(c) - 0xef00]) if '\uef80' <= c <= '\uefff' else c.encode() for c in s)
		for member in json.loads(open(sys.argv[1], 'rb').read().decode()):
		    sys.stdout.buffer.write(raw(member['value']) + b'\0')
	END
	LC_ALL=C sort -z "$folder/values" | cmp - <(LC_ALL=C sort -z "$folder/expected")
}

@test '--field: strings, integers, booleans that choose, and lists' {
	[ "$(muster enum things --json --field text | jq -c 'map([.identifier, .value, .key])')" = \
		'[["CHERRY","dark\tred\nsour\\","cherry"],["APPLE","red","apple"],["BANANA","yellow","banana"]]' ]
	[ "$(muster enum things --json --field size | jq -c 'map([.identifier, .value])')" = '[["CHERRY",14],["APPLE",3],["BANANA",6]]' ]
	[ "$(muster enum things --json --field small | jq -c 'map([.identifier, .value])')" = '[["APPLE","apple"]]' ]
	[ "$(muster enum things --json --field parts | jq -c 'map([.identifier, .value, .key])')" = \
		'[["AXLE","axle","axle"],["WHEEL","wheel","wheel"]]' ]
	[ "$(muster enum things --json --field never)" = '[]' ]
	[ "$(muster enum things --json --field key)" = "$(muster enum things --json)" ]
	holds "$(muster enum things --lang python --field size)" '    CHERRY = 14'
	muster enum things --lang python --field size >"$folder/things.py"
	try_module things Things
	values_are 14 3 6
	muster enum things --lang c --field text >"$folder/things.h"
	try_header things.h things
	values_are red yellow $'dark\tred\nsour\\'
	holds "$(<"$folder/things.h")" 'things_key(enum things_entry entry)'
	for field in ramp extra raw share identifer; do
		apart enum things --json --field "$field"
		[ "$status" -eq 1 ]
		[ -z "$output" ]
		holds "$errors" "$field"
		[ "$(wc -l <<<"$errors")" -eq 1 ]
	done
}

@test 'what a language cannot say is an error, and nothing is written' {
	printf 'red' >"$folder/things/tomato.thing"
	apart enum things --lang python --field text
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'muster: things: APPLE and TOMATO have one value, "red"'
	muster enum things --lang c --field text >"$folder/things.h"
	[ "$(muster enum things --json --field text | jq length)" -eq 4 ]
	head -c 4095 /dev/zero | tr '\0' '?' >"$folder/things/tomato.thing"
	muster enum things --lang c --field text >"$folder/things.h"
	try_header things.h things
	head -c 4096 /dev/zero | tr '\0' '?' >"$folder/things/tomato.thing"
	apart enum things --lang c --field text
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'TOMATO'
	rm "$folder"/things/*
	apart enum things --lang c
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	muster enum things --lang python >"$folder/things.py"
	try_module things Things
	[ ! -s "$folder/values" ]
	[ "$(muster enum things --json)" = '[]' ]
}

@test 'wrong usage' {
	for arguments in '' '--lang' '--lang java' '--lang c --json' 'apple --lang c'; do
		# shellcheck disable=SC2086
		apart enum things $arguments
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		holds "$errors" 'usage: muster enum [OPTIONS] MODULE --lang c|python|json'
	done
	apart enum thongs --lang c
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "$(wc -l <<<"$errors")" -eq 1 ]
	holds "$errors" 'muster: thongs: no such module'
}

@test 'same input, same bytes' {
	things gray Gray GRAY 20b
	for language in c python json; do
		muster enum things --lang "$language" -q >"$folder/one"
		muster clear -q
		muster enum things --lang "$language" -q | cmp - "$folder/one"
	done
}

@test 'a stale registry is made fresh first; --cached takes what is there' {
	apart enum things --json --cached
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'muster scan things'
	[ "$(muster enum things --json | jq length)" -eq 3 ]
	printf 'x' >"$folder/things/date.thing"
	[ "$(muster enum things --json --cached | jq length)" -eq 3 ]
	[ "$(muster enum things --json | jq length)" -eq 4 ]
}

@test 'a large blob whose entries turn out to be damaged: an error with --cached, else it is made anew' {
	head -c 3000000 /dev/urandom | base64 -w 0 | split -a 4 -b 4000 --additional-suffix=.thing - "$folder/things/n"
	count=$(find "$folder/things" -name '*.thing' | wc -l)
	muster scan -q
	damage_entries
	apart enum things --json
	[ "$status" -eq 0 ]
	[ "$(jq length <<<"$output")" -eq "$count" ]
	damage_entries
	apart enum things --json --cached
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'muster: things: not all entries could be read'
}

# Nothing was looked for, and nothing was kept.
nothing_found() {
	[ -z "$(find "$folder/store" "$folder/system" -type f)" ]
}

minimal_is() {
	[ "$(muster enum things --json -q "$@" | jq -r 'map(.key) | join(" ")')" = 'gray viridis' ]
}

@test 'headless: the minimal set and no discovery' {
	printf 'minimal = viridis gray viridis\n' >>"$folder/muster.conf"
	minimal_is -o muster.headless=yes
	MUSTER_HEADLESS=1 minimal_is
	MUSTER_HEADLESS=yes minimal_is
	MUSTER_HEADLESS=anything minimal_is --cached
	minimal_is --minimal
	MUSTER_HEADLESS=0 minimal_is --minimal
	MUSTER_HEADLESS=1 apart enum things --lang python -v
	holds "$errors" 'muster: note: things: the minimal set, since headless is set'
	holds "$output" '    """The minimal set of things."""'
	apart enum things --lang python -v --minimal
	[ -z "$errors" ]
	MUSTER_HEADLESS=1 muster enum things --lang python >"$folder/things.py"
	try_module things Things
	values_are gray viridis
	sed -i 's/^\[muster\]/&\nheadless = yes/' "$folder/muster.conf"
	minimal_is
	MUSTER_HEADLESS='' minimal_is
	nothing_found
	for no in 0 no false off; do
		[ "$(MUSTER_HEADLESS=$no muster enum things --json | jq length)" -eq 3 ]
	done
	[ "$(MUSTER_HEADLESS=1 muster enum things --json -o muster.headless=no | jq length)" -eq 3 ]
	[ "$(muster list things --json | jq length)" -eq 3 ]
	[ "$(MUSTER_HEADLESS=1 muster config --json | jq -r '.[] | select(.key == "headless") | .value + " " + .origin')" = \
		'yes MUSTER_HEADLESS' ]
}

@test 'headless: a module that does not run is not needed, but must be there' {
	printf 'minimal = viridis gray\n' >>"$folder/muster.conf"
	printf 'not a module' >"$folder/modules/things.so"
	minimal_is -o muster.headless=yes
	nothing_found
	apart enum things --json
	[ "$status" -eq 1 ]
	apart enum things --json -o muster.headless=yes -o things.enabled=no
	[ "$status" -eq 1 ]
	holds "$errors" 'switched off'
	apart enum thongs --json -o muster.headless=yes
	[ "$status" -eq 1 ]
}

@test 'headless: a module without a minimal set is enumerated as always' {
	[ "$(MUSTER_HEADLESS=1 muster enum things --json | jq length)" -eq 3 ]
	printf 'minimal =\n' >>"$folder/muster.conf"
	[ "$(MUSTER_HEADLESS=1 muster enum things --json | jq length)" -eq 3 ]
	apart enum things --json --minimal
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'muster: things: there is no minimal set (minimal = … in [things])'
}

@test 'a minimal set has no fields' {
	printf 'minimal = viridis gray\n' >>"$folder/muster.conf"
	apart enum things --json --minimal --field text
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	holds "$errors" 'no field text'
	muster enum things --json --minimal --field key
	nothing_found
}

# names_work NAME...: as entries of a module, in C and in Python.
names_work() {
	[ "$#" -gt 50 ]
	things "$@"
	muster enum things --lang c -q >"$folder/things.h"
	try_header things.h things
	values_are "$@"
	muster enum things --lang python -q >"$folder/things.py"
	try_module things Things
	values_are "$@"
}

@test 'the colour maps of gmt-common' {
	shopt -s nullglob globstar
	local files=(/usr/share/gmt*/cpt/**/*.cpt)
	[ "${#files[@]}" -gt 0 ] || skip 'gmt-common is not installed'
	mapfile -t names < <(printf '%s\n' "${files[@]}" | sed 's|.*/||; s|\.cpt$||' | sort -u)
	names_work "${names[@]}"
}

@test 'the colour maps of python3-matplotlib, and their opposites' {
	local maps=/usr/lib/python3/dist-packages/matplotlib
	[ -e $maps/_cm.py ] || skip 'python3-matplotlib is not installed'
	mapfile -t names < <(python3 - $maps/_cm.py $maps/_cm_listed.py <<-'END'
		import ast, sys
		for path in sys.argv[1:]:
		    for node in ast.parse(open(path).read()).body:
		        if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') in ('datad', 'cmaps'):
		            value = node.value
		            pairs = zip(value.keys, value.values) if isinstance(value, ast.Dict) else ()
		            names = [key.value for key, _ in pairs] or [n.value for n in ast.walk(value) if
		                isinstance(n, ast.Constant) and isinstance(n.value, str)]
		            for name in names:
		                print(name, name + '_r', sep='\n')
	END
	)
	holds " ${names[*]} " ' tab20b '
	holds " ${names[*]} " ' viridis '
	names_work "${names[@]}"
	[ "$(identifier_of tab20b)" = TAB20B ]
}
