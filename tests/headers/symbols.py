#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""symbols.py NM LIBRARY SYMFILE HEADER...: the library exports what the headers declare, under the node that the
version script has for it, and nothing else but what muster's own programs need."""

import re
import subprocess
import sys

from declarations import functions

PRIVATE = {'muster_private_work': 'MUSTER_PRIVATE'}


def scripted(path: str) -> dict[str, str]:
    """Symbol to node, of the version script."""
    with open(path, encoding='utf-8') as file:
        text = re.sub(r'/\*.*?\*/', '', file.read(), flags=re.DOTALL)
    nodes = re.findall(r'(\w[\w.]*)\s*\{\s*global:(.*?)(?:local:.*?)?\}', text, flags=re.DOTALL)
    return {name: node for node, names in nodes for name in re.findall(r'[^\s;]+', names)}


def exported(nm: str, library: str) -> dict[str, str]:
    """Symbol to node, of the library; the nodes' own names left out."""
    command = [nm, '--dynamic', '--defined-only', '--format=posix', library]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    symbols = (re.split('@+', line.split()[0]) + [''] for line in lines if line.split()[1] != 'A')
    return {symbol[0]: symbol[1] for symbol in symbols}


def compare(left: str, first: dict[str, str], right: str, second: dict[str, str]) -> int:
    differing = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    for name in differing:
        print(f'{name}: {left}: {first.get(name, "nothing")}; {right}: {second.get(name, "nothing")}')
    return len(differing)


nm, library, script, *headers = sys.argv[1:]
declared = {f.name for path in headers for f in functions(path) if not f.inline}
wanted = {name: 'MUSTER_0.1' for name in declared} | PRIVATE
listed = scripted(script)
wrong = compare('the headers', wanted, 'the .sym file', listed)
wrong += compare('the .sym file', listed, 'the library', exported(nm, library))
print(f'{len(declared)} public functions, {wrong} differences')
sys.exit(bool(wrong) or not declared)
