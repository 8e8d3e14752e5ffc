# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Copies of the tree, each with a build folder: what is mutated and built is never the user's."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

PLAIN = ['-Dbuildtype=plain', '-Doptimization=2', '-Ddebug=false', '-Db_ndebug=false', '-Dc_args=-w']


class Broken(Exception):
	"""The tree does not build, even unmutated."""


def listed(tree: Path) -> list[str]:
	"""The files of the working tree, tracked or new, without what git ignores."""
	listing = subprocess.run(['git', '-C', tree, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
		check=True, capture_output=True).stdout.decode()
	return sorted(name for name in set(listing.split('\0')) if name and (tree / name).is_file())


def synchronise(tree: Path, target: Path, names: list[str]) -> None:
	"""Makes the copy equal to the tree; what is equal keeps its time, so that ninja has less to do."""
	wanted = set(names)
	for path in list(target.rglob('*')):
		if (path.is_file() or path.is_symlink()) and str(path.relative_to(target)) not in wanted:
			path.unlink()
	for name in names:
		source, copy = tree / name, target / name
		if copy.is_symlink() or (copy.exists() and copy.read_bytes() == source.read_bytes()
				and copy.stat().st_mode == source.stat().st_mode):
			continue
		copy.parent.mkdir(parents=True, exist_ok=True)
		shutil.copy(source, copy, follow_symlinks=False)


class Copy:
	"""One copy of the tree and its build folder."""

	def __init__(self, tree: Path, folder: Path, names: list[str], options: list[str], say):
		self.tree, self.build, self.log = folder / 'tree', folder / 'build', folder / 'log'
		self.tree.mkdir(parents=True, exist_ok=True)
		synchronise(tree, self.tree, names)
		with open(self.log, 'w', encoding='utf-8') as log:
			if not (self.build / 'build.ninja').exists():
				say(f'setting up {folder}')
				self.must(['meson', 'setup', self.build, self.tree, '-Dtests=enabled', *options], log)
			say(f'building {folder}')
			self.must(['ninja', '-C', self.build, '-j', str(os.cpu_count() or 1)], log)
		self.objects = self.read_objects()
		self.hashes = {name: self.hash(name) for names in self.objects.values() for name in names}

	def must(self, command: list, log) -> None:
		if subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False).returncode != 0:
			raise Broken(f'{command[0]} failed; see {self.log}')

	def read_objects(self) -> dict[str, list[str]]:
		"""Source, below the top, to the object files that are made of it."""
		found: dict[str, list[str]] = {}
		for entry in json.loads((self.build / 'compile_commands.json').read_text()):
			source = (Path(entry['directory']) / entry['file']).resolve()
			if source.is_relative_to(self.tree.resolve()):
				found.setdefault(str(source.relative_to(self.tree.resolve())), []).append(entry['output'])
		return found

	def hash(self, name: str) -> str:
		return hashlib.sha256((self.build / name).read_bytes()).hexdigest()

	def make(self, targets: list[str]) -> bool:
		with open(self.log, 'a', encoding='utf-8') as log:
			try:
				return subprocess.run(['ninja', '-C', self.build, '-j1', *targets], stdout=log, stderr=subprocess.STDOUT,
					timeout=300, check=False).returncode == 0
			except subprocess.TimeoutExpired:
				return False

	def changed(self, source: str) -> bool:
		"""Whether the objects of the source are others than those of the unmutated one; both were optimised."""
		return any(self.hash(name) != self.hashes[name] for name in self.objects[source])
