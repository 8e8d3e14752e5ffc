# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What becomes of a mutation: not compiled, equivalent, killed, timed out, or survived."""

import difflib
import json
import time
from dataclasses import dataclass
from pathlib import Path

import cover
import suites
from copies import Copy
from rules import Mutation
from sandbox import Sandbox

KILLED, SURVIVED, TIMED_OUT = 'killed', 'survived', 'timed out'
NOT_COMPILED, EQUIVALENT = 'not compiled', 'equivalent'
ALONE = 8 # cases that are run one by one
COUNTED = (KILLED, SURVIVED, TIMED_OUT)


@dataclass
class Verdict:
	mutation: Mutation
	outcome: str
	by: str # the case that noticed, or why none did
	tried: int # cases
	seconds: float
	diff: str

	def line(self) -> str:
		return f'{self.outcome:12} {self.mutation.path}:{self.mutation.line}  {self.mutation.rule}  [{self.by}]'

	@classmethod
	def of(cls, record: dict, mutation: Mutation):
		"""The other way of record()."""
		return cls(mutation, *(record[key] for key in ('outcome', 'by', 'tried', 'seconds', 'diff')))

	def record(self) -> dict:
		mutation = self.mutation
		return {'id': mutation.id, 'path': mutation.path, 'line': mutation.line, 'rule': mutation.rule,
			'outcome': self.outcome, 'by': self.by, 'tried': self.tried, 'seconds': round(self.seconds, 2),
			'diff': self.diff}


def difference(mutation: Mutation, text: str) -> str:
	mutated = mutation.apply(text)
	return ''.join(difflib.unified_diff(text.splitlines(True), mutated.splitlines(True), 'a/' + mutation.path,
		'b/' + mutation.path, n=1))


class Suite:
	"""The cases that can be relied on, by the lines that they reach."""

	def __init__(self, reached: cover.Reached):
		self.reached = reached
		self.unused: list[tuple[str, str]] = [] # (name, why)
		self.seconds: dict[str, float] = {}
		self.parted: dict[str, list[str]] = {}
		for name in reached:
			for whole in reached:
				if name.startswith(whole + ', ') and name != whole:
					self.parted.setdefault(whole, []).append(name)

	def names(self, mutation: Mutation) -> list[str]:
		"""Those that reach the statement, the cheapest first, where a test is cheap that is short and about this file:
		one in which half of the lines reached are of the file goes before one as long with a tenth of them. Of a test with
		parts only these were measured, and are run."""
		found: dict[str, float] = {}
		for name, files in self.reached.items():
			lines = files.get(mutation.path)
			if name in self.seconds and lines and any(mutation.first <= line <= mutation.last for line in lines):
				found[name] = self.seconds[name] * sum(map(len, files.values())) / len(lines)
		return sorted(found, key=lambda name: (found[name], name))


class Judge:
	"""Judges in one copy."""

	def __init__(self, copy: Copy, suite: Suite, sandbox: Sandbox):
		self.copy, self.suite, self.sandbox = copy, suite, sandbox
		self.cases: dict[str, suites.Case] = {}
		for case in suites.whole(copy.build):
			self.cases[case.name] = case
			if case.name in suite.parted:
				self.cases |= {part.name: part for part in suites.parts(case)}

	def run(self, name: str):
		case = self.cases[name]
		case.seconds = self.suite.seconds.get(name, 60)
		return self.run_case(case)

	def run_case(self, case: suites.Case):
		return self.sandbox.run(case.command, case.environment, case.workdir, case.time_out(), stop_early=case.tap)

	def steps(self, names: list[str]) -> list[suites.Case]:
		"""The first ones alone, since most mutations are noticed by them; of the others, those of one bats file together."""
		cases = [self.cases[name] for name in names]
		for case in cases:
			case.seconds = self.suite.seconds.get(case.name, 60)
		found, files = cases[:ALONE], {}
		for case in cases[ALONE:]:
			if case.part_of:
				files.setdefault(case.part_of, []).append(case)
			else:
				found.append(case)
		return found + [suites.together(parts) for parts in files.values()]

	def noticed(self, mutation: Mutation) -> tuple[str, str, int]:
		names = self.suite.names(mutation)
		if not names:
			return SURVIVED, 'no test reaches it', 0
		for tried, case in enumerate(self.steps(names), 1):
			if not self.copy.make(case.targets):
				return NOT_COMPILED, 'it does not link', tried
			outcome = self.run_case(case)
			if not outcome.passed and not outcome.skipped:
				again = self.run_case(case)
				outcome = again if again.passed or again.skipped else outcome
			if outcome.timed_out:
				return TIMED_OUT, case.name, tried
			if not outcome.passed and not outcome.skipped:
				return KILLED, case.name, tried
		return SURVIVED, f'{len(names)} tests reach it', len(names)

	def judge(self, mutation: Mutation) -> Verdict:
		start, path = time.monotonic(), self.copy.tree / mutation.path
		text = path.read_text(encoding='utf-8')
		path.write_text(mutation.apply(text), encoding='utf-8')
		try:
			if not self.copy.make(self.copy.objects[mutation.path]):
				outcome = NOT_COMPILED, '', 0
			elif not self.copy.changed(mutation.path):
				outcome = EQUIVALENT, 'the same object file', 0
			else:
				outcome = self.noticed(mutation)
		finally:
			path.write_text(text, encoding='utf-8')
		return Verdict(mutation, *outcome, time.monotonic() - start, difference(mutation, text))


def measure(judges: list[Judge], kept: Path, pool, say) -> None:
	"""Runs each case unmutated, unless that was done: its time, and whether it passes."""
	suite = judges[0].suite
	known: dict[str, dict] = json.loads(kept.read_text()) if kept.exists() else {}
	keys = suites.Keys(judges[0].copy.build)
	now = {name: keys.of(case) for name, case in judges[0].cases.items()}
	names = [name for name, files in suite.reached.items() if files and name in now and name not in suite.parted]
	new = [name for name in names if known.get(name, {}).get('key') != now[name]]
	say(f'running {len(new)} new or changed tests without a mutation')

	def one(judge: Judge, mine: list[str]) -> None:
		for name in mine:
			outcome = judge.run(name)
			known[name] = {'key': now[name], 'seconds': outcome.seconds, 'status': outcome.status}

	list(pool.map(one, judges, [new[at::len(judges)] for at in range(len(judges))]))
	kept.write_text(json.dumps(known))
	for name in names:
		if known[name]['status'] == 0:
			suite.seconds[name] = known[name]['seconds']
		else:
			suite.unused.append((name, f'exit status {known[name]["status"]} without a mutation'))
