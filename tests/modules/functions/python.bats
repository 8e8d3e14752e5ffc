# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Functions of Python packages: what they offer, of which distribution, and by which contract.

bats_require_minimum_version 1.5.0

setup() {
	[ -n "$MUSTER_PROGRAM" ] || skip 'meson test runs this'
	umask 022
	folder=$(mktemp -d "${TMPDIR:-/tmp}/muster-functions.XXXXXX")
	mkdir "$folder/modules" "$folder/store"
	cp "$FUNCTIONS" "$folder/modules/functions.so"
	cp -r "$BATS_TEST_DIRNAME/../readers/packages" "$folder/packages"
	mkdir "$folder/packages/The_Zoo-1.5.dist-info"
	printf 'Metadata-Version: 2.1\nName: The-Zoo\nVersion: 1.5\n\nName: not this\n' \
		>"$folder/packages/The_Zoo-1.5.dist-info/METADATA"
	printf '%s\n' 'The_Zoo-1.5.dist-info/METADATA,,' '../../bin/zoo,,' 'zoo/__init__.py,sha256=x,1' 'helper.py,,' \
		>"$folder/packages/The_Zoo-1.5.dist-info/RECORD"
	cat >"$folder/muster.conf" <<-END
		[muster]
		modules = $folder/modules
		store = $folder/store
		system_store = $folder/store
		worker = $MUSTER_WORKER
		[functions]
		paths =
		packages = $folder/packages
	END
	export MUSTER_CONFIG=$folder/muster.conf
}

teardown() {
	rm -rf "$folder"
}

muster() {
	"$MUSTER_PROGRAM" "$@"
}

# field KEY FIELD: as JSON.
field() {
	muster show functions "$1" --json | jq -c --arg field "$2" '.[$field]'
}

changed() {
	muster scan functions --json | jq '.[0].changed'
}

@test 'public functions and classes of public modules, and no methods' {
	run -0 muster list functions --tsv --fields key
	diff - <(sed 1d <<<"$output") <<-'END'
		zoo.Box
		zoo.Chief
		zoo.Keeper
		zoo.Pay
		zoo.Rota
		zoo.Shift
		zoo.cages.Bare
		zoo.cages.Base
		zoo.cages.Cage
		zoo.cages.Ring
		zoo.cages.Tank
		zoo.cages.base.Base
		zoo.circle.roar
		zoo.circle.turn
		zoo.feed
		zoo.hire
		zoo.keepers.Chief
		zoo.keepers.Keeper
		zoo.keepers.Pay
		zoo.keepers.Rota
		zoo.keepers.Shift
		zoo.keepers.hire
		zoo.late
		zoo.lions.roar
		zoo.lions.turn
		zoo.roar
		zoo.tidy
		zoo.water
	END
}

@test 'where it is from, what it is called there, and what it says of itself' {
	[ "$(field zoo.water original_name)" = '"feed"' ]
	[ "$(field zoo.feed original_name)" = null ]
	[ "$(field zoo.water module)" = '"zoo"' ]
	[ "$(field zoo.water path)" = "\"$folder/packages/zoo/_hidden.py\"" ]
	[ "$(field zoo.water line)" = 4 ]
	[ "$(field zoo.water public)" = true ]
	[ "$(field zoo.water summary)" = '"Feed it."' ]
	[ "$(field zoo.water doc | jq -r .)" = "$(printf '%s\n' 'Feed it.' '' 'Args:' '    animal (str): Which one.' '    food: What it' \
		'        gets.' '' 'Returns:' '    Whether it ate.')" ]
	[ "$(field zoo.cages.base.Base tags)" = '["cages","base"]' ]
	[ "$(field zoo.water tags)" = null ]
}

@test 'the distribution and its version, which is noticed when it changes' {
	printf 'def help_me(): pass\n' >"$folder/packages/helper.py"
	printf 'def alone(): pass\n' >"$folder/packages/other.py"
	[ "$(field zoo.cages.Bare library)" = '"The-Zoo"' ]
	[ "$(field zoo.cages.Bare library_version)" = '"1.5"' ]
	[ "$(field helper.help_me library)" = '"The-Zoo"' ]
	[ "$(field other.alone library)" = null ]
	sed -i 's/^Version: 1.5/Version: 1.6/' "$folder/packages/The_Zoo-1.5.dist-info/METADATA"
	[ "$(changed)" -eq 1 ]
	[ "$(field zoo.cages.Bare library_version)" = '"1.6"' ]
	printf 'other.py,,\n' >>"$folder/packages/The_Zoo-1.5.dist-info/RECORD"
	[ "$(changed)" -eq 1 ]
	[ "$(field other.alone library_version)" = '"1.6"' ]
}

@test 'older metadata: egg-info as a folder with top_level.txt, and as a file' {
	rm -r "$folder/packages/The_Zoo-1.5.dist-info"
	mkdir "$folder/packages/Beasts.egg-info"
	printf 'Name: Beasts\nVersion: 2\n' >"$folder/packages/Beasts.egg-info/PKG-INFO"
	printf 'zoo\n' >"$folder/packages/Beasts.egg-info/top_level.txt"
	printf 'Name: Old-Helper\nVersion: 3\n' >"$folder/packages/old_helper-3.egg-info"
	printf 'def help_me(): pass\n' >"$folder/packages/old_helper.py"
	[ "$(field zoo.late library)$(field zoo.late library_version)" = '"Beasts""2"' ]
	[ "$(field old_helper.help_me library)" = '"Old-Helper"' ]
}

@test 'distributions that share a package, and the same one in two folders' {
	mkdir -p "$folder/packages/shared/store" "$folder/packages/shared/mail" "$folder/earlier"
	for package in store mail; do
		touch "$folder/packages/shared/__init__.py"
		printf 'def send(): pass\n' >"$folder/packages/shared/$package/__init__.py"
		mkdir "$folder/packages/Shared_$package-1.dist-info"
		printf 'Name: Shared-%s\nVersion: 1\n' "$package" >"$folder/packages/Shared_$package-1.dist-info/METADATA"
		printf 'shared/%s/__init__.py,,\n' "$package" >"$folder/packages/Shared_$package-1.dist-info/RECORD"
	done
	printf 'def both(): pass\n' >"$folder/packages/shared/__init__.py"
	printf 'Name: Not-A-Distribution\nVersion: 9\n' >"$folder/packages/shared/METADATA"
	printf 'def help_me(): pass\n' >"$folder/packages/mine.py"
	printf 'Name: Mine\nVersion: 1\n' >"$folder/packages/mine.egg-info"
	printf 'Name: Mine\nVersion: 2\n' >"$folder/earlier/mine.egg-info"
	sed -i "s,^packages = .*,packages = $folder/earlier $folder/packages," "$folder/muster.conf"
	[ "$(field shared.store.send library)$(field shared.mail.send library)" = '"Shared-store""Shared-mail"' ]
	[ "$(field shared.both library)" = null ]
	[ "$(field mine.help_me library_version)" = '"1"' ]
}

@test 'what is not offered, where it is asked for' {
	run -0 muster list functions -o functions.private=yes --where public=no --tsv --fields key,path
	cat >&2 <<<"$output"
	grep -qxF "zoo._hidden.feed	$folder/packages/zoo/_hidden.py" <<<"$output"
	run ! grep -q '^zoo\.water	' <<<"$output"
	[ "$(muster list functions -o functions.private=yes --where public=yes --json | jq length)" -eq 28 ]
}

@test 'contracts by decorators and attributes that a site declares, and by annotations' {
	cat >"$folder/packages/site.py" <<-'END'
		import memory


		@memory.gpu(device=0)
		def on_gpu(image): pass

		@memory.gpus
		def other(image): pass

		def marked(image): pass

		marked.contract = memory.HOST
		other.contract = memory.GUEST

		class Marked:
		    contract = "HOST"

		def annotated(image: "np.ndarray", size: int) -> np.ndarray: pass
	END
	cat >>"$folder/muster.conf" <<-'END'
		[functions:10-gpu]
		contract = GPU_TO_GPU
		decorator = (.*\.)?gpu(\(.*\))?
		tags = fast device
		[functions:20-host]
		contract = HOST_TO_HOST
		attribute = contract = (memory\.HOST|["']HOST["'])
		[functions:30-numpy]
		contract = NUMPY_TO_NUMPY
		returns = np\.ndarray
		takes = .*ndarray.*
		[functions:90-nothing]
		contract = NOTHING
		takes = ()
	END
	[ "$(field site.on_gpu contract)$(field site.on_gpu tags)" = '"GPU_TO_GPU"["fast","device"]' ]
	[ "$(field site.other contract)" = null ]
	[ "$(field site.marked contract)" = '"HOST_TO_HOST"' ]
	[ "$(field site.Marked contract)" = '"HOST_TO_HOST"' ]
	[ "$(field site.annotated contract)" = '"NUMPY_TO_NUMPY"' ]
	[ "$(field zoo.circle.turn contract)" = '"NOTHING"' ]
	[ "$(field zoo.cages.Bare contract)" = null ]
}

@test 'contracts by the rules of the vendor' {
	sed -n '/^\[functions:/,$p' "$BATS_TEST_DIRNAME/../../../config/conf.d/functions.conf" >>"$folder/muster.conf"
	cat >"$folder/packages/site.py" <<-'END'
		@memory.cupy_func(oom_recovery=True)
		@other
		def on_gpu(image): pass

		@numpy
		def on_host(image): pass

		@torch.no_grad()
		def undecided(image, labels): pass

		def annotated(image: npt.NDArray[np.float64], size: int = 3) -> "np.ndarray | None": pass
		def measured(image: np.ndarray) -> float: pass
		def said(text: str, upper=False) -> str: pass
		def real(x: float, y: float) -> float: pass
		def none(): pass
		class Type: pass
	END
	for case in on_gpu=CUPY_TO_CUPY on_host=NUMPY_TO_NUMPY annotated=NUMPY_TO_NUMPY measured=NUMPY_TO_NUMBER \
		said=TEXT_TO_TEXT real=REAL_TO_REAL none=NOTHING_TO_ANYTHING; do
		[ "$(field "site.${case%=*}" contract)" = "\"${case#*=}\"" ] || { echo "$case" >&2 && false; }
	done
	[ "$(field site.undecided contract)$(field site.Type contract)" = nullnull ]
}

@test 'modules and names as the configuration wants them' {
	printf 'def plot(): pass\ndef draw(): pass\n' >"$folder/packages/chart.py"
	mkdir "$folder/packages/zoo/tests"
	printf 'syntax error' >"$folder/packages/zoo/tests/test_all.py"
	touch "$folder/packages/zoo/tests/__init__.py"
	run -0 muster list functions --tsv --fields key
	grep -qx chart.draw <<<"$output"
	run ! grep -qx chart.plot <<<"$output"
	[ "$(muster status functions --json | jq -c '.[0].findings')" = '[]' ]
	run -0 muster list functions --tsv --fields key -o 'functions.modules=zoo.cages*' -o 'functions.exclude=B*' -o 'functions.include=*a*'
	diff - <(sed 1d <<<"$output") <<-'END'
		zoo.cages.Cage
		zoo.cages.Tank
	END
}

@test 'one file changed: one file is read' {
	muster scan
	sed -i 's/Feed it/Feed them/' "$folder/packages/zoo/_hidden.py"
	[ "$(changed)" -eq 1 ]
	[ "$(field zoo.water summary)" = '"Feed them."' ]
}
