# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which case reaches which line: a build with cover.c in it runs each case once."""

import json
import re
import shutil
import struct
import subprocess
import tempfile
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


class Learning:
	"""Runs cases in the coverage build, unless what they reach is known of an earlier time."""

	def __init__(self, copy: Copy, folder: Path, sandbox: Sandbox, say):
		self.copy, self.folder, self.sandbox, self.say = copy, folder, sandbox, say
		self.kept = folder / 'reached.json'
		self.known: dict[str, dict] = json.loads(self.kept.read_text()) if self.kept.exists() else {}
		self.keys = suites.Keys(copy.build)
		self.marks = Map(copy)

	def reach(self, case: suites.Case) -> dict:
		key = self.keys.of(case)
		if self.known.get(case.name, {}).get('key') == key:
			return self.known[case.name]
		cover = Path(tempfile.mkdtemp(dir=self.folder, prefix='marks.'))
		cover.chmod(0o777)
		outcome = self.sandbox.run(case.command, case.environment, case.workdir, 600, cover)
		if not outcome.passed:
			self.say(f'in the coverage build, exit status {outcome.status}: {case.name}')
		learned = {'key': key, 'seconds': outcome.seconds, 'lines': self.marks.read(cover)}
		shutil.rmtree(cover)
		return learned

	def learn(self, cases: list[suites.Case], pool: ThreadPoolExecutor) -> dict[str, dict]:
		new = sum(self.known.get(case.name, {}).get('key') != self.keys.of(case) for case in cases)
		self.say(f'learning what {len(cases)} tests or parts of tests reach, {new} of them new or changed')
		found = {case.name: learned for case, learned in zip(cases, pool.map(self.reach, cases))}
		self.known |= found
		self.kept.write_text(json.dumps(self.known))
		return found


def learn(copy: Copy, folder: Path, pool: ThreadPoolExecutor, sandbox: Sandbox, say) -> Reached:
	learning = Learning(copy, folder, sandbox, say)
	wholes = suites.whole(copy.build)
	found = learning.learn(wholes, pool)
	split = [part for case in wholes if found[case.name]['lines'] and found[case.name]['seconds'] > LONG
		for part in suites.parts(case) if part.name != case.name]
	found |= learning.learn(split, pool)
	return {name: learned['lines'] for name, learned in found.items()}
