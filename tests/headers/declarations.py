# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The functions that the public headers declare or define inline."""

import re
from typing import Iterator, NamedTuple

START = re.compile(r'^(MUSTER_API|static inline)\b[^;{]*', re.MULTILINE)
NAME = re.compile(r'\b(muster_\w+)\s*\(')


class Function(NamedTuple):
    name: str
    inline: bool
    place: str  # FILE:LINE
    comment: str  # the doc comment right above it; '' without one


def comment_before(text: str, end: int) -> str:
    above = text[:end].rstrip()
    start = above.rfind('/**')
    return above[start:] if above.endswith('*/') and start >= 0 and above.find('*/', start) == len(above) - 2 else ''


def functions(path: str) -> Iterator[Function]:
    with open(path, encoding='utf-8') as file:
        text = file.read()
    for match in START.finditer(text):
        name = NAME.search(match.group())
        if name:
            place = f'{path}:{text.count(chr(10), 0, match.start()) + 1}'
            yield Function(name[1], match[1] != 'MUSTER_API', place, comment_before(text, match.start()))
