#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each section of muster.conf(5) has the keys that there are, and the defaults that muster uses.

defaults.py PAGE CORE_KEYS.C MUSTER WORKER MODULE.so..."""

import re
import sys

from ask import ask, ask_modules

WORDS = None  # a default that the page describes and does not spell


def literal(line: str) -> str:
    """What `.Ql` shows, without the punctuation behind it."""
    return re.sub(r' [.;,]$', '', line.removeprefix('.Ql ')).replace(r'\e', '\\').replace(r'\&', '')


def stated(page: str) -> dict[str, dict[str, str | None]]:
    """Section, key, default: '' where the page has none."""
    sections: dict[str, dict[str, str | None]] = {}
    with open(page, encoding='utf-8') as file:
        lines = file.read().splitlines()
    section: dict[str, str | None] = {}
    key = ''
    for line, after in zip(lines, lines[1:]):
        if line.startswith(('.Sh ', '.Ss ')):
            section = sections.setdefault(line[4:], {}) if line.startswith('.Ss [') else {}
        elif found := re.match(r'\.It Ic (\w+)', line):
            key = found[1]
            section[key] = ''
        elif line.startswith('Default:'):
            section[key] = literal(after) if line == 'Default:' and after.startswith('.Ql ') else WORDS
    return sections


def core(source: str, settings: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Keys by who takes them, as the core's table says; defaults as the command does."""
    defaults = {row['key']: row['value'] for row in settings if row['section'] == 'muster'}
    with open(source, encoding='utf-8') as file:
        rows = re.findall(r'^\t\{"(\w+)", \S+, (\w+), (\w+), (\w+), ', file.read(), flags=re.MULTILINE)
    found: dict[str, dict[str, str]] = {'[cache:NAME]': {}, '[MODULE]': {'paths': ''}}
    for key, for_all, for_module, for_cache in rows:
        names = {'true true': '[muster] and [MODULE]', 'true false': '[muster]', 'false true': '[MODULE]'}
        found.setdefault(names[f'{for_all} {for_module}'], {})[key] = defaults.get(key, '')
        if for_cache == 'true':
            found['[cache:NAME]'][key] = ''  # its defaults are those of [muster]
    return found


def compare(section: str, page: dict[str, str | None], real: dict[str, str]) -> list[str]:
    wrong = [f'{section}: there is no key {key}' for key in sorted(page.keys() - real.keys())]
    wrong += [f'{section}: no {key} in the page' for key in sorted(real.keys() - page.keys())]
    for key in sorted(page.keys() & real.keys()):
        said, used = page[key], ' '.join(real[key].split())
        if said != used and not (said is WORDS and used):
            wrong.append(f'{section}: {key} is "{used}" without a setting, and not "{said or ""}"')
    return wrong


def options(module: dict, key: str) -> dict[str, str]:
    return {option['name']: option['value'] for option in module[key]}


page, core_source, muster, worker, *files = sys.argv[1:]
said = stated(page)
real = core(core_source, ask(muster, 'config'))
for module in ask_modules(muster, worker, files):
    real[f'[{module["module"]}]'] = options(module, 'options')
    if module['section_options']:
        named = (section for section in said if section.startswith(f'[{module["module"]}:'))
        real[next(named, f'[{module["module"]}:NAME]')] = options(module, 'section_options')
wrong = [line for section in sorted(real.keys() | said.keys())
         for line in compare(section, said.get(section, {}), real.get(section, {}))]
print('\n'.join(wrong))
count = sum(map(len, real.values()))
print(f'{count} keys in {len(real)} sections, {len(wrong)} wrong')
sys.exit(bool(wrong) or count < 60)
