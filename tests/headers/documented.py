#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""documented.py HEADER...: every public function has a doc comment that says since when it is there."""

import re
import sys

from declarations import functions

SINCE = re.compile(r'\bSince[\s*]+\d+\.\d+')

found = [function for path in sys.argv[1:] for function in functions(path)]
bare = [function for function in found if not SINCE.search(function.comment)]
for function in bare:
    why = 'its comment lacks "Since"' if function.comment else 'no /** comment */ right above it'
    print(f'{function.place}: {function.name}: {why}')
print(f'{len(found)} functions, {len(bare)} undocumented')
sys.exit(bool(bare) or not found)
