# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""For errors.py: what is scanned, by whom, with which store, and how muster is run there with a shim that lets calls
fail."""

import json
import os
import pwd
import shutil
import struct
import subprocess
import sys
import time

# ---- the file that the shim maps (errors.h) ----------------------------------------------------------------------

HEAD = struct.Struct('=IiIII1024s')
SEEN = struct.Struct('=16s240s')
MOST_SEEN = 1024
CALLS = {'open': 1, 'read': 2, 'stat': 4, 'list': 8, 'write': 16, 'sync': 32, 'name': 64, 'make': 128}


def text(data: bytes) -> str:
    return data.split(b'\0', 1)[0].decode()


class Plan:
    """Which call fails, for one run."""

    def __init__(self, path: str, owner: int):
        self.path = path
        with open(path, 'wb') as file:
            file.truncate(HEAD.size + MOST_SEEN * SEEN.size)
        os.chown(path, owner, -1)

    def write(self, calls: int, error: int, at: int, root: str) -> None:
        with open(self.path, 'r+b') as file:
            file.write(HEAD.pack(calls, error, at, 0, 0, root.encode()))

    def read(self) -> tuple[int, list[tuple[str, str]]]:
        """How many calls failed, and all that were met."""
        with open(self.path, 'rb') as file:
            _, _, _, count, hits, _ = HEAD.unpack(file.read(HEAD.size))
            if count > MOST_SEEN:
                sys.exit(f'{count} calls: more than the shim can note')
            seen = [SEEN.unpack(file.read(SEEN.size)) for _ in range(count)]
        return hits, [(text(function), text(path)) for function, path in seen]


# ---- what is scanned -----------------------------------------------------------------------------------------------

def write(path: str, content: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(content)


def make_things(tree: str, _samples: str) -> str:
    for place, content in {'one/apple': 'red', 'one/banana': 'yellow', 'one/cherry': 'dark red',
                           'one/inner/date': 'brown', 'two/fig': 'violet', 'tall/lime': 'green',
                           'one/bad': 'bad'}.items():
        write(f'{tree}/{place}.thing', content)
    os.symlink('../one/banana.thing', f'{tree}/two/grape.thing')
    os.symlink('nowhere', f'{tree}/two/nothing.thing')
    return f'{tree}/one {tree}/t* {tree}/absent'


def change_things(tree: str) -> None:
    write(f'{tree}/one/cherry.thing', 'nearly black')
    write(f'{tree}/one/inner/elder.thing', 'black')
    os.remove(f'{tree}/tall/lime.thing')


def make_colormaps(tree: str, samples: str) -> str:
    for place, names in {'palettes': ('named.gpl', 'blend.ggr', 'crlf.gpl'),
                         'palettes/more': ('hues.cpt', 'slices.cpt', 'small.svg'),
                         'code': ('curves.py', 'bright.gpl')}.items():
        os.makedirs(f'{tree}/{place}', exist_ok=True)
        for name in names:
            shutil.copyfile(f'{samples}/{name}', f'{tree}/{place}/{name}')
    return f'{tree}/palettes {tree}/code'


def change_colormaps(tree: str) -> None:
    shutil.copyfile(f'{tree}/palettes/named.gpl', f'{tree}/palettes/again.gpl')
    shutil.copyfile(f'{tree}/palettes/more/slices.cpt', f'{tree}/palettes/more/hues.cpt')
    os.remove(f'{tree}/code/bright.gpl')


# Other names of files: what is found by them while the first name cannot be reached is no invention.
ALIASES = {'grape': 'banana'}

TREES = {'things': (make_things, change_things), 'colormaps': (make_colormaps, change_colormaps)}


# ---- running muster ------------------------------------------------------------------------------------------------

class Run:
    def __init__(self, status: int, output: str, errors: str):
        self.status, self.output, self.errors = status, output, errors

    def json(self):
        return json.loads(self.output) if self.output.strip() else None


class Scene:
    """One module, one state of its store, one user: everything that trials of it share."""

    def __init__(self, options, folder: str, library: str, user: str, state: str):
        self.options, self.user, self.state = options, user, state
        self.module = os.path.basename(library).split('.')[0].split('-')[0]
        self.name = f'{self.module}, {state}, as {user}'
        self.uid = os.geteuid() if user in ('root', 'this user') else pwd.getpwnam(user).pw_uid
        self.folder = f'{folder}/{self.module}-{state}-{self.uid}'
        self.tree, self.config = f'{self.folder}/tree', f'{self.folder}/muster.conf'
        os.makedirs(f'{self.folder}/modules')
        shutil.copyfile(library, f'{self.folder}/modules/{self.module}.so')
        make, self.change = TREES[self.module]
        paths = make(self.tree, options.samples)
        check = {'content': 'check_mtimes = content\n', 'alone': 'isolation = none\n'}.get(state, '')
        write(self.config, f'[muster]\nmodules = {self.folder}/modules\nworker = {options.worker}\n{check}'
                           f'[{self.module}]\npaths = {paths}\n')
        self.own(self.folder)
        self.prepare()

    def own(self, path: str) -> None:
        if self.uid == os.geteuid():
            return
        os.chown(path, self.uid, -1)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(os.path.join(folder, name), self.uid, -1, follow_symlinks=False)

    def muster(self, store: str, *arguments: str, plan: Plan = None) -> Run:
        environment = {'PATH': os.environ['PATH'], 'HOME': self.folder, 'LANG': 'C.UTF-8'}
        if plan:
            environment |= {'LD_PRELOAD': self.options.shim, 'MUSTER_ERRORS': plan.path}
        user = {} if self.uid == os.geteuid() else {'user': self.uid, 'group': 65534, 'extra_groups': []}
        done = subprocess.run([self.options.muster, '-c', self.config, '-o', f'muster.store={store}/user', '-o',
                               f'muster.system_store={store}/system', *arguments], capture_output=True, text=True,
                              check=False, env=environment, cwd='/', timeout=60, **user)
        return Run(done.returncode, done.stdout, done.stderr)

    def entries(self, store: str, *arguments: str) -> dict:
        """By key, what the list shows."""
        done = self.muster(store, 'list', self.module, '--json', *arguments)
        if done.status != 0:
            raise ValueError(f'list failed: {done.errors}')
        return {entry['key']: entry for entry in done.json()}

    def new_store(self, name: str, like: str = None) -> str:
        path = f'{self.folder}/{name}'
        shutil.rmtree(path, ignore_errors=True)
        if like:
            shutil.copytree(like, path, copy_function=shutil.copy2)
        else:
            os.mkdir(path)
        self.own(path)
        return path

    def scan(self, store: str, *arguments: str) -> None:
        done = self.muster(store, 'scan', self.module, *arguments)
        if done.status != 0:
            sys.exit(f'{self.name}: cannot even scan: {done.errors}')

    def prepare(self) -> None:
        self.initial = None
        before = {}
        time.sleep(0.1)  # what was just written is looked at twice
        if self.state != 'empty':
            self.initial = self.new_store('before')
            self.scan(self.initial)
            before = self.entries(self.initial)
        self.change(self.tree)
        self.own(self.tree)
        time.sleep(0.1)
        reference = self.new_store('reference')
        self.scan(reference, '--force')
        self.truth = self.entries(reference)
        assert self.truth and (not before or before != self.truth)
        self.old = before
        self.kept = {key: entry for key, entry in before.items() if self.truth.get(key) == entry}
        assert not before or self.kept

    def blobs(self, store: str) -> dict:
        found = {}
        for folder, _, names in os.walk(store):
            for name in names:
                if not name.endswith(('.lock', 'CACHEDIR.TAG')):
                    with open(os.path.join(folder, name), 'rb') as file:
                        found[name] = file.read()
        return found
