# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the tests of the command share: three things, and a configuration that sees nothing but them.

bats_require_minimum_version 1.5.0

setup() {
	[ -n "$MUSTER_PROGRAM" ] || skip 'meson test runs this'
	umask 022
	folder=$(mktemp -d "${TMPDIR:-/tmp}/muster-cli.XXXXXX")
	mkdir "$folder/modules" "$folder/store" "$folder/system" "$folder/things"
	cp "$THINGS" "$folder/modules/things.so"
	printf 'red' >"$folder/things/apple.thing"
	printf 'yellow' >"$folder/things/banana.thing"
	printf 'dark\tred\nsour\\' >"$folder/things/cherry.thing"
	cat >"$folder/muster.conf" <<-END
		[muster]
		modules = $folder/modules
		store = $folder/store
		system_store = $folder/system
		worker = $MUSTER_WORKER
		[things]
		paths = $folder/things
	END
	export MUSTER_CONFIG=$folder/muster.conf
	unset NO_COLOR COLORTERM MUSTER_HEADLESS
}

teardown() {
	rm -rf "$folder"
}

muster() {
	"$MUSTER_PROGRAM" "$@"
}

# Standard output and standard error apart: $output, $errors and $status.
apart() {
	status=0
	output=$("$MUSTER_PROGRAM" "$@" 2>"$folder/errors") || status=$?
	errors=$(<"$folder/errors")
}

# holds TEXT WORD: TEXT contains WORD; shows TEXT otherwise.
holds() {
	[[ $1 == *"$2"* ]] || {
		printf 'no "%s" in:\n%s\n' "$2" "$1"
		return 1
	}
}

lacks() {
	[[ $1 != *"$2"* ]] || {
		printf '"%s" in:\n%s\n' "$2" "$1"
		return 1
	}
}

# on_terminal COLUMNS COMMAND...: its output as a terminal of that width gets it, in $output.
on_terminal() {
	local columns=$1
	shift
	output=$(python3 "$BATS_TEST_DIRNAME/terminal.py" "$columns" "$@")
}

# Damages the blob where that is not met before its entries are read.
damage_entries() {
	local blob tenth
	blob=$(find "$folder/system" "$folder/store" -name '*.muster')
	cp "$blob" "$folder/sound"
	for tenth in 1 2 3 4 5 6 7 8 9; do
		cat "$folder/sound" >"$blob"
		printf 'xxxx' | dd of="$blob" bs=1 seek=$(($(stat -c %s "$blob") * tenth / 10)) conv=notrunc status=none
		[ "$(muster status --json | jq '.[0].fresh')" = false ] || return 0
	done
	return 1
}
