# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tests that meson knows, as cases: a long test of bats or Criterion is run by its parts."""

import hashlib
import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# What is special in bats' -f, an extended regular expression.
SPECIAL = re.compile(r'[][\\.^$*+?(){}|]')
BATS_NAME = re.compile(r'''^@test\s+(?P<quote>['"])(?P<name>.*)(?P=quote)\s*\{''', re.MULTILINE)


@dataclass
class Case:
	name: str
	command: list[str]
	environment: dict[str, str]
	workdir: str
	targets: list[str] # of ninja
	limit: float # meson's own time-out
	tap: bool = False
	seconds: float = 0.0 # of an unmutated run
	part_of: str = '' # the file of bats that it is one test of

	def time_out(self) -> float:
		return min(10 + 6 * self.seconds, max(self.limit, 60) * 2)


def meson(build: Path, what: str):
	return json.loads(subprocess.run(['meson', 'introspect', what, build], check=True, capture_output=True).stdout)


def whole(build: Path) -> list[Case]:
	outputs = {target['id']: [os.path.relpath(name, build) for name in target['filename']]
		for target in meson(build, '--targets') if target['type'] != 'run'}
	found = []
	for test in meson(build, '--tests'):
		name = ', '.join(suite.split(':')[-1] for suite in test['suite']) + ': ' + test['name']
		command = [str(part) for part in test['cmd']]
		targets = [output for each in test['depends'] for output in outputs.get(each, [])]
		found.append(Case(name, command, test['env'], test['workdir'] or str(build), sorted(set(targets)),
			test['timeout'] or 600))
	return found


def escaped(name: str) -> str:
	return SPECIAL.sub(r'\\\g<0>', name)


def bats_parts(case: Case) -> list[Case]:
	"""One case for each @test of the file, where all have different names."""
	file = next((part for part in case.command if part.endswith('.bats')), None)
	if not file or os.path.basename(case.command[0]) != 'bats':
		return []
	names = [re.sub(r'\\(.)', r'\1', match['name']) for match in BATS_NAME.finditer(Path(file).read_text(encoding='utf-8'))]
	return [Case(f'{case.name}, {name}', [case.command[0], '-f', f'^{escaped(name)}$', *case.command[1:]],
		case.environment, case.workdir, case.targets, case.limit, tap=True, part_of=case.name) for name in names]


def together(cases: list[Case]) -> Case:
	"""Tests of one bats file as one case: bats takes longer to start than most of them take."""
	first = cases[0]
	if len(cases) == 1:
		return first
	pattern = '|'.join(case.command[2] for case in cases)
	return Case(f'{first.part_of}, {len(cases)} tests', [first.command[0], '-f', pattern, *first.command[3:]],
		first.environment, first.workdir, first.targets, sum(case.limit for case in cases), tap=True,
		seconds=sum(case.seconds for case in cases))


def criterion_parts(case: Case) -> list[Case]:
	if len(case.command) != 1 or b'libcriterion.so' not in Path(case.workdir, case.command[0]).read_bytes():
		return []
	try:
		listing = subprocess.run([*case.command, '--list'], env=os.environ | case.environment | {'LC_ALL': 'C.UTF-8'}, timeout=20,
			capture_output=True, check=False)
	except (OSError, subprocess.TimeoutExpired):
		return []
	suite, parts = '', []
	for line in listing.stdout.decode(errors='replace').split('\n'):
		head, part = re.match(r'(\S+): \d+ tests?', line), re.match(r'[├└]── (\w+)', line)
		if head:
			suite = head[1]
		elif part and suite:
			parts.append(Case(f'{case.name}, {part[1]}', [*case.command, '--filter', f'{suite}/{part[1]}'],
				case.environment, case.workdir, case.targets, case.limit))
	return parts


def parts(case: Case) -> list[Case]:
	found = bats_parts(case) or criterion_parts(case)
	return found if len(found) > 1 else [case]


class Keys:
	"""A key for each case of a build, that changes with the programs and scripts that it names, and with muster's
	libraries, programs and modules. What was learned under the same key still holds."""

	def __init__(self, build: Path):
		self.build = build
		self.hashes: dict[Path, str] = {}
		built = [build / 'core/cli/muster', build / 'core/muster-worker', *sorted(build.glob('core/*.so.*.*')),
			*sorted(build.glob('modules/*/*.so'))]
		self.product = ' '.join(self.hash(path) for path in built if path.is_file())

	def hash(self, path: Path) -> str:
		if path not in self.hashes:
			self.hashes[path] = hashlib.sha256(path.read_bytes()).hexdigest()
		return self.hashes[path]

	def of(self, case: Case) -> str:
		named = [self.build / target for target in case.targets]
		named += [Path(case.workdir, part) for part in case.command[1:] if '/' in part]
		parts = [self.product, *case.command, *(self.hash(path) for path in named if path.is_file())]
		return hashlib.sha256('\0'.join(parts).encode()).hexdigest()
