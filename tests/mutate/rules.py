# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules: what of a function body may be replaced by what, and the draw of mutations by a seed."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from tokens import Token, bodies, closing

EXCHANGED = {
	'==': '!=', '!=': '==', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '&&': '||', '||': '&&', '++': '--', '--': '++',
	'+=': '-=', '-=': '+=', '|=': '&=', '&=': '|=', '<<': '>>', '>>': '<<', 'true': 'false', 'false': 'true',
	'break': 'continue', 'continue': 'break',
}
# Only between two operands: `*` and `&` before one are no arithmetic.
BINARY = {'+': '-', '-': '+', '|': '&', '&': '|'}
NOT_OPERANDS = {'return', 'case', 'sizeof', 'else', 'do', 'goto'}
NOT_CALLS = {'if', 'for', 'while', 'switch', 'return', 'sizeof', 'assert', 'static_assert', '_Static_assert'}
FLAG = re.compile(r'[A-Z][A-Z0-9_]+$')
NUMBER = re.compile(r'(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)$')
STATUSES: set[str] = set() # MUSTER_OK and the others, of status.h


@dataclass
class Mutation:
	path: str  # below the top of the tree
	rule: str
	start: int  # offsets in the file: text[start:end] becomes replacement
	end: int
	replacement: str
	line: int
	first: int  # the lines of the statement
	last: int
	id: str = ''
	rank: str = ''  # its place in the draw

	def apply(self, text: str) -> str:
		return text[:self.start] + self.replacement + text[self.end:]


def operand_ends(token: Token) -> bool:
	return token.kind in ('number', 'character', 'string') or token.text in (')', ']') or (
		token.kind == 'word' and token.text not in NOT_OPERANDS)


def in_return(body: list[Token], at: int) -> bool:
	while body[at].text not in ('{', '}', ';'):
		if body[at].text == 'return':
			return True
		at -= 1
	return False


def next_number(text: str) -> str | None:
	match = NUMBER.match(text)
	if not match:
		return None
	if match[1][:2] in ('0x', '0X'):
		return f'{int(match[1], 16) + 1:#x}{match[2]}'
	return f'{int(match[1], 8 if match[1].startswith("0") else 10) + 1}{match[2]}'


def at_statement(body: list[Token], at: int) -> bool:
	"""Whether a statement begins here: after another, or after a condition (or a cast to void, which is as good)."""
	return at > 0 and body[at - 1].text in ('{', '}', ';', ')', 'else', ':')


def variants(body: list[Token], at: int):
	"""(rule, first token, last token, replacement) of each thing that can be done to the token."""
	token, before, after = body[at], body[at - 1], body[at + 1]
	if token.text in EXCHANGED:
		yield f'{token.text} to {EXCHANGED[token.text]}', at, at, EXCHANGED[token.text]
	elif token.text in BINARY and operand_ends(before):
		yield f'{token.text} to {BINARY[token.text]}', at, at, BINARY[token.text]
		if token.text == '|' and FLAG.match(after.text) and body[at + 2].text in ('|', ')', ',', ';'):
			yield 'flag dropped', at, at + 1, ''
		if token.text == '|' and FLAG.match(before.text) and body[at - 2].text in ('(', ',', '=', 'return'):
			yield 'flag dropped', at - 1, at, ''
	elif token.text == '!':
		yield '! dropped', at, at, ''
	elif token.kind == 'number' and next_number(token.text):
		yield 'constant + 1', at, at, next_number(token.text)
	elif token.text.startswith('MUSTER_') and token.text in STATUSES and in_return(body, at):
		yield 'status', at, at, 'MUSTER_DAMAGED' if token.text == 'MUSTER_OK' else 'MUSTER_OK'
	elif token.text in ('if', 'while') and after.text == '(':
		end = closing(body, at + 1)
		for constant in ('0',) if token.text == 'while' else ('1', '0'):
			yield f'condition to {constant}', at + 2, end - 1, constant
	elif token.kind == 'word' and after.text == '(' and token.text not in NOT_CALLS and at_statement(body, at):
		end = closing(body, at + 1)
		if body[end + 1].text == ';':
			yield 'call removed', at, end, ''


def read_statuses(tree: Path) -> None:
	STATUSES.update(re.findall(r'^\t(MUSTER_\w+) =', (tree / 'include/muster/status.h').read_text(), re.MULTILINE))


def digest(*parts: object) -> str:
	return hashlib.sha256('\0'.join(map(str, parts)).encode()).hexdigest()


def of_file(path: str, text: str, seed: int) -> list[Mutation]:
	"""All mutations of a file. An identity comes of the text of its line, not of the number: it stays while other lines
	change. The mutations of one token have the same rank, with the one to be drawn first."""
	lines, seen, found = text.split('\n'), {}, []
	for body in bodies(text):
		for at, token in enumerate(body[:-1]):
			choices = [] if token.data else list(variants(body, at))
			if not choices:
				continue
			place = (lines[token.line - 1].strip(), token.start - text.rfind('\n', 0, token.start))
			seen[place] = seen.get(place, 0) + 1
			rank = digest(seed, 'token', path, *place, seen[place])
			mutations = []
			for rule, begin, end, replacement in choices:
				identity = digest(path, *place, seen[place], rule, begin - at, replacement)
				mutations.append(Mutation(path, rule, body[begin].start, body[end].end, replacement, token.line, token.first,
					token.last, identity[:10], rank))
			found += sorted(mutations, key=lambda mutation: digest(seed, mutation.id))
	return found


def sources(tree: Path) -> list[str]:
	return sorted(str(path.relative_to(tree)) for folder in ('core', 'modules') for path in (tree / folder).rglob('*.c'))


def all_mutations(tree: Path, seed: int, only: list[str]) -> list[Mutation]:
	read_statuses(tree)
	return [mutation for path in sources(tree)
		if not only or any(path == each or path.startswith(each.rstrip('/') + '/') for each in only)
		for mutation in of_file(path, (tree / path).read_text(encoding='utf-8'), seed)]


def draw(tree: Path, seed: int, only: list[str]) -> list[Mutation]:
	"""One mutation of each token, in the order in which they are drawn."""
	drawn: dict[str, Mutation] = {}
	for mutation in all_mutations(tree, seed, only):
		drawn.setdefault(mutation.rank, mutation)
	return [drawn[rank] for rank in sorted(drawn)]
