#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What must be in the manual is in it, in the words of those who would leave it out:

complete.py commands MUSTER PAGE        commands and options that `muster help` prints
complete.py keys PAGE CONF...           keys and sections in muster.conf and in conf.d of the stock modules
complete.py symbols PAGE SYMFILE        functions that the library exports
complete.py table PAGE HEADER...        members of struct muster_module, and the constants that stand in one
complete.py fields PAGE MUSTER WORKER MODULE.so...    fields of the modules, each with its module in front"""

import re
import subprocess
import sys

from ask import ask_modules


def described(what: str, page: str) -> set[str]:
    """What the page has an item for: commands with a dot in front, options, keys, functions, or members. Constants
    need none."""
    with open(page, encoding='utf-8') as file:
        text = file.read()
    if what == 'fields':
        sections = (section.split('\n', 1) for section in re.split(r'^\.S[sh] ', text, flags=re.MULTILINE))
        return {f'{name}.{field}' for name, *rest in sections
                for field in re.findall(r'^\.It Va (\w+) Pq', ''.join(rest), flags=re.MULTILINE)}
    lines = [line for line in text.splitlines() if line.startswith('.It ')]
    if what == 'table':
        return {name for line in lines for name in re.findall(r'\bVa (\w+)', line)} | set(
            re.findall(r'\bDv (\w+)', text))
    if what == 'commands':
        commands = (re.match(r'.It Cm (\w+)', line) for line in lines)
        return {'.' + found[1] for found in commands if found} | {
            '-' + flag for line in lines for flag in re.findall(r'\bFl (-?[\w-]+)', line)}
    macro = 'Ic' if what == 'keys' else 'Fn'
    return {name for line in lines for name in re.findall(rf'\b{macro} (\w+)', line)}


def helped(muster: str) -> set[str]:
    """Commands, each with a dot in front, and options."""

    def ask(*arguments: str) -> str:
        return subprocess.run([muster, 'help', *arguments], check=True, capture_output=True, text=True).stdout

    options = r'^  (?:(-\w), |    )(--[\w-]+)'
    commands = re.findall(r'^  ([a-z]\w*)  +\S', ask(), flags=re.MULTILINE)
    found = (pair for text in map(ask, commands) for pair in re.findall(options, text, flags=re.MULTILINE))
    return {'.' + name for name in commands} | {name for pair in found for name in pair if name}


def keys(conf: str) -> set[str]:
    """Keys that are set, or shown behind a # without a space as those that may be."""
    with open(conf, encoding='utf-8') as file:
        return set(re.findall(r'^#?([a-z]\w*) *=', file.read(), flags=re.MULTILINE))


def symbols(script: str) -> set[str]:
    with open(script, encoding='utf-8') as file:
        text = file.read()
    return set(re.findall(r'^\s(muster_\w+);', text, flags=re.MULTILINE)) - {'muster_private_work'}


def table(header: str) -> set[str]:
    """Members of struct muster_module, and the constants for its flags, fields and options."""
    with open(header, encoding='utf-8') as file:
        text = re.sub(r'/\*.*?\*/', '', file.read(), flags=re.DOTALL)
    module = re.search(r'^struct muster_module \{(.*?)^\};', text, flags=re.MULTILINE | re.DOTALL)
    members = re.findall(r'(?:(\w+)|\(\*(\w+)\)\([^;]*\));', module[1]) if module else []
    enums = re.findall(r'^enum muster_(?:module_flag|field_flags|option_type|type) \{(.*?)^\};', text,
                       flags=re.MULTILINE | re.DOTALL)
    return {name for pair in members for name in pair if name} | {
        name for enum in enums for name in re.findall(r'^\t(MUSTER_\w+)', enum, flags=re.MULTILINE)} - {'MUSTER_TYPE_NIL'}


def fields(muster: str, worker: str, *files: str) -> set[str]:
    return {f'{module["module"]}.{field["name"]}' for module in ask_modules(muster, worker, list(files))
            for field in module['fields']}


def wanted(what: str, others: list[str]) -> set[str]:
    if what == 'commands':
        return helped(others[0])
    if what == 'fields':
        return fields(*others)
    if what == 'table':
        return set().union(*map(table, others))
    return set().union(*map(keys if what == 'keys' else symbols, others))


what, page, *others = sys.argv[1:]
want = wanted(what, others)
missing = sorted(want - described(what, page))
for name in missing:
    print(f'{name.lstrip(".")} is not in {page}')
print(f'{len(want)} {what}, {len(missing)} missing')
sys.exit(bool(missing) or len(want) < 10)
