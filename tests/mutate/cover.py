# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which case reaches which line: a build with cover.c in it runs each case once."""

import json
import re
import shutil
import struct
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import suites
from copies import Broken, Copy
from sandbox import Sandbox

HERE = Path(__file__).parent
HOOK = '__sanitizer_cov_trace_pc'
LINE = re.compile(r'^(?P<file>/[^\n]*):(?P<line>\d+)(?: \(discriminator \d+\))?$')
INSTRUCTION = re.compile(r'^\s*(?P<address>[0-9a-f]+):\t(?P<text>.*)$')
LONG = 2.0 # seconds; what takes longer is run by its parts

# Case name to file to lines.
Reached = dict[str, dict[str, list[int]]]


def options(folder: Path) -> list[str]:
	folder.mkdir(parents=True, exist_ok=True)
	hook = folder / 'cover.o'
	if subprocess.run(['gcc', '-O2', '-fPIC', '-c', HERE / 'cover.c', '-o', hook], check=False).returncode != 0:
		raise Broken('gcc does not compile cover.c')
	return ['-Dbuildtype=plain', '-Doptimization=0', '-Ddebug=true', '-Dc_args=-w -fsanitize-coverage=trace-pc',
		f'-Dc_link_args={hook} -Wl,--build-id=sha1']


def build_id(path: Path) -> str | None:
	head = path.read_bytes()
	if head[:4] != b'\x7fELF' or head[16:18] == b'\x01\0':
		return None
	at = head.find(b'GNU\0')
	while at >= 12:
		_, size, kind = struct.unpack_from('<III', head, at - 12)
		if kind == 3 and size == 20:
			return head[at + 4:at + 4 + size].hex()
		at = head.find(b'GNU\0', at + 4)
	return None


def places(binary: Path, tree: Path) -> dict[int, list[tuple[str, int]]]:
	"""Address after each call of the hook, to the lines of the block that the call begins."""
	listing = subprocess.run(['objdump', '-d', '-l', '--no-show-raw-insn', binary], capture_output=True,
		check=True).stdout.decode(errors='replace')
	found: dict[int, list[tuple[str, int]]] = {}
	top, current, called, block = str(tree) + '/', None, False, None
	for row in listing.split('\n'):
		if match := LINE.match(row):
			path = str(Path(match['file']).resolve()) if '..' in match['file'] else match['file']
			current = (path[len(top):], int(match['line'])) if path.startswith(top) else None
		elif match := INSTRUCTION.match(row):
			if called:
				# The call has the line of the first statement of the block that begins here.
				block = found.setdefault(int(match['address'], 16), [current] if current else [])
			elif HOOK in match['text']:
				block = None
			called = HOOK in match['text']
			if block is not None and current and current not in block:
				block.append(current)
		elif row.endswith('>:'):
			block, called = None, False
	return found


class Map:
	"""Reads the marks that cases leave."""

	def __init__(self, copy: Copy):
		self.copy = copy
		self.places: dict[str, dict[int, list[tuple[str, int]]]] = {}
		self.binaries: dict[str, Path] = {}
		for path in copy.build.rglob('*'):
			if path.is_file() and not path.is_symlink() and path.suffix not in ('.o', '.a') and (name := build_id(path)):
				self.binaries[name] = path

	def read(self, folder: Path) -> dict[str, list[int]]:
		lines: dict[str, set[int]] = {}
		for marks in folder.iterdir():
			if marks.name not in self.binaries:
				continue
			if marks.name not in self.places:
				self.places[marks.name] = places(self.binaries[marks.name], self.copy.tree)
			data = marks.read_bytes()
			for address, block in self.places[marks.name].items():
				if address < len(data) and data[address]:
					for path, line in block:
						if path.startswith(('core/', 'modules/')) and path.endswith('.c'):
							lines.setdefault(path, set()).add(line)
		return {path: sorted(numbers) for path, numbers in sorted(lines.items())}


def learn(tree: Path, folder: Path, names: list[str], key: str, jobs: int, sandbox: Sandbox, say) -> Reached:
	"""Kept in a file for the next time, as long as the tree is the same."""
	kept = folder / 'reached.json'
	if kept.exists():
		known = json.loads(kept.read_text())
		if known['key'] == key:
			return known['reached']
	copy = Copy(tree, folder, names, options(folder), say)
	marks = Map(copy)

	def reach(case: suites.Case, at: int) -> tuple[dict[str, list[int]], float]:
		cover = folder / 'marks' / str(at)
		shutil.rmtree(cover, ignore_errors=True)
		cover.mkdir(parents=True)
		cover.chmod(0o777)
		outcome = sandbox.run(case.command, case.environment, case.workdir, 600, cover)
		if not outcome.passed:
			say(f'in the coverage build, {outcome.status}: {case.name}')
		reached = marks.read(cover)
		shutil.rmtree(cover)
		return reached, outcome.seconds

	reached: Reached = {}
	with ThreadPoolExecutor(jobs) as pool:
		say('learning what each test reaches')
		wholes = suites.whole(copy.build)
		results = list(pool.map(reach, wholes, range(len(wholes))))
		split = []
		for case, (lines, seconds) in zip(wholes, results):
			reached[case.name] = lines
			if lines and seconds > LONG:
				split += [part for part in suites.parts(case) if part.name != case.name]
		say(f'learning what each of {len(split)} parts of long tests reaches')
		for case, (lines, _) in zip(split, pool.map(reach, split, range(len(split)))):
			reached[case.name] = lines
	kept.write_text(json.dumps({'key': key, 'reached': reached}))
	return reached
