#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the command says without any configuration."""

import json
import os
import shutil
import subprocess
import tempfile


def ask(muster: str, *words: str) -> list[dict]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith('MUSTER_')}
    arguments = [muster, '-c', '/dev/null', '--json', *words]
    return json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True, env=environment).stdout)


def ask_modules(muster: str, worker: str, files: list[str]) -> list[dict]:
    """What these modules say of themselves."""
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            os.chmod(shutil.copy(file, folder), 0o755)
        places = {'modules': folder, 'worker': worker, 'store': f'{folder}/a', 'system_store': f'{folder}/b'}
        options = [text for key, place in places.items() for text in ('-o', f'muster.{key}={place}')]
        return [module for module in ask(muster, *options, 'modules') if module['path'].startswith(folder)]
