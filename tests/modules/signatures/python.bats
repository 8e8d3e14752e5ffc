# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Signatures of Python packages: a zoo of small ones, and files that cannot be read.

bats_require_minimum_version 1.5.0

setup() {
	[ -n "$MUSTER_PROGRAM" ] || skip 'meson test runs this'
	umask 022
	folder=$(mktemp -d "${TMPDIR:-/tmp}/muster-python.XXXXXX")
	mkdir "$folder/modules" "$folder/store"
	cp "$SIGNATURES" "$folder/modules/signatures.so"
	cp -r "$BATS_TEST_DIRNAME/../readers/packages" "$folder/packages"
	cat >"$folder/muster.conf" <<-END
		[muster]
		modules = $folder/modules
		store = $folder/store
		system_store = $folder/store
		worker = $MUSTER_WORKER
		[signatures]
		paths = $folder/packages
	END
	export MUSTER_CONFIG=$folder/muster.conf
}

teardown() {
	rm -rf "$folder"
}

muster() {
	"$MUSTER_PROGRAM" "$@"
}

# prototype KEY: as the registry has it.
prototype() {
	muster show signatures "$1" --json | jq -r .prototype
}

# parameter KEY NAME: the parameter, as JSON.
parameter() {
	muster show signatures "$1" --json | jq -c --arg name "$2" '.parameters[] | select(.name == $name)'
}

# findings: path's last part and text of each, a line each.
findings() {
	muster status signatures --json | jq -r '.[0].findings[] | "\(.path | split("/") | last):\(.line // 0): \(.text)"'
}

changed() {
	muster scan signatures --json | jq '.[0].changed'
}

@test 'public names by __all__, imports, stars, assignments and lazy_loader, and no others' {
	run -0 muster list signatures --tsv --fields key,kind
	diff - <(sed 1d <<<"$output") <<-'END'
		zoo.Box	class
		zoo.Chief	class
		zoo.Keeper	class
		zoo.Keeper.parse	method
		zoo.Keeper.title	property
		zoo.Keeper.wage	method
		zoo.Keeper.walk	method
		zoo.Pay	class
		zoo.Rota	class
		zoo.Shift	class
		zoo.cages.Bare	class
		zoo.cages.Base	class
		zoo.cages.Cage	class
		zoo.cages.Ring	class
		zoo.cages.Tank	class
		zoo.cages.base.Base	class
		zoo.circle.roar	function
		zoo.circle.turn	function
		zoo.feed	function
		zoo.hire	function
		zoo.keepers.Chief	class
		zoo.keepers.Keeper	class
		zoo.keepers.Keeper.parse	method
		zoo.keepers.Keeper.title	property
		zoo.keepers.Keeper.wage	method
		zoo.keepers.Keeper.walk	method
		zoo.keepers.Pay	class
		zoo.keepers.Rota	class
		zoo.keepers.Shift	class
		zoo.keepers.hire	function
		zoo.late	function
		zoo.lions.roar	function
		zoo.lions.turn	function
		zoo.roar	function
		zoo.tidy	function
		zoo.water	function
	END
}

@test 'public names that are imported under a condition, or where an import may fail' {
	mkdir "$folder/packages/maybe"
	printf 'def walk(route): pass\ndef run(speed): pass\n' >"$folder/packages/maybe/_ways.py"
	printf 'if here:\n    from ._ways import walk\ntry:\n    import fast\nexcept ImportError:\n    from ._ways import run\n' \
		>"$folder/packages/maybe/__init__.py"
	[ "$(prototype maybe.walk)" = 'walk(route)' ]
	[ "$(prototype maybe.run)" = 'run(speed)' ]
}

@test 'prototypes of functions: kinds, annotations and defaults as in the source' {
	[ "$(prototype zoo.late)" = 'late(a, b=1, /, c: int = 2, *rest, d, e="x", **others) -> "dict[str, int]"' ]
	[ "$(prototype zoo.tidy)" = 'tidy(cage: "zoo.cages.Cage", *, soap: bool = True)' ]
	[ "$(prototype zoo.hire)" = 'hire(name, chief=False)' ]
	[ "$(prototype zoo.Keeper.walk)" = 'async Keeper.walk(route)' ]
	[ "$(prototype zoo.Keeper.title)" = 'Keeper.title: str' ]
	[ "$(prototype zoo.Keeper.parse)" = 'Keeper.parse(text: str) -> "Keeper"' ]
	[ "$(prototype zoo.Keeper.wage)" = 'Keeper.wage(hours: float, rate: float = 11.5)' ]
}

@test 'classes are called as __init__, __new__, fields or a base says, and ... where nobody here knows' {
	[ "$(prototype zoo.Keeper)" = 'Keeper(name: str, age: int = 30, keys: list = list, *, boss: Optional["Chief"] = None)' ]
	[ "$(prototype zoo.Chief)" = 'Chief(name: str, age: int = 50, keys: list = list, office: Callable[[int], str] = str, *, boss: Optional["Chief"] = None)' ]
	[ "$(prototype zoo.Shift)" = 'Shift(start: int, end: int = 24)' ]
	[ "$(prototype zoo.Rota)" = 'Rota(start: int, end: int = 24)' ]
	[ "$(prototype zoo.Pay)" = 'Pay(*, sum: int)' ]
	[ "$(prototype zoo.Box)" = 'Box(size, locked=True)' ]
	[ "$(prototype zoo.cages.Bare)" = 'Bare()' ]
	[ "$(prototype zoo.cages.Ring)" = 'Ring(size, *, gold=1 << 3)' ]
	[ "$(prototype zoo.cages.Tank)" = 'Tank(...)' ]
	[ "$(muster show signatures zoo.cages.Tank --json | jq .parameters)" = null ]
	[ "$(muster show signatures zoo.cages.Bare --json | jq -c .parameters)" = '[]' ]
}

@test 'literals have their values, expressions only their text' {
	run -0 parameter zoo.feed amount
	[ "$output" = '{"name":"amount","kind":"positional_or_keyword","type":null,"default":"2.5","literal":true,"required":false,"description":null,"value":2.5}' ]
	[ "$(parameter zoo.feed times | jq -c .value)" = '[8,18]' ]
	[ "$(parameter zoo.feed wet | jq -c .value)" = '-1' ]
	[ "$(parameter zoo.feed often | jq -c '[.literal, has("value"), .value]')" = '[true,true,null]' ]
	[ "$(parameter zoo.feed dtype | jq -c '[.default, .literal, has("value")]')" = '["np.float32",false,false]' ]
	[ "$(parameter zoo.cages.Ring gold | jq -c '[.default, .literal]')" = '["1 << 3",false]' ]
	[ "$(parameter zoo.feed animal | jq -c '[.default, .required]')" = '[null,true]' ]
}

@test 'descriptions from docstrings of three styles, and from Annotated' {
	[ "$(parameter zoo.late b | jq -r .description)" = 'The next two.' ]
	[ "$(parameter zoo.late rest | jq -r .description)" = 'What follows.' ]
	[ "$(parameter zoo.late d | jq -r .description)" = null ]
	[ "$(parameter zoo.feed food | jq -r .description)" = 'What it gets.' ]
	[ "$(parameter zoo.tidy soap | jq -r .description)" = 'With soap.' ]
	[ "$(parameter zoo.Keeper age | jq -r .description)" = 'in years' ]
	[ "$(parameter zoo.Keeper age | jq -r .type)" = 'int' ]
	[ "$(muster show signatures zoo.feed --json | jq -r .return_description)" = 'Whether it ate.' ]
}

@test 'decorators are told, since they may change all' {
	[ "$(muster show signatures zoo.hire --json | jq -c .decorated)" = '["functools.wraps(print)"]' ]
	[ "$(muster show signatures zoo.feed --json | jq -c .decorated)" = null ]
}

@test 'show begins with the prototype, and has a table of parameters' {
	run -0 muster show signatures zoo.late
	[ "${lines[0]}" = 'late(a, b=1, /, c: int = 2, *rest, d, e="x", **others) -> "dict[str, int]"' ]
	[ "${lines[1]}" = '  parameter  kind             type  default  description' ]
	[ "${lines[3]}" = '  b          positional only        1        The next two.' ]
	[ "${lines[5]}" = '  *rest                                      What follows.' ]
	[ "${lines[6]}" = '  d          keyword only' ]
}

@test 'a type that changes in its file changes its entry, and one file is read' {
	muster scan
	before=$(muster list signatures --json)
	sed -i 's/volume=11/volume: int = 11/' "$folder/packages/zoo/lions.py"
	[ "$(changed)" -eq 1 ]
	[ "$(prototype zoo.roar)" = 'roar(volume: int = 11)' ]
	diff <(jq -c '.[] | select(.name != "roar")' <<<"$before") \
		<(muster list signatures --json | jq -c '.[] | select(.name != "roar")')
}

@test 'a target, and no more files than it needs' {
	muster list signatures --tsv --fields key -o signatures.targets=zoo.cages >"$folder/list"
	diff - <(sed 1d "$folder/list") <<-'END'
		zoo.cages.Bare
		zoo.cages.Base
		zoo.cages.Cage
		zoo.cages.Ring
		zoo.cages.Tank
		zoo.cages.base.Base
	END
	rm -r "$folder/store"/*
	[ "$(muster scan signatures -o signatures.targets=zoo.cages --json | jq '.[0].changed')" -eq 2 ] # __init__ and base
	[ "$(muster show signatures zoo.lions.turn -o signatures.targets=zoo.lions --json | jq -r .defined_in)" = zoo.circle ]
}

@test 'targets below paths that are patterns, and those that are not there yet' {
	local path options=(-o signatures.targets=yak.moo)
	for path in "$folder/packages" "$folder/pack*"; do
		rm -rf "$folder/packages/yak"
		[ "$(muster list signatures --json "${options[@]}" -o "signatures.paths=$path" | jq length)" -eq 0 ]
		mkdir "$folder/packages/yak"
		echo 'def moo(loud): pass' >"$folder/packages/yak/__init__.py"
		[ "$(muster list signatures --json "${options[@]}" -o "signatures.paths=$path" | jq -r '.[].key')" = yak.moo ]
	done
}

@test 'show of one key reads no more than it needs, while there is nothing cached' {
	[ "$(prototype zoo.cages.Ring)" = 'Ring(size, *, gold=1 << 3)' ]
	[ "$(muster status signatures --json | jq '.[0].fresh')" = false ]
	[ "$(muster status signatures --json -o signatures.targets=zoo.cages.Ring | jq '.[0].groups')" -eq 2 ]
	muster show signatures nothing.there 2>"$folder/errors" && return 1
	grep -q 'muster: nothing.there: no such entry' "$folder/errors"
	[ "$(muster status signatures --json | jq '.[0].fresh')" = true ]
}

@test 'what cannot be read is a finding with its line, and the rest goes on' {
	local bad=$folder/packages/bad
	mkdir "$bad"
	printf 'def one():\n    pass\n\ntype X = int\n' >"$bad/newer.py"
	printf 'print "x"\n' >"$bad/older.py"
	printf 'a = 1\n\0b = 2\n' >"$bad/nul.py"
	printf '# -*- coding: latin-1 -*-\ndef caf\351(th\351="\351"):\n    pass\n' >"$bad/latin.py"
	printf 'def caf\351():\n    pass\n' >"$bad/undeclared.py"
	printf '# coding: klingon\n' >"$bad/klingon.py"
	{ printf 'x = ' && head -c 10000 /dev/zero | tr '\0' '(' && head -c 10000 /dev/zero | tr '\0' ')'; } >"$bad/nested.py"
	{ printf 'x = ' && head -c 10000 /dev/zero | tr '\0' '-' && echo 1; } >"$bad/minus.py"
	{ printf 'x = 0' && for i in $(seq 10000); do printf '.a'; done; } >"$bad/dots.py"
	head -c 20000000 /dev/zero | tr '\0' '#' >"$bad/large.py"
	muster scan -q
	[ "$(prototype zoo.roar)" = 'roar(volume=11)' ]
	[ "$(prototype latin.café)" = 'café(thé="é")' ]
	run -0 findings
	for file in newer.py:4 older.py:1 nul.py undeclared.py klingon.py nested.py large.py; do
		grep -q "^$file" <<<"$output" || { printf '%s is not in:\n%s\n' "$file" "$output" && return 1; }
	done
	run ! grep -q latin.py <<<"$output"
}

# first_lines COUNT COLUMNS KEY: of what a terminal of that width shows of the entry.
first_lines() {
	python3 "$BATS_TEST_DIRNAME/../../cli/terminal.py" "$2" env TERM=dumb "$MUSTER_PROGRAM" show signatures "$3" | head -n "$1"
}

@test 'a prototype is wrapped after commas, below its first parameter' {
	diff - <(first_lines 4 40 zoo.feed) <<-'END'
		feed(animal, food="hay", amount=2.5,
		     dtype=np.float32, times=(8, 18),
		     often=None, wet=-1)

	END
	diff - <(first_lines 3 60 zoo.feed) <<-'END'
		feed(animal, food="hay", amount=2.5, dtype=np.float32,
		     times=(8, 18), often=None, wet=-1)

	END
	diff - <(first_lines 2 90 zoo.feed) <<-'END'
		feed(animal, food="hay", amount=2.5, dtype=np.float32, times=(8, 18), often=None, wet=-1)

	END
}

@test 'a prototype is not squeezed into less than 20 columns' {
	diff - <(first_lines 6 10 zoo.feed) <<-'END'
		feed(animal,
		     food="hay",
		     amount=2.5,
		     dtype=np.float32,
		     times=(8, 18),
		     often=None, wet=-1)
	END
}
