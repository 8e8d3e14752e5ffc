#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules and the draw of tests/mutate; what it builds and runs is not tested here."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import rules # noqa: E402
import tokens # noqa: E402

SOURCE = '''
#include <x.h>
#define NOT(a) (1 + !(a))
static const int table[] = {1, 2, 3};
/* a == b */
int f(int a, const int *b) {
	static const int inner[] = {4, 5};
	const char *text = "a == 1"; // c != 2
	char sized[16 + 1];
	assert(a == 7);
	if (a == *b && !inner[0])
		close(a);
	for (int i = 0; i < a; i++) {
		if (i > 0x1f)
			break;
	}
	open(text, O_RDONLY | O_CLOEXEC);
	return MUSTER_OK;
}
'''


def found(source: str = SOURCE, seed: int = 1) -> set[tuple[str, str]]:
	"""(rule, the mutated line)"""
	rules.STATUSES.update(('MUSTER_OK', 'MUSTER_DAMAGED'))
	return {(mutation.rule, mutation.apply(source).split('\n')[mutation.line - 1].strip())
		for mutation in rules.of_file('f.c', source, seed)}


class Rules(unittest.TestCase):
	def test_each_rule_changes_its_token(self):
		for wanted in (('== to !=', 'if (a != *b && !inner[0])'), ('&& to ||', 'if (a == *b || !inner[0])'),
				('! dropped', 'if (a == *b && inner[0])'), ('constant + 1', 'if (a == *b && !inner[1])'),
				('condition to 0', 'if (0)'), ('condition to 1', 'if (1)'), ('call removed', ';'),
				('< to <=', 'for (int i = 0; i <= a; i++) {'), ('++ to --', 'for (int i = 0; i < a; i--) {'),
				('> to >=', 'if (i >= 0x1f)'), ('constant + 1', 'if (i > 0x20)'), ('break to continue', 'continue;'),
				('| to &', 'open(text, O_RDONLY & O_CLOEXEC);'), ('flag dropped', 'open(text, O_RDONLY );'),
				('flag dropped', 'open(text,  O_CLOEXEC);'), ('status', 'return MUSTER_DAMAGED;')):
			with self.subTest(wanted):
				self.assertIn(wanted, found())

	def test_tables_texts_comments_directives_and_assertions_stay(self):
		lines = SOURCE.split('\n')
		changed = {mutation.line for mutation in rules.of_file('f.c', SOURCE, 1)}
		for number, line in enumerate(lines, 1):
			if any(part in line for part in ('#', 'table', '/*', 'inner[]', '"a', 'sized', 'assert')):
				self.assertNotIn(number, changed, line)

	def test_a_pointer_is_no_product_and_an_address_no_mask(self):
		self.assertEqual(found('int f(void) {\n\treturn g(*a, &b, -c);\n}\n'), set())

	def test_the_header_of_a_loop_is_one_statement(self):
		body = tokens.bodies('int f(void) {\n\tfor (a;\n\t\tb;\n\t\tc) {\n\t}\n}\n')[0]
		self.assertEqual([(token.first, token.last) for token in body if token.text == 'b'], [(2, 4)])


class Draws(unittest.TestCase):
	def setUp(self):
		self.folder = tempfile.TemporaryDirectory()
		self.addCleanup(self.folder.cleanup)
		self.tree = Path(self.folder.name)
		for name in ('core/b.c', 'core/a.c', 'modules/m/c.c', 'include/muster/status.h'):
			(self.tree / name).parent.mkdir(parents=True, exist_ok=True)
			(self.tree / name).write_text(SOURCE if name.endswith('.c') else '\tMUSTER_OK = 0,\n\tMUSTER_DAMAGED = 11,\n')

	def ids(self, seed: int = 1, only: tuple[str, ...] = ()) -> list[str]:
		return [mutation.id for mutation in rules.draw(self.tree, seed, list(only))]

	def test_a_seed_draws_the_same_and_another_seed_others(self):
		self.assertEqual(self.ids(1), self.ids(1))
		self.assertNotEqual(self.ids(1)[:9], self.ids(2)[:9])

	def test_nothing_is_drawn_twice(self):
		self.assertEqual(len(set(self.ids())), len(self.ids()))

	def test_a_draw_from_part_of_the_tree_has_the_order_of_the_whole(self):
		part = self.ids(only=('core',))
		self.assertEqual(part, [each for each in self.ids() if each in part])
		self.assertLess(len(part), len(self.ids()))

	def test_an_identity_stays_when_lines_are_added_above(self):
		before = self.ids(only=('core/a.c',))
		(self.tree / 'core/a.c').write_text('static int more;\n' + SOURCE)
		self.assertEqual(self.ids(only=('core/a.c',)), before)

	def test_each_mutation_of_a_token_can_be_replayed(self):
		every = [mutation.id for mutation in rules.all_mutations(self.tree, 1, [])]
		self.assertLess(set(self.ids(2)), set(every))
		self.assertEqual(len(set(every)), len(every))


if __name__ == '__main__':
	unittest.main()
