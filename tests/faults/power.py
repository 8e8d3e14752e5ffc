#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lets the power fail at each moment of what muster does to its store, and looks at what is there afterwards.

power.py HOST SHIM MUSTER WORKER THINGS.so [--only WORDS]

A shim (power.c) writes down what a program does below its store, action by action, and what of it the program makes
durable. The power may fail after each action. The disk then has everything that was made durable. Of the rest, each
name that was made, replaced or removed may be on the disk or not, whatever became of the others; of data that was
written, all, nothing, zeros or a part. (POSIX promises no more; most file systems keep some order besides.) The test
makes each store that can be left like that, asks it for its content, and asserts:

- The content is that before the call that was interrupted, or that after it, whole.
- Once a call returned whose result cache.h or muster-blob(5) calls durable, the content is that after the call:
  muster_cache_put(), muster_cache_merge(), muster_cache_save(), and the publishing of what a module found.
- An entry that is added then is there; the next scan of a module finds what is there.

At the end the test leaves out each kind of sync that it saw (by file, function and call of muster) and asks again. Now
something must be lost. Otherwise the sync is needless, or the test is blind.

Exit 0: all of that holds; 1: not so; 77: the shim cannot be used here."""

import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from power_disk import CONTENTS, Disk  # noqa: E402

NOT_FOUND, STALE = 3, 12


# ---- what must be there ----------------------------------------------------------------------------------------------

class HostModel:
    """What a program's own cache holds: (version, entries), or None where there is none."""

    checker = 'check'

    def __init__(self):
        self.version, self.now, self.allowed = '1', None, [None]

    def after(self, action: str):
        word, *rest = action.split(':')
        if word in ('load', 'age', 'version'):
            return self.now
        if word in ('clear', 'gc'):
            return None
        if word == 'put':
            added = {rest[0]: int(rest[1]) if rest[1:] else 0}
        else:
            added = {key: int(rest[0]) for key in rest[1].split(',')}
        if word == 'save' or not self.now or self.now[0] != self.version:
            return self.version, added
        return self.version, self.now[1] | added

    def begin(self, action: str) -> None:
        self.allowed.append(self.after(action))

    def done(self, action: str) -> None:
        word = action.split(':')[0]
        if word in ('load', 'age', 'version'):
            self.allowed.pop()
            self.version = action.split(':')[1] if word == 'version' else self.version
            return
        self.now = self.allowed[-1]
        if word in ('put', 'merge', 'save'):
            self.allowed = [self.now]

    def permits(self, found: dict) -> bool:
        return any(self.matches(found, state) for state in self.allowed)

    @staticmethod
    def matches(found: dict, state) -> bool:
        for version in ('1', '2'):
            status = NOT_FOUND if state is None else 0 if state[0] == version else STALE
            entries = state[1] if status == 0 else {}
            if found[version] != {'status': status, 'entries': entries, 'after': 0}:
                return False
        before = state[1] if state and state[0] == '1' else {}
        return found['added 1'] == {'status': 0, 'entries': before | {'added': 7}, 'after': 0}

    def __str__(self) -> str:
        return ' or '.join('nothing' if state is None else f'version {state[0]}: {", ".join(state[1])}'
                           for state in self.allowed)


class ModuleModel:
    """What is cached of the module `things`. The scripts say what a scan finds: scan:KEY=TEXT,KEY=TEXT..."""

    checker = 'check-module'

    def __init__(self, truth: dict):
        self.now, self.allowed, self.truth = None, [None], truth

    def begin(self, action: str) -> None:
        word, _, entries = action.partition(':')
        if word == 'scan':
            self.allowed.append(dict(entry.split('=') for entry in entries.split(',')))
        else:
            self.allowed.append(None if word == 'clear' else self.now)

    def done(self, action: str) -> None:
        self.now = self.allowed[-1]
        if action.startswith('scan'):
            self.allowed = [self.now]

    def permits(self, found: dict) -> bool:
        if found['scan'] != 0 or found['next'] != self.truth:
            return False
        return any(found['cached'] == (STALE if state is None else 0) and found['things'] == (state or {})
                   for state in self.allowed)

    def __str__(self) -> str:
        return ' or '.join('nothing' if state is None else ', '.join(state) for state in self.allowed)


# ---- asking ----------------------------------------------------------------------------------------------------------

class Asker:
    """Makes stores and has a program look into them: one process for each kind of look."""

    def __init__(self, options, folder: str, environment: dict):
        self.options, self.folder, self.environment = options, folder, environment
        self.processes, self.known, self.count = {}, {}, 0

    def ask(self, checker: str, image: tuple) -> dict:
        if (checker, image) in self.known:
            return self.known[checker, image]
        self.count += 1
        root = f'{self.folder}/image'
        shutil.rmtree(root, ignore_errors=True)
        os.mkdir(root)
        start = time.time() - 1
        for path, last, digest in image:
            if digest is None:
                os.mkdir(root + path)
                continue
            with open(root + path, 'wb') as file:
                file.write(CONTENTS[digest])
            at = start + last / 1e3  # of two versions the one that was written last holds
            os.utime(root + path, (at, at))
        found = self.talk(checker, f'{root}/var/cache/muster')
        self.known[checker, image] = found
        return found

    def talk(self, checker: str, store: str) -> dict:
        if checker not in self.processes:
            self.processes[checker] = subprocess.Popen([self.options.host, checker], stdin=subprocess.PIPE,
                                                       stdout=subprocess.PIPE, text=True, env=self.environment)
        process = self.processes[checker]
        process.stdin.write(store + '\n')
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            print(f'the program that looks into a store ended with {process.wait()}')
            del self.processes[checker]
            return {}
        return json.loads(line)

    def close(self) -> None:
        for process in self.processes.values():
            process.stdin.close()
            process.wait()


# ---- scenarios -------------------------------------------------------------------------------------------------------

LARGE = 9000  # so that few additions fill a journal

HOSTS = {
    'additions': [['put:a', 'put:b:100', 'put:c:3000'], ['put:a:50', 'put:d', 'load', 'put:e']],
    'saves': [['save:20:a,b,c', 'put:d', 'put:e:500', 'save:10:x,y', 'put:z', 'merge:30:p,q']],
    'a fold when the journal is full': [['save:10:a,b', *(f'put:k{number}:{LARGE}' for number in range(9)), 'put:b:5']],
    'a fold when all is quiet': [['save:10:a,b', 'put:c', 'put:d:200', 'age', 'load', 'put:e', 'load']],
    'clearing': [['save:10:a,b', 'put:c', 'put:d', 'clear', 'put:e', 'put:f', 'clear']],
    'another version': [['save:10:a,b', 'put:c', 'version:2', 'put:d', 'put:e', 'version:1', 'save:10:f']],
    'removing what is too much': [['save:10:a,b', 'put:c', 'put:d', 'gc', 'put:e', 'gc']],
}


class Scenario:
    """Actions, and the model of what they lead to."""

    def __init__(self, name: str, log: str, root: str, make_model):
        self.name, self.root, self.make_model = name, root, make_model
        with open(log, encoding='utf-8') as file:
            self.actions = [line.rstrip('\n').split('\t') for line in file]

    def syncs(self) -> dict:
        """The syncs in it, by what they are for: the call, the function, the kind of file."""
        found = collections.defaultdict(set)
        doing = ''
        for number, (action, *rest) in enumerate(self.actions):
            if action == 'mark':
                doing = rest[1].split(':')[0] if rest[0] == 'begin' else ''
            elif action == 'sync':
                found[doing, rest[1], self.kind_of(rest[0], number)].add(number)
            elif action == 'syncdir':
                found[doing, 'fsync', self.folder_kind(rest[0])].add(number)
        return found

    def kind_of(self, inode: str, number: int) -> str:
        """By the last name that the file gets."""
        kinds = {'.muster': 'a blob', '.journal': 'a journal', '.failure': 'a failure', '.TAG': 'the tag'}
        made = max(at for at in range(number) if self.actions[at][:2] == ['new', inode])
        name = self.actions[made][2]
        for action, *rest in self.actions[made + 1:]:
            if action == 'new' and rest[0] == inode:  # another file, of the same number
                break
            if action == 'link' and rest[0] == inode or action == 'rename' and rest[0] == name:
                name = rest[1]
        return kinds[os.path.splitext(name)[1]]

    def folder_kind(self, path: str) -> str:
        place = os.path.relpath(path, self.root)
        return {3: 'the store', 4: 'a folder in the store'}.get(len(place.split('/')), 'a folder above the store')

    def play(self, asker: Asker, without: set, most: int = 3) -> list[str]:
        """What is wrong after a power failure, at most so many. @without: these actions did not happen."""
        disk, model, doing, wrong = Disk(self.root), self.make_model(), '', []
        seen = set()
        for number, words in enumerate(self.actions):
            if words[0] == 'mark':
                doing = words[2] if words[1] == 'begin' else f'after {words[2]}'
                getattr(model, words[1])(words[2])
                seen = set()
            elif number not in without:
                disk.do(words, number)
            for image in disk.images():
                if image in seen:
                    continue
                seen.add(image)
                found = asker.ask(model.checker, image)
                if found and model.permits(found):
                    continue
                wrong.append(f'{self.name}: {doing}: after "{" ".join(words)[:100]}" (action {number}): not {model}, '
                             f'but {json.dumps(found)}\n      with {", ".join(path for path, _, _ in image)}')
                if len(wrong) >= most:
                    return wrong
        return wrong


class Recorder:
    def __init__(self, options, folder: str):
        self.options, self.folder, self.number = options, folder, 0
        self.environment = {'PATH': os.environ['PATH'], 'HOME': folder, 'LANG': 'C.UTF-8'}
        for name, more in {'muster': '', 'gc': 'gc_max_size = 1\n'}.items():
            with open(f'{folder}/{name}.conf', 'w', encoding='utf-8') as file:
                file.write(f'[muster]\nmodules = {folder}/modules\nworker = {options.worker}\n{more}'
                           f'[things]\npaths = {folder}/things\n')
        os.mkdir(f'{folder}/modules')
        shutil.copyfile(options.things, f'{folder}/modules/things.so')

    def begin(self, nameless: bool) -> tuple[str, str, dict]:
        self.number += 1
        root, log = f'{self.folder}/root-{self.number}', f'{self.folder}/log-{self.number}'
        os.mkdir(root)
        return root, log, self.environment | {
            'LD_PRELOAD': self.options.shim, 'MUSTER_POWER_ROOT': root, 'MUSTER_POWER_LOG': log,
            'MUSTER_POWER_NAMELESS': 'yes' if nameless else 'no'}

    def host(self, name: str, runs: list, nameless: bool) -> Scenario:
        root, log, environment = self.begin(nameless)
        config = 'gc' if any('gc' in run for run in runs) else 'muster'
        for run in runs:
            done = subprocess.run([self.options.host, 'run', f'{root}/var/cache/muster', *run], check=False, text=True,
                                  stderr=subprocess.PIPE,
                                  env=environment | {'MUSTER_CONFIG': f'{self.folder}/{config}.conf'})
            if done.returncode != 0 or done.stderr:
                sys.exit(f'{name}: {done.stderr} (status {done.returncode})')
        return Scenario(name, log, root, HostModel)

    def things(self, **files: str) -> str:
        folder = f'{self.folder}/things'
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        for name, text in files.items():
            with open(f'{folder}/{name}.thing', 'w', encoding='utf-8') as file:
                file.write(text)
        return ','.join(f'{name}={text}' for name, text in files.items())

    def module(self, name: str, nameless: bool) -> Scenario:
        """A first scan, one after a change, one that fails, one that is well again; then all is removed."""
        root, log, environment = self.begin(nameless)
        store = f'{root}/var/cache/muster'
        if os.geteuid() == 0:
            stores = ['-o', f'muster.system_store={store}']
        else:
            stores = ['-o', f'muster.store={store}', '-o', 'muster.system_store=/nonexistent']

        def run(action: str, status: int, *arguments: str) -> None:
            self.mark(log, 'begin', action)
            done = subprocess.run([self.options.muster, '-q', '-c', f'{self.folder}/muster.conf', *stores, *arguments],
                                  check=False, env=environment, capture_output=True, text=True)
            self.mark(log, 'done', action)
            if done.returncode != status:
                sys.exit(f'{name}: {arguments} ended with {done.returncode}: {done.stderr}')

        for files in ({'one': 'red', 'two': 'blue'}, {'one': 'green', 'three': 'black'}):
            run(f'scan:{self.things(**files)}', 0, 'scan')
        self.things(one='green', two='crash')
        run('fail', 1, 'scan')
        truth = {'one': 'white', 'two': 'blue', 'four': 'grey'}
        run(f'scan:{self.things(**truth)}', 0, 'scan', '--retry')
        run('clear', 0, 'clear')
        run(f'scan:{self.things(**truth)}', 0, 'scan')
        return Scenario(name, log, root, lambda: ModuleModel(truth))

    @staticmethod
    def mark(log: str, word: str, action: str) -> None:
        with open(log, 'a', encoding='utf-8') as file:
            file.write(f'mark\t{word}\t{action}\n')


# ---- all of it -------------------------------------------------------------------------------------------------------

def record(options, folder: str) -> list[Scenario]:
    recorder = Recorder(options, folder)
    scenarios = []
    for nameless in (True, False):
        how = '' if nameless else ', where files have names'
        scenarios += [recorder.host(name + how, runs, nameless) for name, runs in HOSTS.items()]
        scenarios.append(recorder.module('a module' + how, nameless))
    return [scenario for scenario in scenarios if options.only in scenario.name]


# Nothing is promised of a failure, which costs a try more if it is lost, nor of CACHEDIR.TAG. The function that writes
# them is that of blobs.
NEEDLESS = {('fail', 'a failure'), ('fail', 'a folder in the store'), ('put', 'the tag'), ('save', 'the tag'),
            ('scan', 'the tag')}


def try_without(scenarios: list[Scenario], asker: Asker) -> list[str]:
    """Leaves out each kind of sync in turn."""
    places = collections.defaultdict(list)
    for scenario in scenarios:
        for sync, numbers in scenario.syncs().items():
            places[sync].append((scenario, numbers))
    wrong = []
    for sync, where in sorted(places.items()):
        lost = next((lost for scenario, numbers in where if (lost := scenario.play(asker, numbers, 1))), None)
        what = f'{sync[1]} of {sync[2]} in {sync[0] or "no call"}'
        if lost or (sync[0], sync[2]) in NEEDLESS:
            print(f'{what}: {"needed" if lost else "for nothing that is promised"}')
        else:
            wrong.append(f'{what}: without it nothing is lost')
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ('host', 'shim', 'muster', 'worker', 'things'):
        parser.add_argument(name)
    parser.add_argument('--only', default='')
    options = parser.parse_args()
    linked = subprocess.run(['ldd', options.host], capture_output=True, text=True, check=False).stdout
    if 'libasan' in linked or 'libtsan' in linked or 'libclang_rt' in linked:
        print('skipped: a shim does not go with a sanitizer, which wants to be first')
        return 77
    started = time.monotonic()
    os.umask(0o022)
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix='muster-power.', dir=memory) as folder:
        scenarios = record(options, folder)
        asker = Asker(options, folder, {'PATH': os.environ['PATH'], 'HOME': folder, 'LANG': 'C.UTF-8',
                                        'MUSTER_CONFIG': f'{folder}/muster.conf'})
        wrong = []
        for scenario in scenarios:
            before = asker.count
            found = scenario.play(asker, set())
            print(f'{"FAIL" if found else "ok"}  {scenario.name}: {len(scenario.actions)} actions, '
                  f'{asker.count - before} stores')
            wrong += found
        needless = try_without(scenarios, asker) if not wrong else []
        asker.close()
        print(f'{asker.count} stores, {time.monotonic() - started:.1f} s')
    for what in wrong + needless:
        print(f'FAIL  {what}')
    return 1 if wrong or needless else 0


if __name__ == '__main__':
    sys.exit(main())
