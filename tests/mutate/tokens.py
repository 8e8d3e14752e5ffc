# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""C source as tokens: those inside function bodies, each with the lines of its statement."""

import re
from dataclasses import dataclass

TOKEN = re.compile(r'''
	(?P<space>\s+|\\\n)
	| (?P<comment>/\*.*?\*/|//[^\n]*)
	| (?P<directive>(?<=\n)[ \t]*\#(?:/\*.*?\*/|\\\n|[^\n])*)
	| (?P<string>(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")
	| (?P<character>[uUL]?'(?:\\.|[^'\\\n])*')
	| (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
	| (?P<word>[A-Za-z_]\w*)
	| (?P<mark><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
	''', re.VERBOSE | re.DOTALL)

NOT_TYPES = {'return', 'case', 'goto', 'else', 'do'}


@dataclass
class Token:
	kind: str  # string, character, number, word or mark
	text: str
	start: int  # offset in the file
	line: int
	first: int = 0  # the lines of the statement that has the token
	last: int = 0
	data: bool = False # part of a static table, of an assertion, or of the size of an array

	@property
	def end(self) -> int:
		return self.start + len(self.text)


def all_tokens(text: str) -> list[Token]:
	tokens, line = [], 1
	# The directive's look-behind wants a line break before the first line too.
	for match in TOKEN.finditer('\n' + text):
		kind = match.lastgroup
		if kind not in ('space', 'comment', 'directive'):
			tokens.append(Token(kind, match.group(), match.start() - 1, line - 1))
		line += match.group().count('\n')
	return tokens


def closing(tokens: list[Token], opening: int) -> int:
	"""The index of the bracket that closes the one at @p opening."""
	pairs, depth = {'(': ')', '[': ']', '{': '}'}, 0
	for at in range(opening, len(tokens)):
		if tokens[at].text in pairs:
			depth += 1
		elif tokens[at].text in pairs.values():
			depth -= 1
			if not depth:
				return at
	raise ValueError(f'line {tokens[opening].line}: a bracket that is not closed')


def bodies(text: str) -> list[list[Token]]:
	"""The tokens of each function body, braces included."""
	tokens, found, at = all_tokens(text), [], 0
	while at < len(tokens):
		if tokens[at].text == '{':
			end = closing(tokens, at)
			if at and tokens[at - 1].text == ')':
				found.append(statements(tokens[at:end + 1]))
			at = end
		at += 1
	return found


def statements(body: list[Token]) -> list[Token]:
	"""Gives each token the lines of its statement, and marks static tables and assertions as data."""
	begin, round_brackets = 0, 0
	for at, token in enumerate(body):
		round_brackets += (token.text == '(') - (token.text == ')')
		# `for (a; b; c)` is one statement
		if token.text in ('{', '}', ';') and (not round_brackets or token.text != ';'):
			for other in body[begin:at + 1]:
				other.first, other.last = body[begin].line, token.line
			skip_sizes(body[begin:at + 1])
			begin = at + 1
	for at, token in enumerate(body):
		if token.text in ('assert', 'static_assert', '_Static_assert') and body[at + 1].text == '(':
			for other in body[at:closing(body, at + 1)]:
				other.data = True
		elif token.text == 'static' and body[at - 1].text in ('{', '}', ';'):
			for other in body[at:table_end(body, at)]:
				other.data = True
	return body


def skip_sizes(statement: list[Token]) -> None:
	"""The sizes of arrays that a declaration has; no code is made of them, so that no test could be found."""
	if [token.kind for token in statement[:2]] != ['word', 'word'] or statement[0].text in NOT_TYPES:
		return
	depth = 0
	for token in statement:
		if token.text == '=' and not depth:
			return
		depth += (token.text == '[') - (token.text == ']')
		token.data = token.data or depth > 0


def table_end(body: list[Token], at: int) -> int:
	while body[at].text != ';':
		at = closing(body, at) if body[at].text in ('(', '[', '{') else at + 1
	return at
